package naru.gateway.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import naru.base.DomainPattern;
import naru.base.IpRange;
import naru.gateway.core.regex.Regex;

/**
 * What a request must be. Every condition that is said must hold; of hosts, paths, methods, clients
 * and ports one suffices; nothing said matches everything.
 *
 * @param hosts these, or one of {@code hostExpressions}; any if both are empty
 * @param hostExpressions what covers the host in lower case, without port; less specific than a
 *     name or a wildcard
 * @param paths empty for any
 * @param methods as they stand in a request line, case-sensitive; empty for any
 * @param headers all must hold
 * @param queries all must hold
 * @param clients where the client is, as trusted forwarding fields tell it; empty for anywhere
 * @param ports of the listener that it came to; empty for any
 * @param scheme {@code http} or {@code https}, as the client used it; trusted forwarding fields
 *     tell
 * @param certificate what the client proved by one; empty for no matter
 * @param not what the request must not be: none of these may match as a whole
 */
public record RouteMatch(
    List<DomainPattern> hosts,
    List<Regex> hostExpressions,
    List<PathPattern> paths,
    List<String> methods,
    List<HeaderMatch> headers,
    List<QueryMatch> queries,
    List<IpRange> clients,
    List<Integer> ports,
    Optional<String> scheme,
    Optional<CertificateMatch> certificate,
    List<RouteMatch> not) {
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
    hostExpressions = List.copyOf(hostExpressions);
    paths = List.copyOf(paths);
    methods = List.copyOf(methods);
    headers = List.copyOf(headers);
    queries = List.copyOf(queries);
    clients = List.copyOf(clients);
    ports = List.copyOf(ports);
    not = List.copyOf(not);
    for (RouteMatch each : not) {
      GatewayConfig.require(each.not.isEmpty(), "what must not be has no exceptions itself");
      GatewayConfig.require(!each.isEmpty(), "not everything is nothing");
    }
  }

  private boolean isEmpty() {
    return predicates() == 0;
  }

  private int predicates() {
    return said(hosts.isEmpty() && hostExpressions.isEmpty())
        + said(paths.isEmpty())
        + said(methods.isEmpty())
        + headers.size()
        + queries.size()
        + said(clients.isEmpty())
        + said(ports.isEmpty())
        + said(scheme.isEmpty())
        + said(certificate.isEmpty());
  }

  private static int said(boolean empty) {
    return empty ? 0 : 1;
  }

  /** Whether a cache's key and the method say all that it asks. */
  public boolean isOfUri() {
    return headers.isEmpty()
        && clients.isEmpty()
        && ports.isEmpty()
        && certificate.isEmpty()
        && not.stream().allMatch(RouteMatch::isOfUri);
  }

  /** Whether it takes some clients because of their certificates. */
  boolean isByCertificate() {
    return certificate.filter(CertificateMatch::shown).isPresent()
        || not.stream().anyMatch(n -> n.certificate.isPresent());
  }

  /** Conditions on hosts, paths, methods and fields. */
  public RouteMatch(
      List<DomainPattern> hosts,
      List<PathPattern> paths,
      List<String> methods,
      List<HeaderMatch> headers) {
    this(
        hosts,
        List.of(),
        paths,
        methods,
        headers,
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }
}
