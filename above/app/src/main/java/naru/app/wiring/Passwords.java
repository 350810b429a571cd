package naru.app.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import naru.app.config.Secret;

/** Checks of passwords, each in a time that does not depend on how much of one is right. */
final class Passwords {
  private Passwords() {}

  static Predicate<String> of(Secret secret) {
    return switch (secret) {
      case Secret.Plain plain -> equal(plain.text());
      case Secret.Hashed hashed -> new Hash(hashed);
      case Secret.FromEnvironment variable -> equal(environment(variable.name()));
      case Secret.FromFile file -> equal(firstLine(file));
    };
  }

  private static Predicate<String> equal(String expected) {
    byte[] bytes = expected.getBytes(StandardCharsets.UTF_8);
    return given -> MessageDigest.isEqual(bytes, given.getBytes(StandardCharsets.UTF_8));
  }

  private static String environment(String name) {
    String value = System.getenv(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("the environment variable " + name + " is not set");
    }
    return value;
  }

  private static String firstLine(Secret.FromFile file) {
    try (var lines = Files.lines(file.path())) {
      return lines
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException(file.path() + " is empty"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * PBKDF2 costs milliseconds by design, too many for each request: a password that was right is
   * remembered by its digest, a bounded number of them.
   */
  private static final class Hash implements Predicate<String> {
    private static final int REMEMBERED = 16;

    private final int iterations;
    private final byte[] salt;
    private final byte[] expected;
    private final Map<String, Boolean> right =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
          }
        };

    Hash(Secret.Hashed hashed) {
      iterations = hashed.iterations();
      salt = Base64.getDecoder().decode(hashed.salt());
      expected = Base64.getDecoder().decode(hashed.hash());
    }

    @Override
    public synchronized boolean test(String given) {
      String digest = digest(given);
      if (right.containsKey(digest)) {
        return true;
      }
      boolean accepted = MessageDigest.isEqual(expected, derived(given));
      if (accepted) {
        right.put(digest, true);
      }
      return accepted;
    }

    private byte[] derived(String given) {
      PBEKeySpec spec = new PBEKeySpec(given.toCharArray(), salt, iterations, expected.length * 8);
      try {
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(spec)
            .getEncoded();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
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
}
