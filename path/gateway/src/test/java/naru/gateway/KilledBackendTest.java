package naru.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import naru.gateway.config.Balance;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.Grouping;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.UpstreamConfig;
import naru.trace.GatewayEvent;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.SpanRecord;
import naru.transport.NameResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One of two servers dies in the middle of a thousand requests; no client notices. */
class KilledBackendTest {
  private static final int REQUESTS = 1000;

  @ParameterizedTest
  @ValueSource(ints = {1, 32})
  void noRequestIsLostAndTheTraceTellsWhichWereSentAgain(int clients) throws Exception {
    try (Town town = new Town(2, NameResolver.host());
        HttpClient client = HttpClient.newHttpClient();
        ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      AtomicInteger toVictim = new AtomicInteger();
      CountDownLatch busy = new CountDownLatch(100);
      Town.Backend victim =
          town.backend(
              x -> {
                toVictim.incrementAndGet();
                busy.countDown();
                Town.says("victim").enter(x);
              });
      Town.Backend survivor = town.backend(Town.says("survivor"));
      GatewayConfig config =
          GatewayConfig.of(
              List.of(
                  Grouping.of("shop", victim.endpoint(), survivor.endpoint())
                      .balancedBy(new Balance.LeastRequest())
                      .group()),
              List.of(RouteConfig.of("web", RouteMatch.ANY, "shop")));
      Gateway gateway = town.gateway(config);
      InetSocketAddress at = town.serve(gateway, "");
      URI uri = URI.create("http://127.0.0.1:" + at.getPort() + "/");
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        answers.add(
            threads.submit(
                () ->
                    client.send(
                        HttpRequest.newBuilder(uri).build(),
                        HttpResponse.BodyHandlers.ofString())));
      }
      busy.await();
      victim.close();
      int bySurvivor = 0;
      for (Future<HttpResponse<String>> answer : answers) {
        assertThat(answer.get().statusCode()).isEqualTo(200);
        bySurvivor += answer.get().body().equals("survivor") ? 1 : 0;
      }
      assertThat(bySurvivor).isBetween(1, REQUESTS - 1);
      assertThat(retriedAndAnswered(town)).isPositive();
      assertThat(gateway.status().upstreams().getFirst().targets())
          .allMatch(t -> t.inflight() == 0);
    }
  }

  private static long retriedAndAnswered(Town town) throws InterruptedException {
    long retried = 0;
    for (int seen = 0; seen < REQUESTS; seen++) {
      SpanRecord span = town.span(e -> e instanceof GatewayEvent.RouteChosen);
      boolean again =
          span.entries().stream().anyMatch(e -> e.event() instanceof GatewayEvent.Retried);
      boolean answered =
          span.entries().stream()
              .anyMatch(
                  e ->
                      e.from() == Party.GATEWAY
                          && e.event() instanceof HttpEvent.Response r
                          && r.status() == 200);
      assertThat(answered).isTrue();
      retried += again ? 1 : 0;
    }
    return retried;
  }

  @Test
  void aRequestThatMayHaveBeenProcessedIsNotSentAgain() throws Exception {
    try (Town town = new Town()) {
      AtomicInteger asked = new AtomicInteger();
      Town.Backend other = town.backend(Town.says("other"));
      try (java.net.ServerSocket dumb =
          new java.net.ServerSocket(0, 10, java.net.InetAddress.getLoopbackAddress())) {
        Thread.ofVirtual().start(() -> closeAfterReading(dumb, asked));
        GatewayConfig config =
            GatewayConfig.of(
                List.of(
                    UpstreamConfig.of(
                        "shop",
                        new naru.base.Endpoint("127.0.0.1", dumb.getLocalPort()),
                        other.endpoint())),
                List.of(RouteConfig.of("web", RouteMatch.ANY, "shop")));
        InetSocketAddress at = town.serve(config);
        String post =
            "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc";
        assertThat(Town.ask(at, post)).startsWith("HTTP/1.1 502 ").contains("\"code\":\"N1601\"");
        assertThat(asked).hasValue(1);
      }
    }
  }

  private static void closeAfterReading(java.net.ServerSocket server, AtomicInteger asked) {
    try (java.net.Socket socket = server.accept()) {
      byte[] buffer = new byte[4096];
      StringBuilder got = new StringBuilder();
      while (got.indexOf("abc") < 0) {
        int n = socket.getInputStream().read(buffer);
        got.append(new String(buffer, 0, n, java.nio.charset.StandardCharsets.US_ASCII));
      }
      asked.incrementAndGet();
    } catch (java.io.IOException gone) {
      // the test sees what became of the request
    }
  }
}
