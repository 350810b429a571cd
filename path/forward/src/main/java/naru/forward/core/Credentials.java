package naru.forward.core;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A user's name and password, as Basic authentication sends them. RFC 7617.
 *
 * @param user without a colon
 * @param password may be empty
 */
public record Credentials(String user, String password) {
  /** Reads a Proxy-Authorization field; empty if it is not proper Basic authentication. */
  public static Optional<Credentials> parse(String field) {
    if (!field.regionMatches(true, 0, "Basic ", 0, 6)) {
      return Optional.empty();
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(field.substring(6).trim());
      String text = new String(decoded, StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new Credentials(text.substring(0, colon), text.substring(colon + 1)));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "Credentials[" + user + "]";
  }
}
