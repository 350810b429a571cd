package naru.ca;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Side;

/** Files that only their owner may read, such as private keys. */
final class OwnerFiles {
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private OwnerFiles() {}

  /** Makes a folder with 0700, or checks that one that exists has it. */
  static void makeFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      refuseOthers(folder, "700");
    } else {
      Files.createDirectories(folder, permissions("rwx------"));
    }
  }

  /**
   * A private key's file as text.
   *
   * @throws FailureException {@code CA_KEY_UNREADABLE} if others may touch it
   */
  static String read(Path file) {
    try {
      refuseOthers(file, "600");
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw unreadable(file, "cannot be read: " + why(e)).causedBy(e).asException();
    }
  }

  /**
   * The same of a key that something else keeps: its group may read what root owns, as of keys in
   * {@code /etc/ssl/private}.
   *
   * @throws FailureException {@code CA_KEY_UNREADABLE} if others may touch it
   */
  static String readKept(Path file) {
    try {
      if (!isKeptByRoot(file)) {
        refuseOthers(file, "600");
      }
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw unreadable(file, "cannot be read: " + why(e)).causedBy(e).asException();
    }
  }

  private static boolean isKeptByRoot(Path file) throws IOException {
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(file);
    found.remove(PosixFilePermission.GROUP_READ);
    return found.stream().noneMatch(OTHERS::contains)
        && Integer.valueOf(0).equals(Files.getAttribute(file, "unix:uid"));
  }

  /** Why a file could not be read, in words for who wrote its name. */
  static String why(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such file";
      case AccessDeniedException _ -> "permission denied";
      default -> String.valueOf(e.getMessage());
    };
  }

  /** Writes a secret with 0600: after a crash there is the old file or the new one, never half. */
  static void write(Path file, String text) throws IOException {
    write(file, StandardCharsets.US_ASCII.encode(text), "rw-------");
  }

  /** The same of bytes. */
  static void write(Path file, byte[] content) throws IOException {
    write(file, ByteBuffer.wrap(content), "rw-------");
  }

  /** Writes in the same way what everybody may read. */
  static void writePublic(Path file, String text) throws IOException {
    write(file, StandardCharsets.US_ASCII.encode(text), "rw-r--r--");
  }

  private static void write(Path file, ByteBuffer bytes, String mode) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path temporary = Files.createTempFile(folder, ".new", ".pem", permissions("rw-------"));
    try {
      try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(mode));
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  static Failure unreadable(Path file, String what) {
    return Failure.of(Code.CA_KEY_UNREADABLE, Side.US, file + " " + what);
  }

  private static void refuseOthers(Path path, String mode) throws IOException {
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(path);
    if (found.stream().anyMatch(OTHERS::contains)) {
      String what =
          "holds a private key and is open to others (%s); run: chmod %s %s"
              .formatted(PosixFilePermissions.toString(found), mode, path);
      throw unreadable(path, what).asException();
    }
  }

  private static FileAttribute<?> permissions(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }
}
