package naru.gateway.change.config;

import naru.gateway.core.regex.Regex;

/** Another path. The query stays, unless the new path brings one. */
public sealed interface PathChange {
  /** This one, whatever was asked. */
  record Full(String path) implements PathChange {}

  /**
   * The longest prefix of the route's own paths that the request has gives way to this one: {@code
   * /api/**} with prefix {@code /v2} makes {@code /v2/x} of {@code /api/x}.
   *
   * @param prefix without a slash at its end; empty to take the prefix away
   */
  record Prefix(String prefix) implements PathChange {
    public Prefix {
      prefix = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }
  }

  /**
   * What an expression makes of the path; a path that it does not cover stays.
   *
   * @param to with {@code $1} to {@code $9} for the expression's groups
   */
  record Pattern(Regex regex, String to) implements PathChange {
    public Pattern {
      Changes.require(to.startsWith("/") || to.startsWith("$"), "a path begins with a slash");
    }
  }
}
