package naru.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Side;

/** A small text file that only its owner may read. */
final class OwnerFile {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");

  private OwnerFile() {}

  /** Makes the folder with 0700 if there is none. */
  static void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, permissions("rwx------"));
    }
  }

  /** Replaces the file: others see the old one or the new one, never half of it. */
  static void write(Path file, String text) throws IOException {
    Path fresh = Files.createTempFile(folder(file), ".new", "", permissions("rw-------"));
    try {
      Files.writeString(fresh, text, StandardCharsets.UTF_8);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** Makes the file, unless somebody made it before: then that one stays. */
  static void writeOnce(Path file, String text) throws IOException {
    Path fresh = Files.createTempFile(folder(file), ".new", "", permissions("rw-------"));
    try {
      Files.writeString(fresh, text, StandardCharsets.UTF_8);
      Files.createLink(file, fresh);
    } catch (java.nio.file.FileAlreadyExistsException madeMeanwhile) {
      return;
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /**
   * Reads a file that must be nobody else's business.
   *
   * @throws FailureException {@code ADMIN_UNAUTHORIZED} if others may touch it
   */
  static String read(Path file) throws IOException {
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(file);
    if (!OWNER.containsAll(found)) {
      String what =
          "%s is open to others (%s); run: chmod 600 %s"
              .formatted(file, PosixFilePermissions.toString(found), file);
      throw Failure.of(Code.ADMIN_UNAUTHORIZED, Side.US, what).asException();
    }
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  private static Path folder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? file.toAbsolutePath() : folder;
  }

  private static FileAttribute<?> permissions(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }
}
