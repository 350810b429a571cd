package naru.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import naru.base.Endpoint;
import naru.gateway.config.Ejection;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.Grouping;
import naru.gateway.config.Outliers;
import naru.gateway.config.Retrying;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.UpstreamConfig;
import naru.http.ResponseHead;
import naru.http.Stop;
import naru.trace.Entry;
import naru.trace.GatewayEvent.Ejected;
import org.junit.jupiter.api.Test;

/** A target that does worse than the others is taken out, though no failure follows another. */
class OutlierStoryTest {
  private static final long MILLI = 1_000_000L;

  private static GatewayConfig config(Outliers rule, Endpoint... targets) {
    return config(rule, shop -> shop, targets);
  }

  private static GatewayConfig config(
      Outliers rule, UnaryOperator<UpstreamConfig> but, Endpoint... targets) {
    Ejection ejection = new Ejection(1000, 60_000 * MILLI, 60_000 * MILLI, 50).comparing(rule);
    return GatewayConfig.of(
        List.of(but.apply(Grouping.of("shop", targets).ejecting(ejection).group())),
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
  private static Ejected askOn(Town town, InetSocketAddress at, String... fields) throws Exception {
    long end = System.nanoTime() + 20_000 * MILLI;
    while (ejected(town).isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(end);
      try {
        Town.get(at, "a.test", "/", fields);
      } catch (SocketException broken) {
        // as the server broke its answer
      }
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

  /** That another one is asked too hides a slow server from clients, but not from the gateway. */
  @Test
  void byHowLongItWasWaitedForWhereAnotherOneWasQuicker() throws Exception {
    try (Town town = new Town()) {
      Stop good = Town.says("good");
      Endpoint bad = town.backend(x -> {}).endpoint();
      Outliers rule =
          new Outliers(
              300 * MILLI,
              Optional.empty(),
              Optional.of(new Outliers.ByLatency(3, 3, 3, 30 * MILLI)));
      GatewayConfig config =
          config(
              rule,
              shop ->
                  Grouping.of(shop)
                      .repeating(Retrying.USUAL.hedging(40 * MILLI).budget(100, 1000))
                      .group(),
              town.backend(good).endpoint(),
              town.backend(good).endpoint(),
              bad);
      Ejected event = askOn(town, town.serve(config));
      assertThat(event.target()).isEqualTo(bad.toString());
      assertThat(event.why()).contains(" times the median of 2 others, ");
    }
  }

  /** A call of gRPC fails with 200: what counts is its own status. */
  @Test
  void byHowManyCallsOfGrpcItServes() throws Exception {
    try (Town town = new Town()) {
      Endpoint bad = town.backend(call("13")).endpoint();
      Outliers rule =
          new Outliers(
              200 * MILLI, Optional.of(new Outliers.BySuccess(1.2, 3, 4, 95)), Optional.empty());
      Endpoint good = town.backend(call("0")).endpoint();
      Endpoint busy = town.backend(call("8")).endpoint();
      InetSocketAddress at = town.serve(config(rule, good, bad, busy));
      Ejected event = askOn(town, at, "Content-Type: application/grpc");
      assertThat(event.target()).isEqualTo(bad.toString());
      assertThat(event.why()).startsWith("served 0.0% of ");
    }
  }

  private static Stop call(String status) {
    return x -> {
      ResponseHead head = x.response(200);
      head.fields().add("grpc-status", status);
      x.answer(head, x.alloc().buffer(0));
    };
  }

  @Test
  void anAnswerThatBreaksIsOneFailureAndNothingElse() throws Exception {
    try (Town town = new Town();
        ServerSocket breaks = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> breakAll(breaks));
      Endpoint bad = new Endpoint("127.0.0.1", breaks.getLocalPort());
      Stop good = Town.says("good");
      Outliers rule =
          new Outliers(
              200 * MILLI, Optional.of(new Outliers.BySuccess(1.2, 3, 4, 95)), Optional.empty());
      GatewayConfig config =
          config(rule, town.backend(good).endpoint(), bad, town.backend(good).endpoint());
      Ejected event = askOn(town, town.serve(config));
      assertThat(event.target()).isEqualTo(bad.toString());
      assertThat(event.why()).startsWith("served 0.0% of ");
    }
  }

  /** Promises ten bytes and closes after four. */
  private static void breakAll(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        byte[] request = new byte[4096];
        int n = socket.getInputStream().read(request);
        assertThat(n).isPositive();
        socket
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf".getBytes(US_ASCII));
      } catch (IOException over) {
        // the test sees what became of the requests
      }
    }
  }
}
