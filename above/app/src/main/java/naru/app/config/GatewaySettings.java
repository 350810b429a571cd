package naru.app.config;

import java.util.List;
import java.util.Optional;
import naru.base.IpRange;
import naru.base.Place;

/**
 * The gateway.
 *
 * @param upstreams in the order of the file
 * @param routes the most specific that matches wins, of equally specific ones the first
 * @param trust clients whose Forwarded and X-Forwarded-* fields are believed
 * @param hideServer whether the Server field of the target is kept from the client
 * @param guard who may take any route, and how much
 * @param errorPages what browsers see instead of Naru's own small page
 * @param edge certificates, TLS and streams
 */
public record GatewaySettings(
    Place place,
    List<Upstream> upstreams,
    List<Route> routes,
    List<IpRange> trust,
    boolean hideServer,
    Optional<Guards> guard,
    List<ErrorPage> errorPages,
    Edge edge) {
  public GatewaySettings {
    upstreams = List.copyOf(upstreams);
    routes = List.copyOf(routes);
    trust = List.copyOf(trust);
    errorPages = List.copyOf(errorPages);
  }

  /** The upstream of that name. */
  public Optional<Upstream> upstream(String name) {
    return upstreams.stream().filter(u -> u.name().equals(name)).findFirst();
  }
}
