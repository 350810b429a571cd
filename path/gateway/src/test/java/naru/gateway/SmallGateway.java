package naru.gateway;

import java.util.List;
import naru.base.Endpoint;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.UpstreamConfig;
import naru.transport.NameResolver;

/** A gateway as a process of its own, for tests that bound its memory. Prints its port. */
final class SmallGateway {
  private SmallGateway() {}

  public static void main(String[] targets) throws Exception {
    Endpoint[] to = new Endpoint[targets.length];
    for (int i = 0; i < targets.length; i++) {
      to[i] = Endpoint.parse(targets[i], -1);
    }
    try (Town town = new Town(2, NameResolver.host())) {
      GatewayConfig config =
          GatewayConfig.of(
              List.of(UpstreamConfig.of("shop", to)),
              List.of(RouteConfig.of("web", RouteMatch.ANY, "shop")));
      System.out.println(town.serve(config).getPort());
      // Whoever started it closes its input to end it.
      while (System.in.read() >= 0) {
        continue;
      }
    }
  }
}
