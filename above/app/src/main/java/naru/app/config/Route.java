package naru.app.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.DomainPattern;
import naru.base.Place;

/**
 * Which requests go where.
 *
 * @param cache empty: answers of this route are never stored
 */
public record Route(
    Place place, String name, Match match, Optional<Caching> cache, Destination to) {
  /**
   * What a request must be. Every condition that is said must hold; one with several values holds
   * if any of them does. Nothing said matches everything.
   *
   * @param hosts empty for any
   * @param paths empty for any
   * @param methods upper case; empty for any
   * @param headers field name in lower case to the exact value, or {@code *} for any value
   */
  public record Match(
      Place place,
      List<DomainPattern> hosts,
      List<PathPattern> paths,
      List<String> methods,
      Map<String, String> headers) {
    public Match {
      hosts = List.copyOf(hosts);
      paths = List.copyOf(paths);
      methods = List.copyOf(methods);
      headers = Map.copyOf(headers);
    }
  }

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
  }
}
