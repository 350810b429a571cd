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
import naru.gateway.config.GatewayConfig.Misdirected;
import naru.gateway.config.HttpsOnly;
import naru.gateway.config.PathPattern;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.UpstreamConfig;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Peer;
import naru.http.ResponseHead;
import naru.http.Slot;
import naru.trace.ChangeEvent;
import naru.trace.Entry;
import naru.trace.GatewayEvent;
import naru.trace.GatewayEvent.Candidate;
import naru.trace.GatewayEvent.NearMiss;
import naru.trace.HttpEvent;
import naru.trace.SpanRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests through the three stops, to real servers and to ones that fail. */
class GatewayTest {
  private static final long MILLI = 1_000_000L;
  private static final Place LINE = new Place("naru.yaml", 50, 7);

  private final Town town = new Town();

  @AfterEach
  void close() throws Exception {
    town.close();
  }

  private static GatewayConfig config(UpstreamConfig... upstreams) {
    return GatewayConfig.of(
        List.of(upstreams),
        List.of(
            RouteConfig.of("api", RouteMatch.host("shop.test").path("/api/**"), "shop"),
            RouteConfig.of("web", RouteMatch.host("shop.test"), "shop").at(LINE)));
  }

  private static UpstreamConfig shop(Endpoint... targets) {
    return UpstreamConfig.of("shop", targets);
  }

  @Test
  void aRequestTellsEachStepInOrder() throws Exception {
    Endpoint target = town.backend(Town.says("hello")).endpoint();
    InetSocketAddress gateway = town.serve(config(shop(target)));
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
            new GatewayEvent.RouteChosen("web", LINE, List.of(new NearMiss("api", "path"))),
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
    InetSocketAddress gateway = town.serve(config(shop(town.nobody())));
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
    InetSocketAddress gateway = town.serve(config(shop(town.nobody())));
    assertThat(Town.get(gateway, "shop.test", "/"))
        .startsWith("HTTP/1.1 502 ")
        .contains("\"code\":\"N1201\"");
  }

  @Test
  void noHealthyTargetIs503() throws Exception {
    Gateway gateway =
        town.gateway(config(UpstreamConfig.of("shop", new Endpoint("never-resolved.invalid", 80))));
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
    InetSocketAddress gateway = town.serve(config(shop(silent, other).within(impatient)));
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
      InetSocketAddress gateway = town.serve(config(shop(target)));
      assertThat(Town.get(gateway, "shop.test", "/"))
          .startsWith("HTTP/1.1 502 ")
          .contains("\"code\":\"N1609\"");
    }
  }

  @Test
  void connectIsForProxies() throws Exception {
    InetSocketAddress gateway = town.serve(config(shop(town.nobody())));
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
    InetSocketAddress gateway = town.serve(config(shop(dead, alive)));
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
    InetSocketAddress gateway = town.serve(config(shop(dead, alive).retrying(0)));
    assertThat(Town.get(gateway, "shop.test", "/")).startsWith("HTTP/1.1 502 ");
  }

  @Test
  void failuresInARowEjectATargetAndTheTraceTellsIt() throws Exception {
    Endpoint dead = town.nobody();
    Endpoint alive = town.backend(Town.says("alive")).endpoint();
    Gateway gateway = town.gateway(config(shop(dead, alive)));
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
    InetSocketAddress gateway = town.serve(config(shop(self[0])));
    assertThat(Town.get(gateway, "shop.test:8080", "/"))
        .startsWith("HTTP/1.1 302 ")
        .contains("Location: http://shop.test:8080/login?x\r\n", "X-Kept: yes\r\n")
        .doesNotContain("Apache", "PHP", "inner-cache", self[0].toString())
        .doesNotContainIgnoringCase("server:");
  }

  @Test
  void onlyATrustedClientMaySaySomethingOfItsClient() throws Exception {
    Endpoint target = town.backend(Town.echo()).endpoint();
    String claim = "X-Forwarded-For: 203.0.113.5";
    InetSocketAddress strict = town.serve(config(shop(target)));
    assertThat(Town.get(strict, "shop.test", "/", claim))
        .contains("X-Forwarded-For: 127.0.0.1\n", "X-Forwarded-Proto: http\n", "Via: 1.1 naru\n")
        .contains("Forwarded: for=127.0.0.1;host=shop.test;proto=http\n", "Host: shop.test\n")
        .doesNotContain("203.0.113.5");
    InetSocketAddress trusting =
        town.serve(config(shop(target)).trusting(IpRange.parse("127.0.0.0/8")));
    assertThat(Town.get(trusting, "shop.test", "/", claim))
        .contains("X-Forwarded-For: 203.0.113.5, 127.0.0.1\n", "X-Real-IP: 203.0.113.5\n");
  }

  @Test
  void aPathIsRoutedAndForwardedInItsOneSpelling() throws Exception {
    Endpoint target = town.backend(Town.echo()).endpoint();
    GatewayConfig config =
        GatewayConfig.of(
            List.of(shop(target), UpstreamConfig.of("closed", town.nobody())),
            List.of(
                RouteConfig.of("admin", RouteMatch.host("*").path("/admin/**"), "closed"),
                RouteConfig.of("web", RouteMatch.ANY, "shop")));
    InetSocketAddress gateway = town.serve(config);
    for (String dodge :
        List.of("/admin/", "//admin", "/x/../admin", "/%61dmin", "/x/%2e%2e/admin", "/./admin")) {
      assertThat(Town.get(gateway, "a.test", dodge)).as(dodge).startsWith("HTTP/1.1 502 ");
    }
    for (String refused :
        List.of(
            "/x/..;/admin",
            "/x\\..\\admin",
            "/x%00",
            "/x%5c..%5cadmin",
            "/x/..%2fadmin",
            "/admin%2fx",
            "/%2Fadmin",
            "/admin;x=1",
            "/;/admin")) {
      assertThat(Town.get(gateway, "a.test", refused))
          .as(refused)
          .startsWith("HTTP/1.1 400 ")
          .contains("\"code\":\"N1701\"");
    }
    assertThat(Town.get(gateway, "a.test", "/a/./b%2f?q=//"))
        .contains("\r\n\r\nGET /a/b%2F?q=//\n");
    assertThat(Town.get(gateway, "a.test", "/a;v=1/b")).contains("\r\n\r\nGET /a;v=1/b\n");
  }

  /** RFC 9112 section 3.2: a server of HTTP/1.1 is told a host, even if a client named none. */
  @Test
  void section3dot2WithoutAHostAServerIsToldItsOwn() throws Exception {
    Endpoint target = town.backend(Town.echo()).endpoint();
    GatewayConfig config =
        GatewayConfig.of(
            List.of(shop(target)), List.of(RouteConfig.of("web", RouteMatch.ANY, "shop")));
    assertThat(Town.ask(town.serve(config), "GET / HTTP/1.0\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ")
        .contains("Host: " + target + "\n")
        .doesNotContain("X-Forwarded-Host");
  }

  @Test
  void section15dot5dot20AHostThatTlsWasNotSetUpForIs421() throws Exception {
    Endpoint target = town.backend(Town.says("hello")).endpoint();
    Gateway strict = town.gateway(config(shop(target)));
    InetSocketAddress at = town.serve(strict, "shop.test");
    assertThat(Town.get(at, "SHOP.test:443", "/")).endsWith("hello");
    assertThat(Town.get(at, "shop.test.", "/")).endsWith("hello");
    assertThat(Town.get(at, "other.test", "/"))
        .startsWith("HTTP/1.1 421 ")
        .contains("\"code\":\"N1504\"");
    GatewayConfig c = config(shop(target));
    GatewayConfig lenient =
        new GatewayConfig(c.upstreams(), c.routes(), c.trust(), true, Misdirected.ALLOW);
    InetSocketAddress open = town.serve(town.gateway(lenient), "other.test");
    assertThat(Town.get(open, "shop.test", "/")).endsWith("hello");
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
            LINE);
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
    InetSocketAddress gateway = town.serve(config(shop(target).namingTarget()));
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
    Gateway gateway = town.gateway(config(shop(targets).balancedBy(byUser)));
    InetSocketAddress at = town.serve(gateway, "");
    for (String user : List.of("kim", "lee", "park", "choi")) {
      String first = Town.get(at, "shop.test", "/a", "X-User: " + user);
      String second = Town.get(at, "shop.test", "/b", "x-user: " + user);
      assertThat(last(second)).isEqualTo(last(first));
      Explanation why = explain(gateway, "/c", Map.entry("X-User", user));
      int index = last(first) - '0';
      assertThat(((Explanation.ToUpstream) why).target()).contains(targets[index].toString());
    }
  }

  @Test
  void requestsWithoutAKeyAreSpread() throws Exception {
    Endpoint one = town.backend(Town.says("target 1")).endpoint();
    Endpoint two = town.backend(Town.says("target 2")).endpoint();
    Balance byUser = new Balance.ConsistentHash(new Balance.HashBy.OfHeader("X-User"));
    Gateway gateway = town.gateway(config(shop(one, two).balancedBy(byUser)));
    InetSocketAddress at = town.serve(gateway, "");
    java.util.Set<Character> seen = new java.util.HashSet<>();
    for (int i = 0; i < 40; i++) {
      seen.add(last(Town.get(at, "shop.test", "/a")));
    }
    assertThat(seen).containsExactlyInAnyOrder('1', '2');
    assertThat(((Explanation.ToUpstream) explain(gateway, "/c")).target()).isEmpty();
  }

  @Test
  void anHttpsUrlInTheClearIsRefused() throws Exception {
    UpstreamConfig shop = shop(town.backend(Town.echo()).endpoint());
    InetSocketAddress at = town.serve(config(shop));
    String rest = " HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n";
    assertThat(Town.ask(at, "GET https://shop.test/" + rest)).startsWith("HTTP/1.1 421");
    assertThat(Town.ask(at, "GET http://shop.test/" + rest))
        .startsWith("HTTP/1.1 200")
        .contains("X-Forwarded-Proto: http\n");
  }

  private static char last(String text) {
    return text.charAt(text.length() - 1);
  }

  @SafeVarargs
  private static Explanation explain(
      Gateway gateway, String path, Map.Entry<String, String>... headers) {
    return gateway.explain("GET", "shop.test", path, List.of(headers), somebody());
  }

  private static Exchange.Client somebody() {
    return Gateway.asker(InetAddress.getLoopbackAddress(), 80, false);
  }

  @Test
  void whoAsksInTheClearIsSentToHttps() throws Exception {
    List<PathPattern> except = List.of(PathPattern.parse("/.well-known/**"));
    HttpsOnly only = new HttpsOnly(308, 0, 0, except, LINE);
    Gateway gateway =
        town.gateway(
            config(shop(town.backend(Town.echo()).endpoint()))
                .trusting(IpRange.parse("127.0.0.1"))
                .onlyHttps(Optional.of(only))
                .httpsAt(8443));
    InetSocketAddress at = town.serve(gateway, "");
    assertThat(Town.get(at, "shop.test", "/x?y"))
        .startsWith("HTTP/1.1 308 ")
        .contains("Location: https://shop.test/x?y\r\n");
    assertThat(town.span(ChangeEvent.class::isInstance).entries().stream().map(Entry::event))
        .contains(new ChangeEvent.Redirected("", 308, "https://shop.test/x?y", LINE));
    assertThat(Town.get(at, "shop.test:8080", "/"))
        .contains("Location: https://shop.test:8443/\r\n");
    assertThat(Town.get(at, "shop.test", "/.well-known/x")).startsWith("HTTP/1.1 200");
    assertThat(Town.get(at, "shop.test", "/", "X-Forwarded-Proto: https"))
        .startsWith("HTTP/1.1 200");
    assertThat(explain(gateway, "/x")).isInstanceOf(Explanation.Redirected.class);
    for (String hostless : List.of("HTTP/1.0\r\n", "HTTP/1.1\r\n", "HTTP/1.1\r\nHost:\r\n")) {
      assertThat(Town.ask(at, "GET / " + hostless + "Connection: close\r\n\r\n"))
          .as(hostless)
          .startsWith("HTTP/1.1 400 ")
          .contains("\"request.malformed\"");
    }
    assertThat(Town.ask(at, "GET /.well-known/x HTTP/1.0\r\n\r\n")).contains("\"route.none\"");
  }

  @Test
  void whatAReloadTakesAwayLeavesTheMetrics() {
    UpstreamConfig old = UpstreamConfig.of("old", town.nobody());
    UpstreamConfig shop = shop(town.nobody());
    RouteConfig both = RouteConfig.of("both", RouteMatch.ANY, "shop");
    RouteConfig gone = RouteConfig.of("gone", RouteMatch.host("gone.test"), "old");
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
    Gateway gateway = town.gateway(config(shop(target)));
    assertThat(explain(gateway, "/x/../y?q"))
        .isEqualTo(
            new Explanation.ToUpstream(
                "/y?q",
                new GatewayEvent.RouteChosen("web", LINE, List.of(new NearMiss("api", "path"))),
                List.of(),
                List.of(),
                "shop",
                "round-robin",
                List.of(new Candidate(target.toString(), "healthy", 0, 1)),
                Optional.empty(),
                true,
                Place.BUILT_IN));
    assertThat(explain(gateway, "/..;/")).isInstanceOf(Explanation.Refused.class);
    assertThat(gateway.explain("GET", "other.test", "/", List.of(), somebody()))
        .isEqualTo(
            new Explanation.NoRoute(
                "/", List.of(new NearMiss("api", "host"), new NearMiss("web", "host"))));
    assertThat(gateway.status().upstreams().getFirst().targets().getFirst().requests()).isZero();
    assertThat(town.spans)
        .noneMatch(s -> s.entries().stream().anyMatch(e -> e.event() instanceof HttpEvent));
  }
}
