package naru.app.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import naru.app.config.Secret;
import naru.app.config.problem.Inapplicable;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import org.apache.commons.codec.digest.Crypt;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** Checks of passwords, each in a time that does not depend on how much of one is right. */
final class Passwords {
  private Passwords() {}

  static Predicate<String> of(Secret secret) {
    return switch (secret) {
      case Secret.Plain plain -> equal(plain.text());
      case Secret.Hashed hashed -> new Remembering(pbkdf2(hashed));
      case Secret.Crypt crypt -> new Remembering(crypt(crypt.text()));
      case Secret.FromEnvironment variable -> equal(environment(variable));
      case Secret.FromFile file -> equal(firstLine(file));
    };
  }

  private static Predicate<String> equal(String expected) {
    byte[] bytes = expected.getBytes(StandardCharsets.UTF_8);
    return given -> MessageDigest.isEqual(bytes, given.getBytes(StandardCharsets.UTF_8));
  }

  /** The text of a secret that is no hash. */
  static String text(Secret secret) {
    return switch (secret) {
      case Secret.Plain plain -> plain.text();
      case Secret.FromEnvironment variable -> environment(variable);
      case Secret.FromFile file -> firstLine(file);
      case Secret.Hashed _, Secret.Crypt _ ->
          throw new IllegalArgumentException("a hash does not tell what it is of");
    };
  }

  private static String environment(Secret.FromEnvironment variable) {
    String value = System.getenv(variable.name());
    if (value == null || value.isEmpty()) {
      String what = "the environment variable " + variable.name() + " is not set";
      throw Inapplicable.at(variable.place(), unusable(what).asException());
    }
    return value;
  }

  private static String firstLine(Secret.FromFile file) {
    return Inapplicable.at(file.place(), () -> firstLine(file.path()));
  }

  private static String firstLine(Path file) {
    try (var lines = Files.lines(file)) {
      return lines
          .findFirst()
          .filter(line -> !line.isBlank())
          .orElseThrow(() -> unusable(file + " has nothing in its first line").asException());
    } catch (IOException | UncheckedIOException e) {
      throw unusable(file + " cannot be read: " + e.getMessage()).causedBy(e).asException();
    }
  }

  private static Failure unusable(String what) {
    return Failure.of(Code.INTERNAL, Side.US, "a secret cannot be had: " + what);
  }

  /**
   * A hash of a password costs milliseconds by design, too many for each request: a password that
   * was right is remembered by its digest, a bounded number of them.
   */
  private static final class Remembering implements Predicate<String> {
    private static final int REMEMBERED = 16;

    private final Predicate<String> slow;
    private final Map<String, Boolean> right =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
          }
        };

    Remembering(Predicate<String> slow) {
      this.slow = slow;
    }

    @Override
    public boolean test(String given) {
      String digest = digest(given);
      synchronized (right) {
        if (right.containsKey(digest)) {
          return true;
        }
      }
      boolean accepted = slow.test(given);
      if (accepted) {
        synchronized (right) {
          right.put(digest, true);
        }
      }
      return accepted;
    }

    private static String digest(String given) {
      try {
        byte[] d =
            MessageDigest.getInstance("SHA-256").digest(given.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(d);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** PBKDF2 with HMAC-SHA-256, RFC 8018. */
  private static Predicate<String> pbkdf2(Secret.Hashed hashed) {
    byte[] salt = Base64.getDecoder().decode(hashed.salt());
    byte[] expected = Base64.getDecoder().decode(hashed.hash());
    return given ->
        MessageDigest.isEqual(
            expected, derived(given, salt, hashed.iterations(), expected.length * 8));
  }

  private static byte[] derived(String given, byte[] salt, int iterations, int bits) {
    PBEKeySpec spec = new PBEKeySpec(given.toCharArray(), salt, iterations, bits);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Predicate<String> crypt(String expected) {
    return expected.startsWith("$2") ? given -> bcrypt(expected, given) : shaCrypt(expected);
  }

  /** Bcrypt knows 72 bytes of a password at most. */
  private static boolean bcrypt(String expected, String given) {
    byte[] bytes = given.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= 72 && OpenBSDBCrypt.checkPassword(expected, bytes);
  }

  private static Predicate<String> shaCrypt(String expected) {
    byte[] bytes = expected.getBytes(StandardCharsets.US_ASCII);
    return given -> {
      String hash = Crypt.crypt(given.getBytes(StandardCharsets.UTF_8), expected);
      return MessageDigest.isEqual(bytes, hash.getBytes(StandardCharsets.US_ASCII));
    };
  }
}
