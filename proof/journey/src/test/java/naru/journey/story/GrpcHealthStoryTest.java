package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import naru.app.Stand;
import naru.trace.GatewayEvent.Checked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Active checks ask gRPC's own server for the health of its services, in the clear and by TLS. */
final class GrpcHealthStoryTest {
  /** The same server behind Naru's own TLS, and what leads there. */
  private static final String SECURE =
      """
          secure:
            targets: 127.0.0.1:{secure-gateway}
            tls: { name: front.naru.test }
            http: auto
            health: { grpc: '', host: front.naru.test, every: 100ms, fail: 1, start: out }
          whole: { targets: 127.0.0.1:{one}, http: 2 }
        routes:
          - { name: front, match: { host: front.naru.test }, to: whole }
          - { name: secure, match: { host: secure.naru.test }, to: secure }
      """;

  private static final String CONFIG =
      Configs.WHOLE
          .replace(
              "targets: [127.0.0.1:{one}, 127.0.0.1:{two}]",
              "targets: [127.0.0.1:{one}, 127.0.0.1:{two}]\n      http: 2\n"
                  + "      health: { grpc: shop.Cart, every: 100ms, fail: 1 }")
          .replace("  routes:\n", SECURE);

  @TempDir private Path state;

  private static Server server(HealthStatusManager health) throws IOException {
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .addService(health.getHealthService())
        .build()
        .start();
  }

  /** One that knows of no health. */
  private static Server mute() throws IOException {
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .build()
        .start();
  }

  private static List<Checked> turns(Stand naru, String upstream) {
    return naru.traces().newest(1000).stream()
        .flatMap(t -> Told.events(t, Checked.class).stream())
        .filter(c -> c.upstream().equals(upstream))
        .toList();
  }

  private static Checked turn(Stand naru, String upstream, String seen) {
    Until.so(seen, () -> turns(naru, upstream).stream().anyMatch(c -> c.seen().startsWith(seen)));
    return turns(naru, upstream).stream()
        .filter(c -> c.seen().startsWith(seen))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aTargetIsOutWhileItsServiceIsNotServing() throws Exception {
    HealthStatusManager health = new HealthStatusManager();
    health.setStatus("shop.Cart", ServingStatus.SERVING);
    Server one = server(health);
    Server two = mute();
    try (Stand naru =
        Stand.open(state, CONFIG, Map.of("one", one.getPort(), "two", two.getPort()))) {
      Checked without = turn(naru, "shop", "grpc-status 12 UNIMPLEMENTED");
      assertThat(without.target()).isEqualTo("127.0.0.1:" + two.getPort());
      assertThat(without.healthy()).isFalse();

      health.setStatus("shop.Cart", ServingStatus.NOT_SERVING);
      Checked out = turn(naru, "shop", "NOT_SERVING");
      assertThat(out)
          .isEqualTo(new Checked("shop", "127.0.0.1:" + one.getPort(), false, 1, "NOT_SERVING"));
      health.setStatus("shop.Cart", ServingStatus.SERVING);
      assertThat(turn(naru, "shop", "SERVING").healthy()).isTrue();

      // Over TLS, where ALPN chose HTTP/2; the whole server is another service than the cart.
      assertThat(turn(naru, "secure", "SERVING").healthy()).isTrue();
      health.setStatus("", ServingStatus.NOT_SERVING);
      assertThat(turn(naru, "secure", "NOT_SERVING").target())
          .isEqualTo("127.0.0.1:" + naru.port("secure-gateway"));
      health.clearStatus("shop.Cart");
      assertThat(turn(naru, "shop", "grpc-status 5 NOT_FOUND").healthy()).isFalse();
      // Servers first: one that is left in the middle of a call writes a page of warnings.
      one.shutdownNow().awaitTermination();
      two.shutdownNow().awaitTermination();
    }
  }
}
