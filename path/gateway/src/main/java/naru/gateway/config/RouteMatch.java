package naru.gateway.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import naru.base.DomainPattern;
import naru.base.IpRange;

/**
 * What a request must be. Every condition that is said must hold; of hosts, paths, methods, clients
 * and ports one suffices; nothing said matches everything.
 *
 * @param hosts empty for any
 * @param paths empty for any
 * @param methods as they stand in a request line, case-sensitive; empty for any
 * @param headers all must hold
 * @param queries all must hold
 * @param clients where the client is, as trusted forwarding fields tell it; empty for anywhere
 * @param ports of the listener that it came to; empty for any
 * @param scheme {@code http} or {@code https}, as the client used it; trusted forwarding fields
 *     tell
 * @param certificate what the client proved by one; empty for no matter
 */
public record RouteMatch(
    List<DomainPattern> hosts,
    List<PathPattern> paths,
    List<String> methods,
    List<HeaderMatch> headers,
    List<QueryMatch> queries,
    List<IpRange> clients,
    List<Integer> ports,
    Optional<String> scheme,
    Optional<CertificateMatch> certificate) {
  /** Matches every request. */
  public static final RouteMatch ANY = new RouteMatch(List.of(), List.of(), List.of(), List.of());

  /**
   * A field that must be there, or a cookie.
   *
   * @param name in lower case
   * @param value what one of its lines, or the first cookie of that name, must be
   * @param cookie case-sensitive name of a cookie, where the field is {@code cookie}; else empty
   */
  public record HeaderMatch(String name, TextMatch value, String cookie) {
    public HeaderMatch {
      name = name.toLowerCase(Locale.ROOT);
      GatewayConfig.require(!name.isEmpty(), "a header condition needs a name");
      GatewayConfig.require(cookie.isEmpty() || name.equals("cookie"), "cookies have one field");
    }

    /** On the whole value of a field. */
    public HeaderMatch(String name, TextMatch value) {
      this(name, value, "");
    }

    /** On one cookie. */
    public static HeaderMatch cookie(String cookie, TextMatch value) {
      return new HeaderMatch("cookie", value, cookie);
    }

    /** The field must be there. */
    public static HeaderMatch present(String name) {
      return new HeaderMatch(name, new TextMatch.Present());
    }

    /** The field must have this value. */
    public static HeaderMatch is(String name, String value) {
      return new HeaderMatch(name, new TextMatch.Is(value));
    }
  }

  /**
   * A parameter that must be in the query.
   *
   * @param name case-sensitive, decoded
   * @param value what the first one with this name must be, decoded: {@code +} is a space
   */
  public record QueryMatch(String name, TextMatch value) {
    public QueryMatch {
      GatewayConfig.require(!name.isEmpty(), "a query condition needs a name");
    }
  }

  public RouteMatch {
    hosts = List.copyOf(hosts);
    paths = List.copyOf(paths);
    methods = List.copyOf(methods);
    headers = List.copyOf(headers);
    queries = List.copyOf(queries);
    clients = List.copyOf(clients);
    ports = List.copyOf(ports);
  }

  /** Conditions on hosts, paths, methods and fields. */
  public RouteMatch(
      List<DomainPattern> hosts,
      List<PathPattern> paths,
      List<String> methods,
      List<HeaderMatch> headers) {
    this(
        hosts,
        paths,
        methods,
        headers,
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  /** Matches a host pattern. */
  public static RouteMatch host(String pattern) {
    return new RouteMatch(List.of(DomainPattern.parse(pattern)), List.of(), List.of(), List.of());
  }

  /** The same, with paths. */
  public RouteMatch path(String... patterns) {
    List<PathPattern> parsed = java.util.Arrays.stream(patterns).map(PathPattern::parse).toList();
    return path(parsed);
  }

  /** The same, with paths. */
  public RouteMatch path(List<PathPattern> patterns) {
    return new RouteMatch(
        hosts, patterns, methods, headers, queries, clients, ports, scheme, certificate);
  }

  /** The same, with methods. */
  public RouteMatch method(String... names) {
    return new RouteMatch(
        hosts, paths, List.of(names), headers, queries, clients, ports, scheme, certificate);
  }

  /** The same, with field conditions. */
  public RouteMatch header(HeaderMatch... all) {
    return new RouteMatch(
        hosts, paths, methods, List.of(all), queries, clients, ports, scheme, certificate);
  }

  /** The same, with conditions on the query. */
  public RouteMatch query(QueryMatch... all) {
    return new RouteMatch(
        hosts, paths, methods, headers, List.of(all), clients, ports, scheme, certificate);
  }

  /** The same, for clients in these ranges. */
  public RouteMatch client(IpRange... ranges) {
    return new RouteMatch(
        hosts, paths, methods, headers, queries, List.of(ranges), ports, scheme, certificate);
  }

  /** The same, on these ports. */
  public RouteMatch port(Integer... numbers) {
    return new RouteMatch(
        hosts, paths, methods, headers, queries, clients, List.of(numbers), scheme, certificate);
  }

  /** The same, for one scheme. */
  public RouteMatch scheme(String word) {
    return new RouteMatch(
        hosts, paths, methods, headers, queries, clients, ports, Optional.of(word), certificate);
  }

  /** The same, for clients who proved this. */
  public RouteMatch certificate(CertificateMatch what) {
    return new RouteMatch(
        hosts, paths, methods, headers, queries, clients, ports, scheme, Optional.of(what));
  }
}
