package naru.stack.ip;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import naru.stack.link.Link;
import org.jspecify.annotations.Nullable;

/** Which link leads to which destination: the longest prefix wins. For a handful of routes. */
final class Routes {
  private record Route(IpPrefix to, Link link) {}

  private final List<Route> added = new ArrayList<>();
  private Route[] routes = new Route[0];

  /** Adds a route, or replaces the one to the same prefix. */
  void put(IpPrefix to, Link link) {
    added.removeIf(r -> r.to.equals(to));
    added.add(new Route(to, link));
    added.sort(Comparator.comparingInt((Route r) -> r.to.wideBits()).reversed());
    routes = added.toArray(Route[]::new);
  }

  /** The link to take, or null if there is no way. */
  @Nullable Link find(long high, long low) {
    for (Route route : routes) {
      if (route.to.contains(high, low)) {
        return route.link;
      }
    }
    return null;
  }
}
