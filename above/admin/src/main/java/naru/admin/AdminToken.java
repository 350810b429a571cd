package naru.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Side;

/**
 * The secret that opens the admin API: {@code naru_} and 256 random bits, in {@code admin/token}
 * under the state directory, readable by the owner only. Who can read the file may steer Naru.
 */
public final class AdminToken {
  private static final String PREFIX = "naru_";
  private static final int BYTES = 32;

  private final byte[] hash;

  private AdminToken(String secret) {
    this.hash = hash(secret);
  }

  /**
   * The token of a state directory; made on the first start.
   *
   * @throws FailureException {@code STORE_UNREADABLE} if there cannot be one, {@code
   *     ADMIN_UNAUTHORIZED} if its file is open to others
   */
  public static AdminToken open(Path stateDirectory) {
    Path file = file(stateDirectory);
    try {
      OwnerFile.makeFolder(stateDirectory.resolve("admin"));
      if (Files.notExists(file)) {
        OwnerFile.writeOnce(file, make() + "\n");
      }
      return of(OwnerFile.read(file).strip());
    } catch (IOException e) {
      String what = "the token's file " + file + " cannot be made or read: " + e;
      throw Failure.of(Code.STORE_UNREADABLE, Side.US, what).causedBy(e).asException();
    }
  }

  /** A token with this secret. */
  static AdminToken of(String secret) {
    if (secret.length() < PREFIX.length() + 16 || !secret.startsWith(PREFIX)) {
      String what = "the token's file does not hold a token; remove it to get a new one";
      throw Failure.of(Code.STORE_UNREADABLE, Side.US, what).asException();
    }
    return new AdminToken(secret);
  }

  static Path file(Path stateDirectory) {
    return stateDirectory.resolve("admin").resolve("token");
  }

  private static String make() {
    byte[] bits = new byte[BYTES];
    new SecureRandom().nextBytes(bits);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  /** Whether this is the secret. Takes the same time whatever is presented. */
  public boolean matches(String presented) {
    return MessageDigest.isEqual(hash, hash(presented));
  }

  private static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
