package naru.gateway.change;

import java.util.List;
import naru.base.Place;
import naru.gateway.change.config.PathChange;
import naru.gateway.change.config.Rewrite;
import naru.gateway.change.core.WayBack;
import naru.gateway.config.Destination;
import naru.gateway.config.PathPattern;
import naru.gateway.config.RouteConfig;
import naru.http.RequestHead;
import naru.trace.ChangeEvent;
import org.jspecify.annotations.Nullable;

/**
 * The top of a folder that stands below a prefix: {@code /app} is sent to {@code /app/}, or the
 * links of its page would lead beside it. Behind the rewrite nobody sees any more which of the two
 * was asked for.
 */
final class FolderSlash {
  private static final int PERMANENT = 308;

  private final String route;
  private final Place place;
  private final List<PathPattern> own;

  private FolderSlash(RouteConfig route) {
    this.route = route.name();
    this.place = route.place();
    this.own = route.match().paths();
  }

  /** For a route to files whose prefix gives way to a folder; null for any other. */
  static @Nullable FolderSlash of(RouteConfig route) {
    boolean folder =
        route
            .changes()
            .rewrite()
            .flatMap(Rewrite::path)
            .filter(p -> p instanceof PathChange.Prefix prefix && prefix.prefix().isEmpty())
            .isPresent();
    return folder && route.to() instanceof Destination.ToFiles ? new FolderSlash(route) : null;
  }

  /** Whether the prefix alone was asked for. */
  boolean lacksIt(RequestHead head) {
    if (head.form() == RequestHead.Form.ASTERISK) {
      return false;
    }
    String path = head.pathOnly();
    return !path.endsWith("/")
        && WayBack.prefix(path, own).length() == path.length()
        && own.stream().anyMatch(p -> p.matches(path + "/"));
  }

  /** Where it is instead. */
  ChangeEvent.Redirected event(RequestHead head) {
    String path = head.pathOnly();
    String query = head.path().substring(path.length());
    return new ChangeEvent.Redirected(route, PERMANENT, path + "/" + query, place);
  }
}
