package naru.gateway.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import naru.base.IpRange;

/**
 * The gateway.
 *
 * @param upstreams groups of servers; names are unique
 * @param routes in the order of the file, which only decides between routes that are equally
 *     specific; names are unique
 * @param trust clients whose forwarding fields are believed and extended; all others' are removed
 * @param hideServer whether Server, X-Powered-By and Via of what is behind are kept from clients
 * @param misdirected what happens to a request whose Host is not the name of its TLS session
 * @param tellsCertificate whether targets are told of the client's certificate (RFC 9440)
 * @param httpsOnly sends who asks in the clear to https
 */
public record GatewayConfig(
    List<UpstreamConfig> upstreams,
    List<RouteConfig> routes,
    List<IpRange> trust,
    boolean hideServer,
    Misdirected misdirected,
    boolean tellsCertificate,
    Optional<HttpsOnly> httpsOnly) {
  /** What happens to a request for another host than TLS was set up for. RFC 9110 15.5.20. */
  public enum Misdirected {
    /** It is answered with 421. */
    REFUSE,
    /** It is routed like any other. */
    ALLOW
  }

  /** Targets are not told of certificates. */
  public GatewayConfig(
      List<UpstreamConfig> upstreams,
      List<RouteConfig> routes,
      List<IpRange> trust,
      boolean hideServer,
      Misdirected misdirected) {
    this(upstreams, routes, trust, hideServer, misdirected, false, Optional.empty());
  }

  /** The same, where targets are told of the client's certificate, or not. */
  public GatewayConfig tellingCertificate(boolean tells) {
    return new GatewayConfig(upstreams, routes, trust, hideServer, misdirected, tells, httpsOnly);
  }

  /** The same, where nobody is served in the clear. */
  public GatewayConfig onlyHttps(Optional<HttpsOnly> how) {
    return new GatewayConfig(
        upstreams, routes, trust, hideServer, misdirected, tellsCertificate, how);
  }

  /** The same, on a machine that has this port for https; 0 for none. */
  public GatewayConfig httpsAt(int port) {
    return onlyHttps(httpsOnly.map(how -> how.at(port)));
  }

  public GatewayConfig {
    upstreams = List.copyOf(upstreams);
    routes = List.copyOf(routes);
    trust = List.copyOf(trust);
    Set<String> names = new HashSet<>();
    for (UpstreamConfig upstream : upstreams) {
      require(names.add(upstream.name()), "two upstreams are named '" + upstream.name() + "'");
    }
    Set<String> routeNames = new HashSet<>();
    for (RouteConfig route : routes) {
      require(routeNames.add(route.name()), "two routes are named '" + route.name() + "'");
      route.to().upstreams().forEach(to -> requireKnown(names, to));
      route.changes().mirrors().forEach(m -> requireKnown(names, m.upstream()));
    }
  }

  private static void requireKnown(Set<String> names, String upstream) {
    require(names.contains(upstream), "unknown upstream '" + upstream + "'");
  }

  /** Upstreams and routes; nobody is trusted, the server is hidden, misdirected is refused. */
  public static GatewayConfig of(List<UpstreamConfig> upstreams, List<RouteConfig> routes) {
    return new GatewayConfig(upstreams, routes, List.of(), true, Misdirected.REFUSE);
  }

  /** The same with these ranges trusted. */
  public GatewayConfig trusting(IpRange... ranges) {
    return new GatewayConfig(upstreams, routes, List.of(ranges), hideServer, misdirected);
  }

  static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
