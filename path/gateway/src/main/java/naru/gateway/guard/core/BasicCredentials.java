package naru.gateway.guard.core;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** A user and a password as RFC 7617 writes them. Never shown: {@code toString} hides them. */
public record BasicCredentials(String user, String password) {
  private static final String SCHEME = "basic ";

  /** Whether an Authorization field is of this scheme. */
  public static boolean isBasic(String field) {
    return field.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  /** Reads an Authorization field. */
  public static Optional<BasicCredentials> parse(String field) {
    if (!isBasic(field)) {
      return Optional.empty();
    }
    try {
      String encoded = field.substring(SCHEME.length()).trim();
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new BasicCredentials(pair.substring(0, colon), pair.substring(colon + 1)));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "BasicCredentials[hidden]";
  }
}
