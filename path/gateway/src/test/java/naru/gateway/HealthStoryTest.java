package naru.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import naru.base.Code;
import naru.base.Endpoint;
import naru.base.Failure;
import naru.base.IpRange;
import naru.base.Side;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.Grouping;
import naru.gateway.config.HealthCheck;
import naru.gateway.config.Naming;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.UpstreamConfig;
import naru.http.Stop;
import naru.trace.DnsEvent;
import naru.trace.Event;
import naru.trace.HttpEvent;
import naru.transport.NameResolver;
import org.junit.jupiter.api.Test;

/** Active checks and names, over real sockets. */
class HealthStoryTest {
  private static final long MILLI = 1_000_000L;
  private static final HealthCheck OFTEN =
      new HealthCheck("/healthz", 20 * MILLI, 500 * MILLI, 2, 2);

  private static GatewayConfig config(UpstreamConfig upstream) {
    return GatewayConfig.of(
        List.of(upstream), List.of(RouteConfig.of("web", RouteMatch.ANY, upstream.name())));
  }

  private static boolean isStatus(Event event, int status) {
    return event instanceof HttpEvent.Response r && r.status() == status;
  }

  @Test
  void aSickTargetGoesOutComesBackAndAReloadRemembersIt() throws Exception {
    try (Town town = new Town()) {
      AtomicBoolean sick = new AtomicBoolean();
      Stop shop =
          x -> {
            boolean check = x.request().path().equals("/healthz");
            if (check && sick.get()) {
              x.answer(x.response(500), io.netty.buffer.Unpooled.EMPTY_BUFFER);
            } else {
              Town.says("well").enter(x);
            }
          };
      GatewayConfig config =
          config(Grouping.of("shop", town.backend(shop).endpoint()).checkedBy(OFTEN).group());
      Gateway gateway = town.gateway(config);
      InetSocketAddress at = town.serve(gateway, "");
      assertThat(Town.get(at, "a.test", "/")).endsWith("well");

      sick.set(true);
      // The check that turned it leaves a trace.
      town.span(e -> isStatus(e, 500));
      assertThat(Town.get(at, "a.test", "/"))
          .startsWith("HTTP/1.1 503 ")
          .contains("\"code\":\"N1502\"");
      GatewayStatus.TargetStatus target =
          gateway.status().upstreams().getFirst().targets().getFirst();
      assertThat(target.state()).isEqualTo("unhealthy");
      assertThat(target.evidence()).isEqualTo("status 500");

      Gateway reloaded = town.gateway(config);
      gateway.close();
      InetSocketAddress again = town.serve(reloaded, "");
      assertThat(Town.get(again, "a.test", "/")).startsWith("HTTP/1.1 503 ");

      town.spans.clear();
      sick.set(false);
      town.span(e -> e instanceof HttpEvent.Request r && r.path().equals("/healthz"));
      assertThat(Town.get(again, "a.test", "/")).endsWith("well");
    }
  }

  @Test
  void aTargetThatRefusesConnectionsGoesOut() throws Exception {
    try (Town town = new Town()) {
      Gateway gateway =
          town.gateway(config(Grouping.of("shop", town.nobody()).checkedBy(OFTEN).group()));
      town.span(e -> e instanceof naru.trace.TcpEvent.Failed);
      GatewayStatus.TargetStatus target =
          gateway.status().upstreams().getFirst().targets().getFirst();
      assertThat(target.state()).isEqualTo("unhealthy");
      assertThat(target.evidence()).startsWith("127.0.0.1").endsWith(" refused the connection");
      assertThat(target.checked()).isTrue();
    }
  }

  /** As when no file descriptor is left: nothing is known of the target then. */
  @Test
  void aCheckThatCannotLookSaysNothing() throws Exception {
    CountDownLatch looks = new CountDownLatch(OFTEN.fail() + 1);
    InetAddress own = IpRange.literal("192.0.2.1");
    try (Town town = Town.joining(new NoSockets(own, looks::countDown))) {
      Endpoint server = new Endpoint("192.0.2.1", 80);
      Gateway gateway = town.gateway(config(Grouping.of("shop", server).checkedBy(OFTEN).group()));
      assertThat(looks.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(gateway.status().upstreams().getFirst().targets().getFirst().state())
          .isEqualTo("healthy");
    }
  }

  @Test
  void aReloadForgetsTargetsThatAreGone() throws Exception {
    try (Town town = new Town()) {
      town.gateway(config(UpstreamConfig.of("shop", town.nobody(), new Endpoint("10.0.0.1", 1))));
      assertThat(town.state.size()).isEqualTo(2);
      town.gateway(config(UpstreamConfig.of("shop", new Endpoint("10.0.0.1", 1))));
      assertThat(town.state.size()).isEqualTo(1);
    }
  }

  @Test
  void aTargetMayBeAName() throws Exception {
    BlockingQueue<NameResolver.Resolution> asked = new LinkedBlockingQueue<>();
    NameResolver byHand =
        (host, loop, span, resolution) -> {
          span.add(new DnsEvent.Known(host, List.of("127.0.0.1"), DnsEvent.Source.HOST));
          asked.add(resolution);
        };
    try (Town town = new Town(1, byHand)) {
      int port = town.backend(Town.says("by name")).endpoint().port();
      InetSocketAddress at =
          town.serve(config(UpstreamConfig.of("shop", new Endpoint("web.test", port))));
      NameResolver.Resolution resolution = asked.poll(10, TimeUnit.SECONDS);
      assertThat(Town.get(at, "a.test", "/")).startsWith("HTTP/1.1 503 ");
      town.loops
          .all()
          .getFirst()
          .submit(() -> resolution.resolved(List.of(InetAddress.getLoopbackAddress())))
          .get();
      assertThat(Town.get(at, "a.test", "/")).endsWith("by name");
      town.span(e -> e instanceof DnsEvent.Known);
    }
  }

  private static List<String> targetsTold(Town town) {
    return town.metrics.samples().stream()
        .map(naru.base.Metrics.Sample::name)
        .filter(n -> n.startsWith("naru_gateway_target_tries_total{"))
        .map(n -> n.substring(n.indexOf("target=") + 8, n.length() - 2))
        .toList();
  }

  @Test
  void numbersOfTargetsComeAndGoWithTheirName() throws Exception {
    List<String> known = new CopyOnWriteArrayList<>();
    NameResolver resolver =
        (host, loop, span, resolution) -> {
          if (known.isEmpty()) {
            resolution.failed(Failure.of(Code.DNS_TIMEOUT, Side.UPSTREAM, "not yet"));
          } else {
            resolution.resolved(known.stream().map(InetAddress::ofLiteral).toList(), 0);
          }
        };
    try (Town town = new Town(1, resolver)) {
      Naming each = new Naming(true, 10 * MILLI, 20 * MILLI);
      UpstreamConfig shop =
          UpstreamConfig.of("shop", new Endpoint("web.test", 80), new Endpoint("10.0.0.9", 80));
      UpstreamConfig alone = UpstreamConfig.of("alone", new Endpoint("alone.test", 80));
      town.gateway(
          GatewayConfig.of(
              List.of(
                  Grouping.of(shop).naming(each).group(), Grouping.of(alone).naming(each).group()),
              List.of()));
      assertThat(targetsTold(town)).containsExactly("alone.test:80", "10.0.0.9:80");
      known.addAll(List.of("10.0.0.1", "10.0.0.2"));
      until(town, "10.0.0.1:80", "10.0.0.2:80", "10.0.0.1:80", "10.0.0.2:80", "10.0.0.9:80");
      known.remove("10.0.0.1");
      known.add("10.0.0.3");
      until(town, "10.0.0.2:80", "10.0.0.3:80", "10.0.0.2:80", "10.0.0.3:80", "10.0.0.9:80");
    }
  }

  @Test
  void aNameThatWasAskedForDuringAReloadIsKnownAfterIt() throws Exception {
    List<Runnable> answers = new CopyOnWriteArrayList<>();
    NameResolver resolver =
        (host, loop, span, resolution) ->
            answers.add(
                () ->
                    loop.execute(
                        () -> resolution.resolved(List.of(InetAddress.ofLiteral("10.0.0.1")), 60)));
    try (Town town = new Town(1, resolver)) {
      Naming each = new Naming(true, 10 * MILLI, 20 * MILLI);
      UpstreamConfig shop = Grouping.of("shop", new Endpoint("web.test", 80)).naming(each).group();
      Gateway before = town.gateway(GatewayConfig.of(List.of(shop), List.of()));
      asked(answers, 1);
      town.gateway(GatewayConfig.of(List.of(shop), List.of()));
      asked(answers, 2);
      before.close();
      answers.get(0).run();
      answers.get(1).run();
      until(town, "10.0.0.1:80");
    }
  }

  private static void asked(List<Runnable> answers, int times) {
    long end = System.nanoTime() + 10_000 * MILLI;
    while (answers.size() < times) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(MILLI);
    }
  }

  private static void until(Town town, String... targets) {
    long end = System.nanoTime() + 10_000 * MILLI;
    while (!targetsTold(town).equals(List.of(targets))) {
      assertThat(System.nanoTime()).as("%s", targetsTold(town)).isLessThan(end);
      LockSupport.parkNanos(MILLI);
    }
  }
}
