package naru.app.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import naru.base.Place;
import naru.gateway.change.config.Changes;
import naru.gateway.change.config.HeaderChange;
import naru.gateway.config.Destination.Arm;
import naru.gateway.config.RouteMatch;

/**
 * Which requests go where.
 *
 * @param guard who may take it, and how much
 * @param cache empty: answers of this route are never stored
 * @param changes what else is done to requests and answers
 */
public record Route(
    Place place,
    String name,
    Match match,
    Optional<Caching> cache,
    Optional<Guards> guard,
    Destination to,
    Changes changes) {
  /** The same, under what holds for the responses of every route. */
  public Route under(HeaderChange general) {
    Changes all = changes.answeredWith(changes.response().over(general));
    return new Route(place, name, match, cache, guard, to, all);
  }

  /** What a request must be. */
  public record Match(Place place, RouteMatch what) {}

  /**
   * Answers of this route may be stored, as far as RFC 9111 allows.
   *
   * @param staleWhileRevalidate how long a stale answer may be used while a new one is fetched (RFC
   *     5861), where the answer itself says nothing
   * @param defaultTtl freshness of answers that say nothing of it; zero for none
   */
  public record Caching(Place place, Duration staleWhileRevalidate, Duration defaultTtl) {}

  /** Where matching requests go. */
  public sealed interface Destination {
    /** Where the file says it. */
    Place place();

    /** An upstream by its name. */
    record ToUpstream(Place place, String name) implements Destination {}

    /** The built-in origin, in the same process. */
    record ToOrigin(Place place) implements Destination {}

    /** A folder of files. */
    record ToFiles(Place place, FolderSettings files) implements Destination {}

    /** Several upstreams, by their weights. */
    record Split(Place place, List<Arm> arms) implements Destination {
      public Split {
        arms = List.copyOf(arms);
      }
    }

    /** None: the route answers by itself. */
    record Nowhere(Place place) implements Destination {}
  }
}
