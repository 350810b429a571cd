package naru.app.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The key of which the tokens of sticky clients are made: of a text that the config gives, or of a
 * file in the state directory that is made when it is first needed, for its owner alone.
 */
public final class StickyKey {
  private static final int BYTES = 32;

  private StickyKey() {}

  /** The key of a given text, as hex. */
  static String of(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The key of a state directory, as hex. */
  public static String open(Path stateDirectory) {
    Path file = stateDirectory.resolve("sticky.key");
    try {
      if (Files.notExists(file)) {
        make(file);
      }
      return of(Files.readString(file, StandardCharsets.US_ASCII).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("the key of sticky clients, " + file, e);
    }
  }

  private static void make(Path file) throws IOException {
    byte[] bits = new byte[BYTES];
    new SecureRandom().nextBytes(bits);
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, HexFormat.of().formatHex(bits) + "\n");
    } catch (FileAlreadyExistsException somebodyElseDid) {
      // Then that one is good.
    }
  }
}
