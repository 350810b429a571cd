package naru.gateway.change.config;

import java.util.Locale;

/**
 * A site, or many: scheme, host and port. RFC 6454.
 *
 * @param text {@code https://app.test}, {@code https://app.test:8443}, {@code https://*.app.test}
 *     for every name below, or {@code *}
 */
public record Origin(String text) {
  private static final String FORM =
      "https?://(\\*\\.)?([A-Za-z0-9_-]+\\.)*[A-Za-z0-9_-]+(:[0-9]{1,5})?"
          + "|https?://\\[[0-9A-Fa-f:.]+\\](:[0-9]{1,5})?|\\*";

  public Origin {
    Changes.require(
        text.matches(FORM), "'" + text + "' is no origin: write https://name, https://*.name or *");
    text = text.toLowerCase(Locale.ROOT);
  }

  public boolean isAny() {
    return text.equals("*");
  }

  /** Whether a request's Origin is covered. */
  public boolean covers(String origin) {
    if (isAny()) {
      return true;
    }
    String o = origin.toLowerCase(Locale.ROOT);
    int star = text.indexOf("*.");
    if (star < 0) {
      return o.equals(text);
    }
    String scheme = text.substring(0, star);
    String suffix = text.substring(star + 1);
    return o.startsWith(scheme)
        && o.endsWith(suffix)
        && o.length() > scheme.length() + suffix.length()
        && o.substring(scheme.length(), o.length() - suffix.length()).matches("[a-z0-9_.-]+");
  }
}
