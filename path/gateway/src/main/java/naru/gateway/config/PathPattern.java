package naru.gateway.config;

import java.util.Optional;
import java.util.regex.Pattern;
import naru.gateway.core.regex.Regex;

/**
 * A path, all below one, or all that a regular expression covers.
 *
 * <ul>
 *   <li>{@code /api} matches {@code /api} alone, not {@code /api/}
 *   <li>{@code /api/**} matches {@code /api}, {@code /api/} and all that begins with {@code /api/},
 *       not {@code /apix}
 *   <li>{@code /**} matches every path
 *   <li>{@code {regex: "/v[0-9]+/.*"}} matches what the expression covers from end to end
 * </ul>
 *
 * Compared with the normalised path of a request, case and all; the query takes no part.
 *
 * @param prefix for {@code below} the part before {@code /**}, without a slash at its end; empty
 *     for a regular expression
 */
public record PathPattern(String prefix, boolean below, Optional<Regex> regex) {
  private static final String BELOW = "/**";

  /** Escapes of {@code !$&'()+,=:@}, which servers read as those (RFC 3986 section 3.3). */
  private static final Pattern NEEDLESS = Pattern.compile("%(2[146789BCbc]|3[ADad]|40)");

  /** Matches every path. */
  public static final PathPattern ANY = new PathPattern("", true, Optional.empty());

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static PathPattern parse(String text) {
    boolean below = text.endsWith(BELOW);
    String prefix = below ? text.substring(0, text.length() - BELOW.length()) : text;
    boolean rooted = prefix.startsWith("/") || (below && prefix.isEmpty());
    boolean plain = prefix.chars().allMatch(c -> c > ' ' && c <= '~' && "*?#\\".indexOf(c) < 0);
    GatewayConfig.require(
        rooted && plain, "'" + text + "' is no path pattern: write /path or /path/**");
    GatewayConfig.require(
        !NEEDLESS.matcher(prefix).find(),
        "'" + text + "' escapes what needs none: write '@' for %40, ':' for %3A, and so on");
    return new PathPattern(prefix, below, Optional.empty());
  }

  /** All that an expression covers. */
  public static PathPattern of(Regex regex) {
    return new PathPattern("", false, Optional.of(regex));
  }

  /** Whether the path is covered. */
  public boolean matches(String path) {
    if (regex.isPresent()) {
      byte[] b = path.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
      return regex.get().matches(b, 0, b.length);
    }
    return below
        ? path.startsWith(prefix)
            && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')
        : path.equals(prefix);
  }

  /**
   * Whether every path that the other matches is certainly matched by this one; two expressions are
   * compared by their text alone.
   */
  public boolean covers(PathPattern other) {
    if (regex.isPresent() || other.regex.isPresent()) {
      return equals(other) || equals(ANY);
    }
    return other.below ? below && matches(other.prefix + "/") : matches(other.prefix);
  }

  @Override
  public String toString() {
    return regex.isPresent() ? "~ " + regex.get() : below ? prefix + BELOW : prefix;
  }
}
