package naru.app.config;

/**
 * A path or all below one, as routes use it.
 *
 * <ul>
 *   <li>{@code /api} matches {@code /api} alone, not {@code /api/}
 *   <li>{@code /api/**} matches {@code /api}, {@code /api/} and every path that begins with {@code
 *       /api/}; not {@code /apix}
 *   <li>{@code /**} matches every path
 * </ul>
 *
 * Patterns are compared with the path of a request after dot segments are removed and before
 * anything is percent-decoded, case-sensitively; the query takes no part.
 *
 * @param prefix for {@code below} the part before {@code /**}, without a trailing slash
 */
public record PathPattern(String prefix, boolean below) {
  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if it does not begin with a slash, or has a star elsewhere
   *     than in a last {@code /**}, or a query, a fragment, a space
   */
  public static PathPattern parse(String text) {
    boolean below = text.endsWith("/**");
    String prefix = below ? text.substring(0, text.length() - 3) : text;
    boolean rooted = prefix.startsWith("/") || (below && prefix.isEmpty());
    if (!rooted || prefix.chars().anyMatch(c -> c <= ' ' || c > '~' || "*?#".indexOf(c) >= 0)) {
      throw new IllegalArgumentException("'" + text + "' is no path pattern: /path or /path/**");
    }
    return new PathPattern(prefix, below);
  }

  /** Whether the path is covered. */
  public boolean matches(String path) {
    return below
        ? path.startsWith(prefix)
            && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')
        : path.equals(prefix);
  }

  /** Whether every path that the other matches is matched by this one. */
  public boolean covers(PathPattern other) {
    return other.below ? below && matches(other.prefix + "/") : matches(other.prefix);
  }

  @Override
  public String toString() {
    return below ? prefix + "/**" : prefix;
  }
}
