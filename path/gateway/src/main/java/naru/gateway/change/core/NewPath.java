package naru.gateway.change.core;

import java.util.List;
import java.util.Optional;
import naru.gateway.change.config.PathChange;
import naru.gateway.config.PathPattern;
import naru.gateway.core.SafePath;

/** Another path for a request. */
public final class NewPath {
  private NewPath() {}

  /**
   * Path and query as they become.
   *
   * @param path in its normal spelling, without query
   * @param query with its question mark; empty if there is none
   * @param own the paths of the route
   * @throws IllegalArgumentException if no proper path comes out
   */
  public static String of(PathChange change, String path, String query, List<PathPattern> own) {
    String changed =
        switch (change) {
          case PathChange.Full full -> full.path();
          case PathChange.Prefix prefix -> prefix.prefix() + rest(path, own);
          case PathChange.Pattern p -> pattern(p, path);
        };
    int question = changed.indexOf('?');
    String only = question < 0 ? changed : changed.substring(0, question);
    String its = question < 0 ? query : changed.substring(question);
    return SafePath.normal(only.startsWith("/") ? only : "/" + only) + its;
  }

  /** What does not match with the session at its end may without it, and keeps it then. */
  private static String pattern(PathChange.Pattern p, String path) {
    int session = SafePath.sessionAt(path);
    Optional<String> whole = p.regex().replace(path, p.to());
    if (whole.isPresent() || session < 0) {
      return whole.orElse(path);
    }
    String tail = path.substring(session);
    String changed = p.regex().replace(path.substring(0, session), p.to()).orElse("");
    int end = changed.indexOf('?') < 0 ? changed.length() : changed.indexOf('?');
    return changed.isEmpty() ? path : changed.substring(0, end) + tail + changed.substring(end);
  }

  private static String rest(String path, List<PathPattern> own) {
    return path.substring(prefixLength(path, own));
  }

  /** How long the longest prefix of the route is that the path has. */
  static int prefixLength(String whole, List<PathPattern> own) {
    int session = SafePath.sessionAt(whole);
    String path = session < 0 ? whole : whole.substring(0, session);
    int longest = 0;
    for (PathPattern pattern : own) {
      if (pattern.regex().isEmpty()) {
        String prefix = SafePath.normal(pattern.prefix().isEmpty() ? "/" : pattern.prefix());
        boolean has =
            pattern.below()
                ? new PathPattern(prefix.equals("/") ? "" : prefix, true, pattern.regex())
                    .matches(path)
                : prefix.equals(path);
        int length = prefix.equals("/") && pattern.below() ? 0 : prefix.length();
        longest = has ? Math.max(longest, length) : longest;
      }
    }
    return longest;
  }
}
