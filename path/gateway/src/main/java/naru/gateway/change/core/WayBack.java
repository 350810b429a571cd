package naru.gateway.change.core;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import naru.gateway.change.config.PathChange;
import naru.gateway.change.config.Rewrite;
import naru.gateway.config.PathPattern;

/**
 * Where a redirect of a server leads on the client's side: the server was asked for another host or
 * below another prefix, and does not know better.
 *
 * @param scheme how the client asked
 * @param authority whom the client asked
 * @param host whom the server thinks it was asked as; the client's authority if that was kept
 * @param outer the prefix of the request's path that gave way; empty if none did
 * @param inner the prefix that the server was asked for instead, without a slash at its end
 */
public record WayBack(String scheme, String authority, String host, String outer, String inner) {
  /**
   * The way back of a request.
   *
   * @param path in its normal spelling, without query
   * @param own the paths of the route
   */
  public static WayBack of(
      Rewrite rewrite, String scheme, String authority, String path, List<PathPattern> own) {
    Optional<String> inner =
        rewrite
            .path()
            .flatMap(
                p ->
                    p instanceof PathChange.Prefix prefix
                        ? Optional.of(prefix.prefix())
                        : Optional.empty());
    String outer = inner.isPresent() ? prefix(path, own) : "";
    return new WayBack(
        scheme, authority, rewrite.host().orElse(authority), outer, inner.orElse(""));
  }

  /** The prefix of a path that gives way to another, and that the server does not see. */
  public static String prefix(String path, List<PathPattern> own) {
    return path.substring(0, NewPath.prefixLength(path, own));
  }

  /** What Location becomes; empty if it is right as it is. */
  public Optional<String> of(String location) {
    if (location.startsWith("/") && !location.startsWith("//")) {
      return path(location);
    }
    int colon = location.indexOf("://");
    String word = colon < 0 ? "" : location.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!word.equals("http") && !word.equals("https")) {
      return Optional.empty();
    }
    int end = end(location, colon + 3);
    String whom = location.substring(colon + 3, end);
    String rest = location.substring(end);
    boolean renamed = !host.equalsIgnoreCase(authority) && whom.equalsIgnoreCase(host);
    if (!renamed && !whom.equalsIgnoreCase(authority)) {
      return Optional.empty();
    }
    Optional<String> changed = path(rest.startsWith("/") ? rest : "/" + rest);
    String there = renamed ? scheme + "://" + authority : location.substring(0, end);
    return renamed || changed.isPresent()
        ? Optional.of(there + changed.orElse(rest))
        : Optional.empty();
  }

  /** Where path, query or fragment begin. */
  private static int end(String location, int from) {
    for (int i = from; i < location.length(); i++) {
      if ("/?#".indexOf(location.charAt(i)) >= 0) {
        return i;
      }
    }
    return location.length();
  }

  /** A path of the server's as the client reaches it; a server that knows the prefix said it. */
  private Optional<String> path(String path) {
    if (outer.equals(inner) || !isBelow(path, inner)) {
      return Optional.empty();
    }
    if (!outer.isEmpty() && isBelow(path, outer)) {
      return Optional.empty();
    }
    return Optional.of(absolute(outer + path.substring(inner.length())));
  }

  /** One slash in front: none is a path of another place, two are another host. */
  private static String absolute(String path) {
    int slashes = 0;
    while (slashes < path.length() && path.charAt(slashes) == '/') {
      slashes++;
    }
    return "/" + path.substring(slashes);
  }

  private static boolean isBelow(String path, String prefix) {
    return path.startsWith(prefix)
        && (path.length() == prefix.length() || "/?#".indexOf(path.charAt(prefix.length())) >= 0);
  }
}
