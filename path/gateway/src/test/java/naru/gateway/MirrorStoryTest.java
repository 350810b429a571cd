package naru.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.gateway.change.config.Changes;
import naru.gateway.change.config.Changing;
import naru.gateway.change.config.Mirror;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.UpstreamConfig;
import naru.http.Exchange;
import naru.http.Stop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Copies of requests that end before their body was asked for. */
class MirrorStoryTest {
  private static final String POST =
      "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";

  private final Town town = new Town();

  @AfterEach
  void close() throws Exception {
    town.close();
  }

  private GatewayConfig config(Stop shadowing) {
    UpstreamConfig shadow = UpstreamConfig.of("shadow", town.backend(shadowing).endpoint());
    Changes mirrored = Changing.nothing().mirroring(new Mirror("shadow", 100, 1000)).changes();
    RouteConfig plain = RouteConfig.of("web", RouteMatch.ANY, "shadow");
    RouteConfig route =
        new RouteConfig(
            plain.name(),
            plain.match(),
            plain.to(),
            plain.leaves(),
            plain.guarding(),
            plain.place(),
            mirrored);
    return GatewayConfig.of(List.of(shadow), List.of(route));
  }

  private InetSocketAddress serve(Stop behind) {
    Gateway gateway = town.gateway(config(Town.echo()));
    Gateway.Stops stops = gateway.stops(Town.says("origin"));
    return town.listen(stops.route(), stops.guard(), stops.change(), behind);
  }

  private void nothingIsHeld() {
    assertThat(town.metrics.text())
        .contains("naru_limit_used{limit=\"mirrors\"} 0")
        .contains(
            "naru_gateway_mirror_left_out_total{route=\"web\",upstream=\"shadow\"} 1\n",
            "naru_gateway_mirrored_total{route=\"web\",upstream=\"shadow\"} 0\n");
  }

  @Test
  void theBoundOfCopiesOutlivesAReload() throws Exception {
    CompletableFuture<Exchange> copy = new CompletableFuture<>();
    GatewayConfig config = config(copy::complete);
    Gateway.Stops stops = town.gateway(config).stops(Town.says("origin"));
    InetSocketAddress at =
        town.listen(stops.route(), stops.guard(), stops.change(), Town.says("answer"));
    assertThat(Town.get(at, "a.test", "/")).contains("answer");
    Exchange held = copy.get(10, TimeUnit.SECONDS);
    town.gateway(config);
    assertThat(used()).as("the copy is still under way").isEqualTo(1);
    held.loop().execute(() -> held.answer(held.response(204), Unpooled.EMPTY_BUFFER));
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (used() > 0) {
      assertThat(System.nanoTime()).as("given back within 10 s").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private long used() {
    return town.metrics.samples().stream()
        .filter(s -> s.name().equals("naru_limit_used{limit=\"mirrors\"}"))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void aRefusalHoldsNoCopy() throws Exception {
    Failure full = Failure.of(Code.GATEWAY_NO_HEALTHY_TARGET, Side.UPSTREAM, "nobody");
    assertThat(Town.ask(serve(x -> x.fail(full)), POST)).startsWith("HTTP/1.1 503");
    nothingIsHeld();
  }

  @Test
  void anAnswerWithoutTheBodyHoldsNoCopy() throws Exception {
    assertThat(Town.ask(serve(Town.says("early")), POST)).contains("early");
    nothingIsHeld();
  }
}
