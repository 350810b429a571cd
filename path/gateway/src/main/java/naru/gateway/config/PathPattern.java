package naru.gateway.config;

/**
 * A path, or all below one.
 *
 * <ul>
 *   <li>{@code /api} matches {@code /api} alone, not {@code /api/}
 *   <li>{@code /api/**} matches {@code /api}, {@code /api/} and all that begins with {@code /api/},
 *       not {@code /apix}
 *   <li>{@code /**} matches every path
 * </ul>
 *
 * Compared with the normalised path of a request, case and all; the query takes no part.
 *
 * @param prefix for {@code below} the part before {@code /**}, without a slash at its end
 */
public record PathPattern(String prefix, boolean below) {
  private static final String BELOW = "/**";

  /** Matches every path. */
  public static final PathPattern ANY = new PathPattern("", true);

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
    return new PathPattern(prefix, below);
  }

  @Override
  public String toString() {
    return below ? prefix + BELOW : prefix;
  }
}
