package naru.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Code;
import naru.base.Endpoint;
import naru.base.IpRange;
import naru.base.Place;
import naru.gateway.change.config.Answer;
import naru.gateway.change.config.Changes;
import naru.gateway.change.config.Changing;
import naru.gateway.change.config.Fault;
import naru.gateway.change.config.Timeouts;
import naru.gateway.config.Destination;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.UpstreamConfig;
import naru.gateway.guard.config.Guarding;
import naru.trace.ChangeEvent;
import naru.trace.HttpEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Faults on purpose: who meets them, what is told of them, and that no server hears of them. */
class FaultStoryTest {
  private static final Place LINE = new Place("naru.yaml", 7, 3);
  private static final long MILLI = 1_000_000;
  private static final List<IpRange> HERE = List.of(IpRange.parse("127.0.0.0/8"));

  private final Town town = new Town();

  @AfterEach
  void close() throws Exception {
    town.close();
  }

  private static Optional<Fault.Delay> delay(long millis, double percent) {
    return Optional.of(new Fault.Delay(millis * MILLI, percent));
  }

  private static Optional<Fault.Abort> abort(int status, double percent) {
    return Optional.of(Fault.Abort.answering(status, percent));
  }

  private static Fault fault(Optional<Fault.Delay> delay, Optional<Fault.Abort> abort) {
    return new Fault(delay, abort, List.of(), Optional.empty());
  }

  private GatewayConfig config(Endpoint server, Changes changes, Destination to) {
    UpstreamConfig shop = UpstreamConfig.of("shop", server);
    RouteConfig route =
        new RouteConfig("web", RouteMatch.ANY, to, List.of(), Guarding.NONE, LINE, changes);
    return GatewayConfig.of(List.of(shop), List.of(route));
  }

  private Gateway gateway(Fault fault) {
    Endpoint server = town.backend(Town.says("served")).endpoint();
    Destination shop = new Destination.ToUpstream("shop");
    return town.gateway(config(server, Changing.nothing().failing(fault).changes(), shop));
  }

  private String metric(String line) {
    return town.metrics.text().lines().filter(l -> l.startsWith(line)).findFirst().orElseThrow();
  }

  @Test
  void anAbortIsOursWithItsReasonAndNoServerIsAsked() throws Exception {
    Destination shop = new Destination.ToUpstream("shop");
    Fault fault = fault(Optional.empty(), abort(429, 100));
    GatewayConfig config = config(town.nobody(), Changing.nothing().failing(fault).changes(), shop);
    InetSocketAddress at = town.serve(config);
    assertThat(Town.get(at, "a.test", "/"))
        .startsWith("HTTP/1.1 429 ")
        .contains("\"status\":429", "\"reason\":\"fault.injected\"");
    var entries = town.span(ChangeEvent.Aborted.class::isInstance).entries();
    assertThat(entries.stream().map(e -> (Object) e.event()))
        .contains(new ChangeEvent.Aborted("web", 429, "100%", LINE))
        .anySatisfy(
            e -> {
              assertThat(e).isInstanceOf(HttpEvent.Failed.class);
              assertThat(((HttpEvent.Failed) e).failure().detail())
                  .isEqualTo("route 'web' fails on purpose (naru.yaml:7)");
            });
    assertThat(metric("naru_gateway_faults_total{route=\"web\",kind=\"abort\"}")).endsWith(" 1");
    assertThat(metric("naru_gateway_target_tries_total")).endsWith(" 0");
  }

  /** RFC 9110 sections 15.5.2, 15.5.6, 15.5.8, 15.5.22: no such answer without its field. */
  @Test
  void anAbortIsNoStatusThatNeedsAField() {
    for (int status : new int[] {401, 405, 407, 426}) {
      assertThatThrownBy(() -> Fault.Abort.answering(status, 100))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(Integer.toString(status));
    }
  }

  private static final Fault RESET =
      fault(Optional.empty(), Optional.of(Fault.Abort.resetting(100)));

  @Test
  void aResetIsSeenAsOneAndToldWithItsReason() throws Exception {
    InetSocketAddress at = town.serve(gateway(RESET), "");
    assertThatThrownBy(() -> Town.get(at, "a.test", "/"))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
    assertThat(town.span(ChangeEvent.Reset.class::isInstance).entries())
        .extracting(e -> (Object) e.event())
        .contains(new ChangeEvent.Reset("web", "100%", LINE))
        .noneMatch(HttpEvent.Response.class::isInstance)
        .anySatisfy(
            e -> {
              assertThat(e).isInstanceOf(HttpEvent.Failed.class);
              assertThat(((HttpEvent.Failed) e).failure().code()).isEqualTo(Code.FAULT_INJECTED);
              assertThat(((HttpEvent.Failed) e).failure().detail()).contains("(naru.yaml:7)");
            });
    assertThat(metric("naru_gateway_faults_total{route=\"web\",kind=\"reset\"}")).endsWith(" 1");
    assertThat(metric("naru_gateway_target_tries_total")).endsWith(" 0");
  }

  /** The goodbye of TLS would tell that somebody ended it on purpose. */
  @Test
  void aConnectionOfTlsIsResetToo() throws Exception {
    InetSocketAddress at = town.serve(gateway(RESET), "a.test");
    assertThatThrownBy(() -> Town.get(at, "a.test", "/"))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  @Test
  void aResetAfterADelayIsOneToo() throws Exception {
    Fault both = fault(delay(5, 100), Optional.of(Fault.Abort.resetting(100)));
    InetSocketAddress at = town.serve(gateway(both), "");
    assertThatThrownBy(() -> Town.get(at, "a.test", "/")).isInstanceOf(SocketException.class);
    assertThat(metric("naru_limit_used{limit=\"faults\"}")).endsWith(" 0");
  }

  @Test
  void aLookTellsAReset() {
    assertThat(looked(gateway(RESET), Map.entry("X-Any", "1")))
        .containsExactly(new ChangeEvent.Reset("web", "100%", LINE));
  }

  @Test
  void aDelayedRequestIsServedAfterItsTime() throws Exception {
    InetSocketAddress at = town.serve(gateway(fault(delay(30, 100), Optional.empty())), "");
    long begun = System.nanoTime();
    assertThat(Town.get(at, "a.test", "/")).endsWith("served");
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(30 * MILLI);
    assertThat(town.span(ChangeEvent.Delayed.class::isInstance).entries())
        .extracting(e -> (Object) e.event())
        .contains(new ChangeEvent.Delayed("web", 30, "100%", LINE));
    assertThat(metric("naru_limit_used{limit=\"faults\"}")).endsWith(" 0");
  }

  @Test
  void bothComeOneAfterTheOther() throws Exception {
    InetSocketAddress at = town.serve(gateway(fault(delay(5, 100), abort(504, 100))), "");
    assertThat(Town.get(at, "a.test", "/")).startsWith("HTTP/1.1 504 ").contains("fault.injected");
    assertThat(metric("naru_gateway_faults_total{route=\"web\",kind=\"delay\"}")).endsWith(" 1");
  }

  @Test
  void aShareOfNoneIsNoneAndOfHalfIsSome() throws Exception {
    InetSocketAddress never = town.serve(gateway(fault(delay(60_000, 0), abort(503, 0))), "");
    assertThat(Town.get(never, "a.test", "/")).endsWith("served");
    InetSocketAddress half = town.serve(gateway(fault(Optional.empty(), abort(503, 50))), "");
    int failed = 0;
    for (int i = 0; i < 40; i++) {
      failed += Town.get(half, "a.test", "/").contains("fault.injected") ? 1 : 0;
    }
    assertThat(failed).isBetween(8, 32);
  }

  @Test
  void aFieldOfNamedClientsSaysWhatHappens() throws Exception {
    Fault fault = new Fault(delay(5, 0), abort(503, 0), HERE, Optional.of("X-Fault"));
    InetSocketAddress at = town.serve(gateway(fault), "");
    assertThat(Town.get(at, "a.test", "/")).endsWith("served");
    assertThat(Town.get(at, "a.test", "/", "X-Fault: sleep")).endsWith("served");
    assertThat(Town.get(at, "a.test", "/", "x-fault: Delay, abort")).contains("fault.injected");
    assertThat(town.span(ChangeEvent.Aborted.class::isInstance).entries())
        .extracting(e -> (Object) e.event())
        .contains(
            new ChangeEvent.Delayed("web", 5, "X-Fault", LINE),
            new ChangeEvent.Aborted("web", 503, "X-Fault", LINE));
    Fault others =
        new Fault(
            Optional.empty(),
            abort(503, 100),
            List.of(IpRange.parse("192.0.2.0/24")),
            Optional.of("X-Fault"));
    InetSocketAddress closed = town.serve(gateway(others), "");
    assertThat(Town.get(closed, "a.test", "/", "X-Fault: abort")).endsWith("served");
  }

  /** It is not served, nor is its place kept, and nothing is sent to a request that came after. */
  @Test
  void aClientThatLeavesIsNotHeldAnyLonger() throws Exception {
    InetSocketAddress at = town.serve(gateway(fault(delay(60_000, 100), Optional.empty())), "");
    try (Socket client = new Socket(at.getAddress(), at.getPort())) {
      client.setSoLinger(true, 0);
      client
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      until("naru_limit_used{limit=\"faults\"} 1");
    }
    until("naru_limit_used{limit=\"faults\"} 0");
    assertThat(metric("naru_gateway_target_tries_total")).endsWith(" 0");
  }

  /** The route's own bound of time holds while a request waits. */
  @Test
  void aRequestWhoseTimeIsOverIsNotHeldAnyLonger() throws Exception {
    Changes bounded = Changing.nothing().within(new Timeouts(20 * MILLI, 0)).changes();
    Fault fault = fault(delay(60_000, 100), Optional.empty());
    Destination shop = new Destination.ToUpstream("shop");
    InetSocketAddress at =
        town.serve(config(town.nobody(), Changing.of(bounded).failing(fault).changes(), shop));
    assertThat(Town.get(at, "a.test", "/")).contains("\"route.request-timeout\"");
    assertThat(metric("naru_limit_used{limit=\"faults\"}")).endsWith(" 0");
  }

  private void until(String line) {
    long deadline = System.nanoTime() + 10_000 * MILLI;
    while (!town.metrics.text().contains(line)) {
      assertThat(System.nanoTime()).as(line).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void anAnswerOfTheRouteSuffersTooAndALookTellsIt() throws Exception {
    Changes answering = Changing.nothing().answering(new Answer(200, List.of(), "own")).changes();
    Fault fault = fault(delay(5, 12.5), abort(500, 100));
    Gateway gateway =
        town.gateway(
            config(
                town.nobody(),
                Changing.of(answering).failing(fault).changes(),
                new Destination.Nowhere()));
    assertThat(Town.get(town.serve(gateway, ""), "a.test", "/")).startsWith("HTTP/1.1 500 ");
    Explanation would =
        gateway.explain(
            "GET",
            "a.test",
            "/",
            List.of(),
            Gateway.asker(InetAddress.getLoopbackAddress(), 80, false));
    assertThat(((Explanation.Answers) would).faults())
        .containsExactly(
            new ChangeEvent.Delayed("web", 5, "12.5%", LINE),
            new ChangeEvent.Aborted("web", 500, "100%", LINE));
  }

  @Test
  void aLookTellsWhatAFieldAsksFor() {
    Fault fault = new Fault(delay(5, 100), abort(503, 100), HERE, Optional.of("X-Fault"));
    Gateway gateway = gateway(fault);
    assertThat(looked(gateway, Map.entry("X-Fault", "abort")))
        .containsExactly(new ChangeEvent.Aborted("web", 503, "X-Fault", LINE));
    assertThat(looked(gateway, Map.entry("X-Other", "abort"))).isEmpty();
  }

  private static List<ChangeEvent> looked(Gateway gateway, Map.Entry<String, String> field) {
    Explanation would =
        gateway.explain(
            "GET",
            "a.test",
            "/",
            List.of(field),
            Gateway.asker(InetAddress.getLoopbackAddress(), 80, false));
    return ((Explanation.ToUpstream) would).changes();
  }
}
