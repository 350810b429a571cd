package naru.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import naru.base.Endpoint;
import naru.gateway.config.Ejection;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.Outliers;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.UpstreamConfig;
import naru.http.Stop;
import naru.trace.Entry;
import naru.trace.GatewayEvent.Ejected;
import org.junit.jupiter.api.Test;

/** A target that does worse than the others is taken out, though no failure follows another. */
class OutlierStoryTest {
  private static final long MILLI = 1_000_000L;

  private static GatewayConfig config(Outliers rule, Endpoint... targets) {
    Ejection ejection = new Ejection(1000, 60_000 * MILLI, 60_000 * MILLI, 50).comparing(rule);
    return GatewayConfig.of(
        List.of(UpstreamConfig.of("shop", targets).ejecting(ejection)),
        List.of(RouteConfig.of("web", RouteMatch.ANY, "shop")));
  }

  private static Optional<Ejected> ejected(Town town) {
    return town.spans.stream()
        .flatMap(s -> s.entries().stream())
        .map(Entry::event)
        .filter(Ejected.class::isInstance)
        .map(Ejected.class::cast)
        .findFirst();
  }

  /** Asks until somebody was taken out. */
  private static Ejected askOn(Town town, InetSocketAddress at) throws Exception {
    long end = System.nanoTime() + 20_000 * MILLI;
    while (ejected(town).isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Town.get(at, "a.test", "/");
    }
    return ejected(town).orElseThrow();
  }

  @Test
  void byHowManyRequestsItServes() throws Exception {
    try (Town town = new Town()) {
      AtomicInteger count = new AtomicInteger();
      Stop good = Town.says("good");
      Stop half =
          x -> {
            if (count.incrementAndGet() % 2 == 0) {
              x.answer(x.response(500), x.alloc().buffer(0));
            } else {
              good.enter(x);
            }
          };
      Endpoint bad = town.backend(half).endpoint();
      Outliers rule =
          new Outliers(
              200 * MILLI, Optional.of(new Outliers.BySuccess(1.2, 3, 4, 95)), Optional.empty());
      GatewayConfig config =
          config(rule, town.backend(good).endpoint(), bad, town.backend(good).endpoint());
      InetSocketAddress at = town.serve(config);
      Ejected event = askOn(town, at);
      assertThat(event.target()).isEqualTo(bad.toString());
      assertThat(event.forMillis()).isEqualTo(60_000);
      assertThat(event.why()).matches("served [0-9.]+% of [0-9]+ requests, below .*");
      for (int n = 0; n < 6; n++) {
        assertThat(Town.get(at, "a.test", "/")).startsWith("HTTP/1.1 200 ");
      }
    }
  }

  @Test
  void byHowLongItsAnswersTake() throws Exception {
    try (Town town = new Town()) {
      Stop good = Town.says("good");
      Stop slow = x -> x.loop().schedule(() -> good.enter(x), 40, TimeUnit.MILLISECONDS);
      Endpoint bad = town.backend(slow).endpoint();
      Outliers rule =
          new Outliers(
              300 * MILLI,
              Optional.empty(),
              Optional.of(new Outliers.ByLatency(3, 3, 3, 30 * MILLI)));
      GatewayConfig config =
          config(rule, town.backend(good).endpoint(), town.backend(good).endpoint(), bad);
      Ejected event = askOn(town, town.serve(config));
      assertThat(event.target()).isEqualTo(bad.toString());
      assertThat(event.why()).contains(" times the median of 2 others, ");
    }
  }
}
