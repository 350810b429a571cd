package naru.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import naru.base.Endpoint;
import naru.gateway.change.config.Changing;
import naru.gateway.change.config.Timeouts;
import naru.gateway.config.Balance;
import naru.gateway.config.Ejection;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.Grouping;
import naru.gateway.config.Retrying;
import naru.gateway.config.Retrying.BackOff;
import naru.gateway.config.Retrying.On;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.UpstreamConfig;
import naru.http.ResponseHead;
import naru.http.Stop;
import naru.trace.Entry;
import naru.trace.Event;
import naru.trace.GatewayEvent.Ejected;
import naru.trace.GatewayEvent.NotRetried;
import naru.trace.GatewayEvent.Retried;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls of gRPC: what servers say of another try, and whose deadline a late one missed. */
class CallStoryTest {
  private static final long MILLI = 1_000_000L;
  private static final String CALL = "Content-Type: application/grpc";
  private static final Timeouts UNBOUND = new Timeouts(0, 0);

  /** Long pauses of our own, so that one can tell whose was waited for. */
  private static final Retrying BY_CODE =
      Retrying.USUAL
          .after(Set.of(On.GRPC_UNAVAILABLE))
          .pausing(new BackOff(60_000 * MILLI, 60_000 * MILLI, 1000 * MILLI));

  private final Town town = new Town();

  @AfterEach
  void close() throws Exception {
    town.close();
  }

  private static GatewayConfig config(UpstreamConfig upstream, Timeouts timeouts) {
    RouteConfig r = RouteConfig.of("web", RouteMatch.ANY, upstream.name());
    return GatewayConfig.of(
        List.of(upstream),
        List.of(
            new RouteConfig(
                r.name(),
                r.match(),
                r.to(),
                r.leaves(),
                r.guarding(),
                r.place(),
                Changing.nothing().within(timeouts).changes())));
  }

  /** Is unavailable so often, and says when to come again; then it is well. */
  private static Stop refuses(int times, String pushback) {
    AtomicInteger left = new AtomicInteger(times);
    return x -> {
      boolean refused = left.getAndDecrement() > 0;
      ResponseHead head = x.response(200);
      head.fields().add("grpc-status", refused ? "14" : "0");
      if (refused) {
        head.fields().add("grpc-retry-pushback-ms", pushback);
      }
      x.answer(head, x.alloc().buffer(0));
    };
  }

  private UpstreamConfig shop(Stop... servers) {
    Endpoint[] targets = new Endpoint[servers.length];
    for (int i = 0; i < servers.length; i++) {
      targets[i] = town.backend(servers[i]).endpoint();
    }
    return Grouping.of("shop", targets).balancedBy(new Balance.First()).group();
  }

  private <E extends Event> E told(Class<E> kind) throws InterruptedException {
    return town.span(kind::isInstance).entries().stream()
        .map(Entry::event)
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow();
  }

  // ---- grpc-retry-pushback-ms, gRFC A6

  @Test
  void aServerSaysWhenTheNextTryIsToCome() throws Exception {
    UpstreamConfig shop =
        Grouping.of(shop(refuses(9, "30"), refuses(0, ""))).repeating(BY_CODE).group();
    InetSocketAddress at = town.serve(config(shop, UNBOUND));
    long begun = System.nanoTime();
    assertThat(Town.get(at, "a.test", "/", CALL)).containsIgnoringCase("grpc-status: 0");
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(30 * MILLI);
    assertThat(told(Retried.class).pauseMillis()).isEqualTo(30);
  }

  @Test
  void theOnlyServerIsAskedAgainIfItSaysSo() throws Exception {
    UpstreamConfig shop = Grouping.of(shop(refuses(1, "0"))).repeating(BY_CODE).group();
    InetSocketAddress at = town.serve(config(shop, UNBOUND));
    assertThat(Town.get(at, "a.test", "/", CALL)).containsIgnoringCase("grpc-status: 0");
    assertThat(told(Retried.class).pauseMillis()).isZero();
  }

  @Test
  void aServerThatWantsNoOtherTryGetsNone() throws Exception {
    for (String never : List.of("-1", "later")) {
      UpstreamConfig shop =
          Grouping.of(shop(refuses(9, never), refuses(0, ""))).repeating(BY_CODE).group();
      InetSocketAddress at = town.serve(config(shop, UNBOUND));
      assertThat(Town.get(at, "a.test", "/", CALL))
          .containsIgnoringCase("grpc-status: 14")
          .containsIgnoringCase("grpc-retry-pushback-ms: " + never);
      assertThat(told(NotRetried.class).reason()).isEqualTo("retry.pushback");
    }
  }

  @Test
  void nobodyWaitsLongerThanTheRequestMayTakeNorForEver() throws Exception {
    UpstreamConfig shop =
        Grouping.of(shop(refuses(9, "5000"), refuses(0, ""))).repeating(BY_CODE).group();
    InetSocketAddress at = town.serve(config(shop, UNBOUND));
    assertThat(Town.get(at, "a.test", "/", CALL)).containsIgnoringCase("grpc-status: 14");
    assertThat(told(NotRetried.class).reason()).as("no bound").isEqualTo("retry.no-time");
    InetSocketAddress bound = town.serve(config(shop, new Timeouts(4000 * MILLI, 0)));
    assertThat(Town.get(bound, "a.test", "/", CALL)).containsIgnoringCase("grpc-status: 14");
    assertThat(told(NotRetried.class).reason()).as("the route's").isEqualTo("retry.no-time");
    assertThat(Town.get(at, "a.test", "/", CALL, "grpc-timeout: 3S"))
        .containsIgnoringCase("grpc-status: 14");
    assertThat(told(NotRetried.class).reason()).as("the client's").isEqualTo("retry.no-time");
  }

  /** Where the request has a bound of time, that is what counts. */
  @Test
  void aBoundOfTimeLetsItWaitForMoreThanARetryAfter() throws Exception {
    Retrying hasty = BY_CODE.pausing(new BackOff(60_000 * MILLI, 60_000 * MILLI, 10 * MILLI));
    UpstreamConfig shop = Grouping.of(shop(refuses(1, "40"))).repeating(hasty).group();
    InetSocketAddress at = town.serve(config(shop, UNBOUND));
    assertThat(Town.get(at, "a.test", "/", CALL, "grpc-timeout: 9S"))
        .containsIgnoringCase("grpc-status: 0");
    assertThat(told(Retried.class).pauseMillis()).isEqualTo(40);
  }

  // ---- whose deadline it was

  private UpstreamConfig strict(Stop server) {
    Ejection atOnce = new Ejection(1, 60_000 * MILLI, 60_000 * MILLI, 100);
    return Grouping.of(shop(server)).retrying(0).ejecting(atOnce).group();
  }

  private static Stop late(String status, long afterMillis) {
    return x ->
        x.loop()
            .schedule(
                () -> {
                  ResponseHead head = x.response(200);
                  head.fields().add("grpc-status", status);
                  x.answer(head, x.alloc().buffer(0));
                },
                afterMillis,
                TimeUnit.MILLISECONDS);
  }

  private long ejections() {
    return town.spans.stream()
        .flatMap(s -> s.entries().stream())
        .filter(e -> e.event() instanceof Ejected)
        .count();
  }

  private String failures() {
    String name = "naru_gateway_target_failures_total{upstream=\"shop\"";
    return town.metrics.text().lines().filter(l -> l.startsWith(name)).findFirst().orElseThrow();
  }

  @Test
  void aDeadlineOfTheClientsOwnIsNotTheServersFault() throws Exception {
    InetSocketAddress at = town.serve(config(strict(x -> {}), UNBOUND));
    for (int i = 0; i < 2; i++) {
      assertThat(Town.get(at, "a.test", "/", CALL, "grpc-timeout: 5m"))
          .containsIgnoringCase("grpc-status: 4")
          .contains("grpc.deadline-exceeded");
    }
    assertThat(ejections()).isZero();
    assertThat(failures()).endsWith(" 0");
  }

  @Test
  void norIfTheServerIsWhoSaysThatItIsOver() throws Exception {
    InetSocketAddress at = town.serve(config(strict(late("4", 10)), UNBOUND));
    for (int i = 0; i < 3; i++) {
      assertThat(Town.get(at, "a.test", "/", CALL, "grpc-timeout: 10m"))
          .containsIgnoringCase("grpc-status: 4");
    }
    assertThat(ejections()).isZero();
    assertThat(failures()).endsWith(" 0");
  }

  @Test
  void aServerThatGivesUpBeforeTheClientDoesIsJudgedByIt() throws Exception {
    InetSocketAddress at = town.serve(config(strict(late("4", 1)), UNBOUND));
    assertThat(Town.get(at, "a.test", "/", CALL, "grpc-timeout: 30S"))
        .containsIgnoringCase("grpc-status: 4");
    assertThat(told(Ejected.class).failures()).isEqualTo(1);
    assertThat(failures()).endsWith(" 1");
  }

  @Test
  void theRoutesOwnBoundCountsWhateverTheClientGives() throws Exception {
    Timeouts short30 = new Timeouts(30 * MILLI, 0);
    InetSocketAddress at = town.serve(config(strict(x -> {}), short30));
    assertThat(Town.get(at, "a.test", "/", CALL, "grpc-timeout: 31m")).contains("grpc-status");
    assertThat(told(Ejected.class).target()).isNotEmpty();
    assertThat(failures()).endsWith(" 1");
  }
}
