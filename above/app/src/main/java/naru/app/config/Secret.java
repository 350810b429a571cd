package naru.app.config;

import java.nio.file.Path;
import naru.base.Place;

/** How a password is known. Its text is never shown: {@code toString} hides it. */
public sealed interface Secret {
  /** Where the file says it. */
  Place place();

  /** The password itself stands in the file. */
  record Plain(Place place, String text) implements Secret {
    @Override
    public String toString() {
      return "Plain[" + place + "]";
    }
  }

  /**
   * PBKDF2 with HMAC-SHA-256 (RFC 8018): {@code pbkdf2-sha256:ITERATIONS:SALT:HASH}, salt and hash
   * in base64.
   */
  record Hashed(Place place, int iterations, String salt, String hash) implements Secret {
    @Override
    public String toString() {
      return "Hashed[" + place + "]";
    }
  }

  /**
   * As {@code crypt} writes it: bcrypt ({@code $2b$..}), SHA-256- or SHA-512-crypt ({@code $5$..},
   * {@code $6$..}).
   */
  record Crypt(Place place, String text) implements Secret {
    @Override
    public String toString() {
      return "Crypt[" + place + "]";
    }
  }

  /** {@code ${env:NAME}}: the environment variable holds it when Naru starts. */
  record FromEnvironment(Place place, String name) implements Secret {}

  /** {@code ${file:PATH}}: the first line of the file holds it when Naru starts. */
  record FromFile(Place place, Path path) implements Secret {}
}
