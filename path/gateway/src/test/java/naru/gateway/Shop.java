package naru.gateway;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import naru.base.Endpoint;
import naru.base.Place;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.Matching;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.UpstreamConfig;
import naru.http.Exchange;

/** A gateway before one group of servers, with two routes. */
final class Shop {
  /** Where the route {@code web} stands. */
  static final Place LINE = new Place("naru.yaml", 50, 7);

  private Shop() {}

  static GatewayConfig config(UpstreamConfig... upstreams) {
    return GatewayConfig.of(
        List.of(upstreams),
        List.of(
            RouteConfig.of("api", Matching.host("shop.test").path("/api/**").match(), "shop"),
            RouteConfig.of("web", Matching.host("shop.test").match(), "shop").at(LINE)));
  }

  static UpstreamConfig of(Endpoint... targets) {
    return UpstreamConfig.of("shop", targets);
  }

  /** What would become of a GET. */
  @SafeVarargs
  static Explanation explain(Gateway gateway, String path, Map.Entry<String, String>... headers) {
    return gateway.explain("GET", "shop.test", path, List.of(headers), somebody());
  }

  static Exchange.Client somebody() {
    return Gateway.asker(InetAddress.getLoopbackAddress(), 80, false);
  }
}
