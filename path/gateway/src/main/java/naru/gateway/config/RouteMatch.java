package naru.gateway.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import naru.base.DomainPattern;

/**
 * What a request must be. Every condition that is said must hold; of hosts, paths and methods one
 * suffices; nothing said matches everything.
 *
 * @param hosts empty for any
 * @param paths empty for any
 * @param methods as they stand in a request line, case-sensitive; empty for any
 * @param headers all must hold
 */
public record RouteMatch(
    List<DomainPattern> hosts,
    List<PathPattern> paths,
    List<String> methods,
    List<HeaderMatch> headers) {
  /** Matches every request. */
  public static final RouteMatch ANY = new RouteMatch(List.of(), List.of(), List.of(), List.of());

  /**
   * A field that must be there.
   *
   * @param name in lower case
   * @param value what one of its lines must be, byte for byte; empty if being there is enough
   */
  public record HeaderMatch(String name, Optional<String> value) {
    public HeaderMatch {
      name = name.toLowerCase(Locale.ROOT);
      GatewayConfig.require(!name.isEmpty(), "a header condition needs a name");
    }

    /** The field must be there. */
    public static HeaderMatch present(String name) {
      return new HeaderMatch(name, Optional.empty());
    }

    /** The field must have this value. */
    public static HeaderMatch is(String name, String value) {
      return new HeaderMatch(name, Optional.of(value));
    }
  }

  public RouteMatch {
    hosts = List.copyOf(hosts);
    paths = List.copyOf(paths);
    methods = List.copyOf(methods);
    headers = List.copyOf(headers);
  }

  /** Matches a host pattern. */
  public static RouteMatch host(String pattern) {
    return new RouteMatch(List.of(DomainPattern.parse(pattern)), List.of(), List.of(), List.of());
  }

  /** The same, with paths. */
  public RouteMatch path(String... patterns) {
    List<PathPattern> parsed = java.util.Arrays.stream(patterns).map(PathPattern::parse).toList();
    return new RouteMatch(hosts, parsed, methods, headers);
  }

  /** The same, with methods. */
  public RouteMatch method(String... names) {
    return new RouteMatch(hosts, paths, List.of(names), headers);
  }

  /** The same, with field conditions. */
  public RouteMatch header(HeaderMatch... conditions) {
    return new RouteMatch(hosts, paths, methods, List.of(conditions));
  }
}
