package naru.gateway.change.core;

import java.util.List;
import java.util.Optional;
import naru.gateway.change.config.Redirect;
import naru.gateway.config.PathPattern;

/** Where a redirect leads. */
public final class Location {
  private Location() {}

  /**
   * The Location field: an absolute URL, or a path alone if no host is known.
   *
   * @param scheme how the client asked
   * @param authority host and port as the client asked
   * @param path in its normal spelling, without query; empty if the request is for the server as a
   *     whole ({@code OPTIONS *}, whose URI has none: RFC 9112 section 3.3)
   * @param query with its question mark; empty if there is none
   * @param own the paths of the route
   */
  public static String of(
      Redirect redirect,
      String scheme,
      String authority,
      String path,
      String query,
      List<PathPattern> own) {
    String target =
        path.isEmpty()
            ? ""
            : redirect.path().map(p -> NewPath.of(p, path, query, own)).orElse(path + query);
    int colon = authority.lastIndexOf(':');
    boolean hasPort = colon > authority.lastIndexOf(']') && colon > 0;
    String host = redirect.host().orElse(hasPort ? authority.substring(0, colon) : authority);
    if (host.isEmpty()) {
      return target.isEmpty() ? "/" : target;
    }
    String newScheme = redirect.scheme().orElse(scheme);
    String asked = hasPort ? authority.substring(colon + 1) : "";
    String port =
        redirect
            .port()
            .map(p -> Integer.toString(p))
            .or(() -> redirect.scheme().isPresent() ? Optional.of("") : Optional.empty())
            .orElse(asked);
    boolean usual =
        port.isEmpty()
            || (newScheme.equals("http") && port.equals("80"))
            || (newScheme.equals("https") && port.equals("443"));
    return newScheme + "://" + host + (usual ? "" : ":" + port) + target;
  }
}
