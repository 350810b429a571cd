package naru.gateway.core;

import java.util.Locale;

/** What a trusted proxy tells of how its client asked, if it can be that; else empty. */
final class Told {
  private Told() {}

  /** {@code http} or {@code https}. */
  static String scheme(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    return lower.equals("http") || lower.equals("https") ? lower : "";
  }

  /** A host, perhaps with a port. */
  static String host(String value) {
    return value.matches("[A-Za-z0-9._:\\[\\]-]{1,255}") ? value.toLowerCase(Locale.ROOT) : "";
  }
}
