package naru.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Endpoint;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.Grouping;
import naru.gateway.config.HealthCheck;
import naru.gateway.config.HealthCheck.Probe;
import naru.gateway.config.Naming;
import naru.gateway.config.Retrying;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.Selection;
import naru.gateway.config.Sticky;
import naru.gateway.config.UpstreamConfig;
import naru.gateway.config.UpstreamConfig.TargetConfig;
import naru.gateway.core.TargetState;
import naru.trace.GatewayEvent;
import naru.trace.GatewayEvent.Checked;
import naru.transport.NameResolver;
import org.junit.jupiter.api.Test;

/** Balancing over real sockets: stickiness, budgets, hedging, checks, names, drains. */
class BalancingStoryTest {
  private static final long MILLI = 1_000_000L;
  private static final Sticky COOKIE =
      new Sticky(Sticky.By.Cookie.of("seat"), "00112233445566778899aabbccddeeff");

  private static GatewayConfig config(UpstreamConfig upstream) {
    return GatewayConfig.of(
        List.of(upstream), List.of(RouteConfig.of("web", RouteMatch.ANY, upstream.name())));
  }

  private static String last(String answer) {
    return answer.substring(answer.lastIndexOf('\n') + 1);
  }

  private static GatewayStatus.TargetStatus target(Gateway gateway, int i) {
    return gateway.status().upstreams().getFirst().targets().get(i);
  }

  @Test
  void aCookieLeadsBackToTheSameServerAlsoWhileItDrainsAndAfterAReload() throws Exception {
    try (Town town = new Town()) {
      UpstreamConfig shop =
          Grouping.of(
                  "shop",
                  town.backend(Town.says("a")).endpoint(),
                  town.backend(Town.says("b")).endpoint())
              .selecting(Selection.USUAL.sticking(COOKIE, 60_000 * MILLI))
              .group();
      Gateway gateway = town.gateway(config(shop));
      InetSocketAddress at = town.serve(gateway, "");
      String first = Town.get(at, "a.test", "/");
      assertThat(first).as("what is stored holds no token").contains("private=\"Set-Cookie\"");
      Matcher cookie =
          Pattern.compile("(?i)set-cookie: (seat=\\S{16}); Path=/; HttpOnly; SameSite=Lax\r")
              .matcher(first);
      assertThat(cookie.find()).as(first).isTrue();
      String back = "Cookie: " + cookie.group(1);
      for (int n = 0; n < 6; n++) {
        String again = Town.get(at, "a.test", "/", back);
        assertThat(last(again)).isEqualTo(last(first));
        assertThat(again).doesNotContainIgnoringCase("set-cookie");
      }
      String its = target(gateway, last(first).equals("a") ? 0 : 1).address();
      assertThat(gateway.use("shop", its, TargetState.Use.DRAIN)).isTrue();
      assertThat(gateway.use("shop", "10.0.0.1:1", TargetState.Use.DRAIN)).isFalse();
      Gateway reloaded = town.gateway(config(shop));
      gateway.close();
      InetSocketAddress after = town.serve(reloaded, "");
      assertThat(last(Town.get(after, "a.test", "/", back))).isEqualTo(last(first));
      for (int n = 0; n < 4; n++) {
        assertThat(last(Town.get(after, "a.test", "/"))).isNotEqualTo(last(first));
      }
      assertThat(reloaded.use("shop", its, TargetState.Use.MAINTENANCE)).isTrue();
      assertThat(last(Town.get(after, "a.test", "/", back))).isNotEqualTo(last(first));
    }
  }

  @Test
  void whatTheBudgetDoesNotAllowIsNotRepeated() throws Exception {
    try (Town town = new Town()) {
      UpstreamConfig shop =
          UpstreamConfig.of("shop", town.nobody(), town.backend(Town.says("well")).endpoint());
      InetSocketAddress generous = town.serve(config(shop));
      assertThat(Town.get(generous, "a.test", "/")).endsWith("well");
      town.span(e -> e instanceof GatewayEvent.Retried);
      InetSocketAddress at =
          town.serve(config(Grouping.of(shop).repeating(Retrying.USUAL.budget(0, 0)).group()));
      assertThat(Town.get(at, "a.test", "/"))
          .startsWith("HTTP/1.1 502 ")
          .contains("\"reason\":\"tcp.refused\"");
      assertThat(
              town.span(e -> e instanceof GatewayEvent.NotRetried).entries().stream()
                  .map(e -> e.event())
                  .filter(e -> e instanceof GatewayEvent.NotRetried)
                  .map(e -> ((GatewayEvent.NotRetried) e).reason()))
          .containsExactly("retry.budget-exhausted");
    }
  }

  @Test
  void aSlowServerIsNotWaitedForIfAnotherAnswers() throws Exception {
    try (Town town = new Town()) {
      UpstreamConfig shop =
          Grouping.of(
                  "shop",
                  town.backend(x -> {}).endpoint(),
                  town.backend(Town.says("quick")).endpoint())
              .repeating(Retrying.USUAL.hedging(20 * MILLI))
              .group();
      Gateway gateway = town.gateway(config(shop));
      InetSocketAddress at = town.serve(gateway, "");
      for (int n = 0; n < 4; n++) {
        assertThat(Town.get(at, "a.test", "/")).endsWith("quick");
      }
      assertThat(target(gateway, 0).inflight()).isZero();
      assertThat(target(gateway, 1).inflight()).isZero();
      assertThat(target(gateway, 0).requests()).isPositive();
    }
  }

  @Test
  void aCheckMayLookIntoTheBody() throws Exception {
    try (Town town = new Town()) {
      HealthCheck check =
          new HealthCheck("/", 20 * MILLI, 500 * MILLI, 1, 1)
              .asking(new Probe.Http("/", "health.test", Map.of(), HealthCheck.GOOD, "green"));
      UpstreamConfig shop =
          Grouping.of(
                  "shop",
                  town.backend(Town.says("all is green")).endpoint(),
                  town.backend(Town.says("all is red")).endpoint())
              .checkedBy(check)
              .group();
      Gateway gateway = town.gateway(config(shop));
      town.span(e -> e instanceof naru.trace.HttpEvent.Response);
      assertThat(target(gateway, 0).state()).isEqualTo("healthy");
      assertThat(target(gateway, 1).evidence())
          .isEqualTo("status 200, but not the body that is expected");
    }
  }

  @Test
  void aCheckSpeaksHttp2IfItsTargetDoes() throws Exception {
    try (Town town = new Town()) {
      HealthCheck check =
          new HealthCheck("/health", 20 * MILLI, 500 * MILLI, 1, 1)
              .asking(new Probe.Http("/health", "", Map.of(), HealthCheck.GOOD, "green"))
              .fromOut();
      UpstreamConfig shop =
          Grouping.of(
                  "shop",
                  town.backend(Town.says("all is green")).endpoint(),
                  town.backend(Town.says("all is red")).endpoint())
              .speaking(naru.http.Peer.Protocol.HTTP2)
              .checkedBy(check)
              .group();
      Gateway gateway = town.gateway(config(shop));
      town.span(e -> e instanceof naru.trace.HttpEvent.Request r && r.version().equals("HTTP/2"));
      assertThat(target(gateway, 0).evidence()).isEqualTo("status 200 and its body");
      assertThat(target(gateway, 0).state()).isEqualTo("healthy");
      assertThat(target(gateway, 1).state()).isEqualTo("unhealthy");
    }
  }

  @Test
  void aGrpcCheckTellsWhatWasSeenInstead() throws Exception {
    try (Town town = new Town()) {
      HealthCheck check =
          new HealthCheck("/", 20 * MILLI, 500 * MILLI, 1, 1)
              .asking(new Probe.Grpc("shop.Cart", "", Map.of()));
      UpstreamConfig old =
          Grouping.of("old", town.backend(Town.says("old")).endpoint()).checkedBy(check).group();
      UpstreamConfig web =
          Grouping.of("web", town.backend(Town.says("web")).endpoint())
              .speaking(naru.http.Peer.Protocol.HTTP2)
              .checkedBy(check)
              .group();
      town.gateway(GatewayConfig.of(List.of(old, web), List.of()));
      Map<String, String> seen = new java.util.HashMap<>();
      while (seen.size() < 2) {
        town.span(e -> e instanceof Checked).entries().stream()
            .map(naru.trace.Entry::event)
            .forEach(
                e -> {
                  if (e instanceof Checked c && !c.healthy()) {
                    seen.put(c.upstream(), c.seen());
                  }
                });
      }
      assertThat(seen)
          .containsEntry("old", "gRPC needs HTTP/2, and the target speaks HTTP/1.1")
          .containsEntry("web", "the answer is no gRPC, but ''");
    }
  }

  @Test
  void anotherServerIsAskedIfOneAnswersThatItCannot() throws Exception {
    try (Town town = new Town()) {
      UpstreamConfig shop =
          Grouping.of(
                  "shop",
                  town.backend(x -> x.answer(x.response(503), x.alloc().buffer(0))).endpoint(),
                  town.backend(Town.says("good")).endpoint())
              .repeating(Retrying.USUAL.after(Set.of(Retrying.On.GATEWAY_ERROR)))
              .group();
      Gateway gateway = town.gateway(config(shop));
      InetSocketAddress at = town.serve(gateway, "");
      for (int n = 0; n < 6; n++) {
        assertThat(Town.get(at, "a.test", "/")).startsWith("HTTP/1.1 200 ").endsWith("good");
      }
      assertThat(target(gateway, 0).failures()).isPositive();
      assertThat(target(gateway, 0).inflight()).isZero();
      assertThat(target(gateway, 1).requests()).isEqualTo(6);
      String post =
          "POST / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
      assertThat(Town.ask(at, post) + Town.ask(at, post)).contains("HTTP/1.1 503 ");
    }
  }

  @Test
  void aTryHasATimeOfItsOwnAndAnotherServerIsAskedAfterIt() throws Exception {
    try (Town town = new Town()) {
      UpstreamConfig shop =
          Grouping.of(
                  "shop",
                  town.backend(x -> {}).endpoint(),
                  town.backend(Town.says("quick")).endpoint())
              .repeating(Retrying.USUAL.within(50 * MILLI))
              .group();
      Gateway gateway = town.gateway(config(shop));
      InetSocketAddress at = town.serve(gateway, "");
      for (int n = 0; n < 2; n++) {
        assertThat(Town.get(at, "a.test", "/")).endsWith("quick");
      }
      assertThat(target(gateway, 0).failures()).isEqualTo(1);
      assertThat(target(gateway, 0).inflight()).isZero();
      town.span(
          e ->
              e instanceof GatewayEvent.Retried r
                  && r.failure().code() == naru.base.Code.UPSTREAM_TRY_TIMEOUT);
    }
  }

  @Test
  void whatCameIsPassedOnIfNobodyElseCanBeAsked() throws Exception {
    try (Town town = new Town()) {
      UpstreamConfig shop =
          Grouping.of(
                  "shop",
                  town.backend(x -> x.answer(x.response(503), x.alloc().buffer(0))).endpoint())
              .repeating(Retrying.USUAL.after(Set.of(Retrying.On.GATEWAY_ERROR)))
              .group();
      InetSocketAddress at = town.serve(town.gateway(config(shop)), "");
      assertThat(Town.get(at, "a.test", "/")).startsWith("HTTP/1.1 503 ");
    }
  }

  @Test
  void aRequestLostOnAKeptConnectionIsNotHeldAgainstItsServer() throws Exception {
    try (Town town = new Town();
        ServerSocket once = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerOneOfTwo(once));
      UpstreamConfig shop =
          UpstreamConfig.of("shop", new Endpoint("127.0.0.1", once.getLocalPort()));
      Gateway gateway = town.gateway(config(shop));
      InetSocketAddress at = town.serve(gateway, "");
      String post =
          "POST / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n"
              + "Content-Length: 3\r\n\r\nabc";
      assertThat(Town.ask(at, post)).startsWith("HTTP/1.1 200 ");
      assertThat(Town.ask(at, post))
          .startsWith("HTTP/1.1 502 ")
          .contains(naru.base.Code.UPSTREAM_REUSED_IDLE.reason());
      assertThat(target(gateway, 0).failures()).isZero();
      assertThat(target(gateway, 0).requests()).isEqualTo(2);
      assertThat(target(gateway, 0).inflight()).isZero();
    }
  }

  /** Answers the first request, and closes when the second has come. */
  private static void answerOneOfTwo(ServerSocket server) {
    try (Socket socket = server.accept()) {
      heard(socket);
      socket
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
      heard(socket);
    } catch (IOException gone) {
      // the test sees what became of the requests
    }
  }

  private static void heard(Socket socket) throws IOException {
    byte[] buffer = new byte[4096];
    StringBuilder got = new StringBuilder();
    while (got.indexOf("abc") < 0) {
      int n = socket.getInputStream().read(buffer);
      got.append(new String(buffer, 0, n, US_ASCII));
    }
  }

  @Test
  void aCheckMayBeAConnectionAloneAndATargetOutUntilIt() throws Exception {
    try (Town town = new Town()) {
      HealthCheck check =
          new HealthCheck("/", 20 * MILLI, 500 * MILLI, 1, 1)
              .asking(new Probe.Tcp("GET / HTTP/1.0\r\n\r\n", "HTTP/1.1 200"))
              .fromOut();
      UpstreamConfig shop =
          Grouping.of("shop", town.backend(Town.says("a")).endpoint(), town.nobody())
              .checkedBy(check)
              .group();
      Gateway gateway = town.gateway(config(shop));
      town.span(e -> e instanceof naru.trace.TcpEvent);
      assertThat(target(gateway, 0).state()).isEqualTo("healthy");
      assertThat(target(gateway, 0).evidence()).isEqualTo("said what is expected");
      assertThat(target(gateway, 1).state()).isEqualTo("unhealthy");
    }
  }

  @Test
  void eachAddressOfANameIsATarget() throws Exception {
    BlockingQueue<NameResolver.Resolution> asked = new LinkedBlockingQueue<>();
    NameResolver byHand = (host, loop, span, resolution) -> asked.add(resolution);
    try (Town town = new Town(1, byHand)) {
      Town.Backend one = town.backend(Town.says("one"));
      int port = one.endpoint().port();
      town.backendAt(new InetSocketAddress("127.0.0.2", port), Town.says("two"));
      UpstreamConfig shop =
          Grouping.of("shop", new Endpoint("web.test", port))
              .naming(new Naming(true, MILLI, 20 * MILLI))
              .group();
      Gateway gateway = town.gateway(config(shop));
      InetSocketAddress at = town.serve(gateway, "");
      assertThat(Town.get(at, "a.test", "/"))
          .startsWith("HTTP/1.1 503 ")
          .contains("\"reason\":\"target.none-healthy\"");
      answer(town, asked, "127.0.0.1", "127.0.0.2");
      Set<String> said = new TreeSet<>();
      for (int n = 0; n < 4; n++) {
        said.add(last(Town.get(at, "a.test", "/")));
      }
      assertThat(said).containsExactly("one", "two");
      assertThat(gateway.status().upstreams().getFirst().targets()).hasSize(2);
      // It is asked again as the TTL says; a target that is gone is not used.
      answer(town, asked, "127.0.0.2");
      for (int n = 0; n < 3; n++) {
        assertThat(last(Town.get(at, "a.test", "/"))).isEqualTo("two");
      }
      assertThat(town.state.size()).as("the name, and who is gone too").isEqualTo(3);
    }
  }

  /** An answer may leave a server out that the next one has again: it is the same one. */
  @Test
  void whatIsKnownOfATargetOutlivesAnAnswerWithoutIt() throws Exception {
    BlockingQueue<NameResolver.Resolution> asked = new LinkedBlockingQueue<>();
    NameResolver byHand = (host, loop, span, resolution) -> asked.add(resolution);
    try (Town town = new Town(1, byHand)) {
      int port = town.backend(Town.says("one")).endpoint().port();
      town.backendAt(new InetSocketAddress("127.0.0.2", port), Town.says("two"));
      UpstreamConfig shop =
          Grouping.of("shop", new Endpoint("web.test", port))
              .naming(new Naming(true, MILLI, 20 * MILLI))
              .group();
      Gateway gateway = town.gateway(config(shop));
      InetSocketAddress at = town.serve(gateway, "");
      answer(town, asked, "127.0.0.1", "127.0.0.2");
      String one = "127.0.0.1:" + port;
      assertThat(gateway.use("shop", one, TargetState.Use.MAINTENANCE)).isTrue();
      answer(town, asked, "127.0.0.2");
      assertThat(gateway.use("shop", one, TargetState.Use.ENABLED)).isFalse();
      assertThat(town.metrics.text()).contains("naru_limit_used{limit=\"absent-targets\"} 1");
      answer(town, asked, "127.0.0.1", "127.0.0.2");
      assertThat(target(gateway, 0).address()).isEqualTo(one);
      assertThat(target(gateway, 0).use()).isEqualTo("maintenance");
      for (int n = 0; n < 3; n++) {
        assertThat(last(Town.get(at, "a.test", "/"))).isEqualTo("two");
      }
      assertThat(town.metrics.text()).contains("naru_limit_used{limit=\"absent-targets\"} 0");
    }
  }

  private static void answer(
      Town town, BlockingQueue<NameResolver.Resolution> asked, String... addresses)
      throws Exception {
    NameResolver.Resolution resolution = asked.poll(10, TimeUnit.SECONDS);
    assertThat(resolution).isNotNull();
    List<InetAddress> found = new java.util.ArrayList<>();
    for (String address : addresses) {
      found.add(InetAddress.getByName(address));
    }
    town.loops.all().getFirst().submit(() -> resolution.resolved(found, 1)).get();
  }

  @Test
  void theEvidenceAgainstATargetIsShown() throws Exception {
    try (Town town = new Town()) {
      UpstreamConfig shop = UpstreamConfig.of("shop", List.of(new TargetConfig(town.nobody(), 1)));
      Gateway gateway = town.gateway(config(shop));
      InetSocketAddress at = town.serve(gateway, "");
      Town.get(at, "a.test", "/");
      assertThat(target(gateway, 0).seen()).hasSize(1);
      assertThat(target(gateway, 0).seen().getFirst().what()).isEqualTo("tcp.refused");
      assertThat(target(gateway, 0).seen().getFirst().detail()).endsWith("refused the connection");
      assertThat(target(gateway, 0).checked()).isFalse();
      assertThat(target(gateway, 0).use()).isEqualTo("enabled");
    }
  }
}
