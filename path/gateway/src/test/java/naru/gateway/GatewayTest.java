package naru.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Endpoint;
import naru.base.IpRange;
import naru.base.Place;
import naru.gateway.config.Balance;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.Grouping;
import naru.gateway.config.Matching;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.UpstreamConfig;
import naru.http.Field;
import naru.http.Peer;
import naru.http.ResponseHead;
import naru.http.Slot;
import naru.trace.GatewayEvent;
import naru.trace.GatewayEvent.Candidate;
import naru.trace.GatewayEvent.NearMiss;
import naru.trace.HttpEvent;
import naru.trace.SpanRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests through the stops, to real servers and to ones that fail. */
class GatewayTest {
  private static final long MILLI = 1_000_000L;

  private final Town town = new Town();

  @AfterEach
  void close() throws Exception {
    town.close();
  }

  @Test
  void aRequestTellsEachStepInOrder() throws Exception {
    Endpoint target = town.backend(Town.says("hello")).endpoint();
    InetSocketAddress gateway = town.serve(Shop.config(Shop.of(target)));
    assertThat(Town.get(gateway, "shop.test", "/x")).endsWith("hello");
    SpanRecord span = town.span(e -> e instanceof GatewayEvent.RouteChosen);
    assertThat(span.entries().stream().map(e -> e.event().getClass().getSimpleName()))
        .containsExactly(
            "Accepted",
            "Request",
            "RouteChosen",
            "TargetChosen",
            "Connecting",
            "Connected",
            "Request",
            "Response",
            "Response",
            "Finished",
            "Finished",
            "Info");
    assertThat(span.entries().stream().map(e -> (Object) e.event()))
        .contains(
            new GatewayEvent.RouteChosen("web", Shop.LINE, List.of(new NearMiss("api", "path"))),
            new GatewayEvent.TargetChosen(
                "shop",
                target.toString(),
                "round-robin",
                List.of(new Candidate(target.toString(), "healthy", 0, 1)),
                Place.BUILT_IN));
  }

  // ---- each failure has its own answer

  @Test
  void noRouteIs404() throws Exception {
    InetSocketAddress gateway = town.serve(Shop.config(Shop.of(town.nobody())));
    assertThat(Town.get(gateway, "other.test", "/"))
        .startsWith("HTTP/1.1 404 ")
        .contains("\"code\":\"N1501\"");
    SpanRecord span = town.span(e -> e instanceof GatewayEvent.NoRoute);
    assertThat(span.entries().stream().map(e -> (Object) e.event()))
        .contains(
            new GatewayEvent.NoRoute(
                List.of(new NearMiss("api", "host"), new NearMiss("web", "host"))));
  }

  @Test
  void aRefusedConnectionIs502() throws Exception {
    InetSocketAddress gateway = town.serve(Shop.config(Shop.of(town.nobody())));
    assertThat(Town.get(gateway, "shop.test", "/"))
        .startsWith("HTTP/1.1 502 ")
        .contains("\"code\":\"N1201\"");
  }

  @Test
  void noHealthyTargetIs503() throws Exception {
    Gateway gateway =
        town.gateway(
            Shop.config(UpstreamConfig.of("shop", new Endpoint("never-resolved.invalid", 80))));
    InetSocketAddress at = town.serve(gateway, "");
    assertThat(Town.get(at, "shop.test", "/"))
        .startsWith("HTTP/1.1 503 ")
        .contains("\"code\":\"N1502\"");
    SpanRecord span = town.span(e -> e instanceof GatewayEvent.NoTarget);
    assertThat(span.entries().stream().map(e -> (Object) e.event()))
        .contains(
            new GatewayEvent.NoTarget(
                "shop",
                List.of(new Candidate("never-resolved.invalid:80", "unresolved", 0, 1)),
                Place.BUILT_IN));
  }

  @Test
  void aServerThatDoesNotAnswerIs504AndTheRequestIsNotSentAgain() throws Exception {
    Endpoint silent = town.backend(x -> {}).endpoint();
    Endpoint other = town.backend(Town.says("other")).endpoint();
    Peer.Limits d = Peer.Limits.DEFAULT;
    Peer.Limits impatient =
        new Peer.Limits(
            d.connections(),
            d.idle(),
            d.waiting(),
            d.waitNanos(),
            d.connectNanos(),
            d.handshakeNanos(),
            150 * MILLI,
            d.bodyIdleNanos(),
            d.idleNanos());
    InetSocketAddress gateway =
        town.serve(Shop.config(Grouping.of(Shop.of(silent, other)).within(impatient).group()));
    assertThat(Town.get(gateway, "shop.test", "/"))
        .startsWith("HTTP/1.1 504 ")
        .contains("\"code\":\"N1604\"");
  }

  @Test
  void anAnswerThatIsNoHttpIs502() throws Exception {
    try (java.net.ServerSocket server =
        new java.net.ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (java.net.Socket s = server.accept()) {
                  s.getInputStream().read();
                  s.getOutputStream()
                      .write("SSH-2.0-x\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                  s.getInputStream().readAllBytes();
                } catch (java.io.IOException gone) {
                  // the gateway may reset the connection
                }
              });
      Endpoint target = new Endpoint("127.0.0.1", server.getLocalPort());
      InetSocketAddress gateway = town.serve(Shop.config(Shop.of(target)));
      assertThat(Town.get(gateway, "shop.test", "/"))
          .startsWith("HTTP/1.1 502 ")
          .contains("\"code\":\"N1609\"");
    }
  }

  @Test
  void connectIsForProxies() throws Exception {
    InetSocketAddress gateway = town.serve(Shop.config(Shop.of(town.nobody())));
    assertThat(
            Town.ask(
                gateway,
                "CONNECT shop.test:443 HTTP/1.1\r\n"
                    + "Host: shop.test:443\r\n"
                    + "Connection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 405 ")
        .contains("\"code\":\"N1711\"");
  }

  // ---- retries

  @Test
  void aDeadTargetCostsARetryThatTheTraceTells() throws Exception {
    Endpoint dead = town.nobody();
    Endpoint alive = town.backend(Town.says("alive")).endpoint();
    InetSocketAddress gateway = town.serve(Shop.config(Shop.of(dead, alive)));
    assertThat(Town.get(gateway, "shop.test", "/")).endsWith("alive");
    SpanRecord span = town.span(e -> e instanceof GatewayEvent.Retried);
    GatewayEvent.Retried retried =
        span.entries().stream()
            .filter(e -> e.event() instanceof GatewayEvent.Retried)
            .map(e -> (GatewayEvent.Retried) e.event())
            .findFirst()
            .orElseThrow();
    assertThat(retried.attempt()).isEqualTo(1);
    assertThat(retried.target()).isEqualTo(dead.toString());
    assertThat(retried.failure().code()).isEqualTo(naru.base.Code.TCP_REFUSED);
    assertThat(span.entries().stream().map(e -> e.event().getClass().getSimpleName()))
        .containsSubsequence("TargetChosen", "Failed", "Retried", "TargetChosen", "Connected");
  }

  @Test
  void withoutRetriesTheFirstFailureIsTheAnswer() throws Exception {
    Endpoint dead = town.nobody();
    Endpoint alive = town.backend(Town.says("alive")).endpoint();
    InetSocketAddress gateway =
        town.serve(Shop.config(Grouping.of(Shop.of(dead, alive)).retrying(0).group()));
    assertThat(Town.get(gateway, "shop.test", "/")).startsWith("HTTP/1.1 502 ");
  }

  @Test
  void failuresInARowEjectATargetAndTheTraceTellsIt() throws Exception {
    Endpoint dead = town.nobody();
    Endpoint alive = town.backend(Town.says("alive")).endpoint();
    Gateway gateway = town.gateway(Shop.config(Shop.of(dead, alive)));
    InetSocketAddress at = town.serve(gateway, "");
    for (int i = 0; i < 20; i++) {
      assertThat(Town.get(at, "shop.test", "/")).endsWith("alive");
    }
    SpanRecord span = town.span(e -> e instanceof GatewayEvent.Ejected);
    assertThat(span.entries().stream().map(e -> (Object) e.event()))
        .contains(new GatewayEvent.Ejected("shop", dead.toString(), 5, 10_000));
    GatewayStatus.UpstreamStatus shop = gateway.status().upstreams().getFirst();
    assertThat(shop.targets().get(0).state()).isEqualTo("ejected");
    assertThat(shop.targets().get(0).requests()).isEqualTo(5);
    assertThat(shop.targets().get(0).failures()).isEqualTo(5);
    assertThat(shop.targets().get(1).requests()).isEqualTo(20);
    assertThat(shop.targets()).allMatch(t -> t.inflight() == 0);
    assertThat(gateway.status().routes().get(1).requests()).isEqualTo(20);
    assertThat(town.metrics.text())
        .contains("naru_gateway_requests_total{route=\"web\"} 20")
        .contains(
            "naru_gateway_target_failures_total{upstream=\"shop\",target=\"" + dead + "\"} 5");
  }

  // ---- what is hidden, what is told

  @Test
  void theServerIsHidden() throws Exception {
    Endpoint[] self = new Endpoint[1];
    Town.Backend backend =
        town.backend(
            x -> {
              ResponseHead head = x.response(302);
              head.fields().add(Field.SERVER, "Apache/2.4.1");
              head.fields().add(Field.X_POWERED_BY, "PHP/8");
              head.fields().add(Field.VIA, "1.1 inner-cache");
              head.fields().add(Field.LOCATION, "http://" + self[0] + "/login?x");
              head.fields().add("X-Kept", "yes");
              x.answer(head, ByteBufUtil.writeUtf8(x.alloc(), "see there"));
            });
    self[0] = backend.endpoint();
    InetSocketAddress gateway = town.serve(Shop.config(Shop.of(self[0])));
    assertThat(Town.get(gateway, "shop.test:8080", "/"))
        .startsWith("HTTP/1.1 302 ")
        .contains("Location: http://shop.test:8080/login?x\r\n", "X-Kept: yes\r\n")
        .doesNotContain("Apache", "PHP", "inner-cache", self[0].toString())
        .doesNotContainIgnoringCase("server:");
    InetSocketAddress behind =
        town.serve(Shop.config(Shop.of(self[0])).trusting(IpRange.parse("127.0.0.1")));
    for (String told :
        List.of(
            "X-Forwarded-Proto: https\r\nX-Forwarded-Host: a.test",
            "Forwarded: for=192.0.2.1;proto=https;host=a.test")) {
      assertThat(Town.get(behind, "shop.test:8080", "/", told))
          .as("what the client asked the proxy in front")
          .contains("Location: https://a.test/login?x\r\n");
    }
  }

  // ---- further destinations

  @Test
  void aRouteMayGoToTheOriginInThisProcessAndLeaveSomethingForLaterStops() throws Exception {
    Slot<String> slot = Slot.named("test.cache-policy");
    RouteConfig route =
        new RouteConfig(
            "own",
            RouteMatch.ANY,
            new naru.gateway.config.Destination.ToOrigin(),
            List.of(new RouteConfig.Left<>(slot, "a minute")),
            naru.gateway.guard.config.Guarding.NONE,
            Shop.LINE);
    Gateway gateway = town.gateway(GatewayConfig.of(List.of(), List.of(route)));
    Gateway.Stops stops =
        gateway.stops(
            x ->
                x.answer(
                    x.response(200),
                    ByteBufUtil.writeUtf8(x.alloc(), "origin, " + x.getOr(slot, "nothing"))));
    InetSocketAddress at =
        town.listen(
            stops.route(), stops.guard(), stops.change(), stops.balance(), stops.upstream());
    assertThat(Town.get(at, "any.test", "/")).endsWith("origin, a minute");
  }

  @Test
  void hostBecomesTheTargetsOwnIfAskedFor() throws Exception {
    Endpoint target = town.backend(Town.echo()).endpoint();
    InetSocketAddress gateway =
        town.serve(Shop.config(Grouping.of(Shop.of(target)).namingTarget().group()));
    assertThat(Town.get(gateway, "shop.test", "/"))
        .contains("\nHost: " + target + "\n", "X-Forwarded-Host: shop.test\n");
  }

  @Test
  void aHashSendsTheSameKeyToTheSameTarget() throws Exception {
    Endpoint[] targets = new Endpoint[4];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = town.backend(Town.says("target " + i)).endpoint();
    }
    Balance byUser = new Balance.ConsistentHash(new Balance.HashBy.OfHeader("X-User"));
    Gateway gateway =
        town.gateway(Shop.config(Grouping.of(Shop.of(targets)).balancedBy(byUser).group()));
    InetSocketAddress at = town.serve(gateway, "");
    for (String user : List.of("kim", "lee", "park", "choi")) {
      String first = Town.get(at, "shop.test", "/a", "X-User: " + user);
      String second = Town.get(at, "shop.test", "/b", "x-user: " + user);
      assertThat(last(second)).isEqualTo(last(first));
      Explanation why = Shop.explain(gateway, "/c", Map.entry("X-User", user));
      int index = last(first) - '0';
      assertThat(((Explanation.ToUpstream) why).target()).contains(targets[index].toString());
    }
  }

  @Test
  void requestsWithoutAKeyAreSpread() throws Exception {
    Endpoint one = town.backend(Town.says("target 1")).endpoint();
    Endpoint two = town.backend(Town.says("target 2")).endpoint();
    Balance byUser = new Balance.ConsistentHash(new Balance.HashBy.OfHeader("X-User"));
    Gateway gateway =
        town.gateway(Shop.config(Grouping.of(Shop.of(one, two)).balancedBy(byUser).group()));
    InetSocketAddress at = town.serve(gateway, "");
    java.util.Set<Character> seen = new java.util.HashSet<>();
    for (int i = 0; i < 40; i++) {
      seen.add(last(Town.get(at, "shop.test", "/a")));
    }
    assertThat(seen).containsExactlyInAnyOrder('1', '2');
    assertThat(((Explanation.ToUpstream) Shop.explain(gateway, "/c")).target()).isEmpty();
  }

  private static char last(String text) {
    return text.charAt(text.length() - 1);
  }

  @Test
  void whatAReloadTakesAwayLeavesTheMetrics() {
    UpstreamConfig old = UpstreamConfig.of("old", town.nobody());
    UpstreamConfig shop = Shop.of(town.nobody());
    RouteConfig both = RouteConfig.of("both", RouteMatch.ANY, "shop");
    RouteConfig gone = RouteConfig.of("gone", Matching.host("gone.test").match(), "old");
    town.gateway(GatewayConfig.of(List.of(shop, old), List.of(both, gone)));
    assertThat(town.metrics.text()).contains("route=\"gone\"", "upstream=\"old\"");
    town.gateway(GatewayConfig.of(List.of(shop), List.of(both)));
    assertThat(town.metrics.text())
        .contains(
            "naru_gateway_requests_total{route=\"both\"} 0",
            "naru_gateway_duration_seconds_count{route=\"both\"} 0",
            "naru_gateway_targets{upstream=\"shop\"} 1",
            "naru_limit_max{limit=\"mirrors\"} 1024")
        .doesNotContain("gone", "\"old\"");
  }

  @Test
  void aDryRunTellsWhatWouldHappenAndSendsNothing() {
    Endpoint target = town.nobody();
    Gateway gateway = town.gateway(Shop.config(Shop.of(target)));
    assertThat(Shop.explain(gateway, "/x/../y?q"))
        .isEqualTo(
            new Explanation.ToUpstream(
                "/y?q",
                new GatewayEvent.RouteChosen(
                    "web", Shop.LINE, List.of(new NearMiss("api", "path"))),
                List.of(),
                List.of(),
                "shop",
                "round-robin",
                List.of(new Candidate(target.toString(), "healthy", 0, 1)),
                Optional.empty(),
                true,
                Place.BUILT_IN));
    assertThat(Shop.explain(gateway, "/..;/")).isInstanceOf(Explanation.Refused.class);
    assertThat(gateway.explain("GET", "other.test", "/", List.of(), Shop.somebody()))
        .isEqualTo(
            new Explanation.NoRoute(
                "/", List.of(new NearMiss("api", "host"), new NearMiss("web", "host"))));
    assertThat(gateway.status().upstreams().getFirst().targets().getFirst().requests()).isZero();
    assertThat(town.spans)
        .noneMatch(s -> s.entries().stream().anyMatch(e -> e.event() instanceof HttpEvent));
  }
}
