package naru.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import naru.base.Failure;
import naru.gateway.change.config.Changes;
import naru.gateway.change.config.Changing;
import naru.gateway.change.config.Timeouts;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.Grouping;
import naru.gateway.config.Retrying;
import naru.gateway.config.Retrying.BackOff;
import naru.gateway.config.Retrying.On;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.UpstreamConfig;
import naru.http.BodySink;
import naru.http.Field;
import naru.http.Fields;
import naru.http.ResponseHead;
import naru.http.Stop;
import naru.trace.Entry;
import naru.trace.GatewayEvent;
import naru.trace.GatewayEvent.NotRetried;
import naru.trace.GatewayEvent.Retried;
import naru.trace.GatewayEvent.TargetChosen;
import naru.trace.SpanRecord;
import org.junit.jupiter.api.Test;

/** When a request is tried again: at once, after a pause, when its server says, or not at all. */
class RetryStoryTest {
  private static final long MILLI = 1_000_000L;
  private static final Retrying BY_STATUS =
      Retrying.USUAL.after(Set.of(On.GATEWAY_ERROR, On.TOO_MANY_REQUESTS, On.CONNECT_FAILURE));

  private static GatewayConfig config(UpstreamConfig upstream) {
    return GatewayConfig.of(
        List.of(upstream), List.of(RouteConfig.of("web", RouteMatch.ANY, upstream.name())));
  }

  private static GatewayConfig config(UpstreamConfig upstream, Timeouts timeouts) {
    Changes bounded = Changing.nothing().within(timeouts).changes();
    RouteConfig r = RouteConfig.of("web", RouteMatch.ANY, upstream.name());
    return GatewayConfig.of(
        List.of(upstream),
        List.of(
            new RouteConfig(
                r.name(), r.match(), r.to(), r.leaves(), r.guarding(), r.place(), bounded)));
  }

  /** Fails so often with this status and Retry-After, then tells the body it gets. */
  private static Stop busy(int times, int status, String retryAfter) {
    AtomicInteger left = new AtomicInteger(times);
    return x -> {
      if (left.getAndDecrement() > 0) {
        ResponseHead head = x.response(status);
        if (!retryAfter.isEmpty()) {
          head.fields().add(Field.RETRY_AFTER, retryAfter);
        }
        x.answer(head, x.alloc().buffer(0));
      } else {
        Town.says("after all").enter(x);
      }
    };
  }

  private static List<Retried> retried(SpanRecord span) {
    return span.entries().stream()
        .map(Entry::event)
        .filter(Retried.class::isInstance)
        .map(Retried.class::cast)
        .toList();
  }

  /** By the trace's own times, each next target was chosen after the pause, and not before. */
  private static void assertWaited(SpanRecord span, int times) {
    long until = Long.MIN_VALUE;
    int waited = 0;
    for (Entry entry : span.entries()) {
      if (entry.event() instanceof Retried retried) {
        until = entry.atNanos() + retried.pauseMillis() * MILLI;
      } else if (entry.event() instanceof TargetChosen && until != Long.MIN_VALUE) {
        assertThat(entry.atNanos()).isGreaterThanOrEqualTo(until);
        until = Long.MIN_VALUE;
        waited++;
      }
    }
    assertThat(waited).isEqualTo(times);
  }

  private static long metric(Town town, String name) {
    return town.metrics.samples().stream()
        .filter(s -> s.name().equals(name + "{upstream=\"shop\"}"))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void eachTryWaitsWithinABoundThatGrows() throws Exception {
    try (Town town = new Town()) {
      Stop bad = busy(Integer.MAX_VALUE, 503, "");
      UpstreamConfig shop =
          Grouping.of(
                  "shop",
                  town.backend(bad).endpoint(),
                  town.backend(bad).endpoint(),
                  town.backend(bad).endpoint(),
                  town.backend(busy(0, 0, "")).endpoint())
              .retrying(3)
              .balancedBy(new naru.gateway.config.Balance.First())
              .repeating(BY_STATUS.pausing(new BackOff(40 * MILLI, 100 * MILLI, 0)))
              .group();
      InetSocketAddress at = town.serve(config(shop));
      assertThat(Town.get(at, "a.test", "/")).startsWith("HTTP/1.1 200 ").endsWith("after all");
      SpanRecord span = town.span(e -> e instanceof Retried);
      List<Retried> tries = retried(span);
      assertThat(tries).extracting(Retried::attempt).containsExactly(1, 2, 3);
      assertThat(tries.get(0).pauseMillis()).isBetween(0L, 40L);
      assertThat(tries.get(1).pauseMillis()).isBetween(0L, 80L);
      assertThat(tries.get(2).pauseMillis()).isBetween(0L, 100L);
      assertThat(tries).as("at random, by a seed").anyMatch(t -> t.pauseMillis() > 0);
      assertWaited(span, 3);
      assertThat(metric(town, "naru_gateway_retries_running")).isZero();
    }
  }

  @Test
  void aServerThatCannotBeReachedIsLeftAtOnce() throws Exception {
    try (Town town = new Town()) {
      UpstreamConfig shop =
          Grouping.of("shop", town.nobody(), town.backend(Town.says("there")).endpoint())
              .balancedBy(new naru.gateway.config.Balance.First())
              .repeating(BY_STATUS.pausing(new BackOff(60_000 * MILLI, 60_000 * MILLI, 0)))
              .group();
      InetSocketAddress at = town.serve(config(shop));
      assertThat(Town.get(at, "a.test", "/")).endsWith("there");
      assertThat(retried(town.span(e -> e instanceof Retried)))
          .extracting(Retried::pauseMillis)
          .containsExactly(0L);
    }
  }

  @Test
  void theOnlyServerIsAskedAgainWhenItSays() throws Exception {
    try (Town town = new Town()) {
      UpstreamConfig shop =
          Grouping.of("shop", town.backend(busy(1, 429, "1")).endpoint())
              .repeating(BY_STATUS)
              .group();
      // The time of a try does not run while there is none.
      InetSocketAddress at = town.serve(config(shop, new Timeouts(0, 300 * MILLI)));
      assertThat(
              Town.ask(
                  at,
                  "PUT / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\nContent-Length: 5\r\n"
                      + "\r\nhello"))
          .startsWith("HTTP/1.1 200 ")
          .endsWith("after all");
      SpanRecord span = town.span(e -> e instanceof Retried);
      assertThat(retried(span)).hasSize(1);
      assertThat(retried(span).getFirst().pauseMillis()).isBetween(1000L, 1025L);
      assertThat(retried(span).getFirst().failure().detail()).isEqualTo("the target answered 429");
    }
  }

  @Test
  void anAnswerIsPassedOnThatAsksForMoreTimeThanThereIs() throws Exception {
    try (Town town = new Town()) {
      Stop busy = busy(Integer.MAX_VALUE, 503, "2");
      UpstreamConfig shop =
          Grouping.of("shop", town.backend(busy).endpoint()).repeating(BY_STATUS).group();
      InetSocketAddress at = town.serve(config(shop));
      assertThat(Town.get(at, "a.test", "/")).startsWith("HTTP/1.1 503 ").contains("etry-After: 2");
      assertThat(passedOn(town)).isEqualTo("retry.no-time");

      Retrying patient = BY_STATUS.pausing(new BackOff(MILLI, MILLI, 10_000 * MILLI));
      InetSocketAddress hurried =
          town.serve(
              config(Grouping.of(shop).repeating(patient).group(), new Timeouts(1_000 * MILLI, 0)));
      assertThat(Town.get(hurried, "a.test", "/")).startsWith("HTTP/1.1 503 ");
      assertThat(passedOn(town)).isEqualTo("retry.no-time");
    }
  }

  /** What one server asks for is its own: nobody waits for it while another one is free. */
  @Test
  void anotherServerIsAskedWithoutWaitingForWhatABusyOneAsks() throws Exception {
    try (Town town = new Town()) {
      for (String retryAfter : List.of("1", "60", "")) {
        UpstreamConfig shop =
            Grouping.of(
                    "shop",
                    town.backend(busy(Integer.MAX_VALUE, 503, retryAfter)).endpoint(),
                    town.backend(Town.says("free")).endpoint())
                .balancedBy(new naru.gateway.config.Balance.First())
                .repeating(BY_STATUS.pausing(new BackOff(2 * MILLI, 2 * MILLI, 1000 * MILLI)))
                .group();
        InetSocketAddress at = town.serve(config(shop));
        assertThat(Town.get(at, "a.test", "/")).endsWith("free");
        assertThat(retried(town.span(e -> e instanceof Retried)).getFirst().pauseMillis())
            .isBetween(0L, 2L);
      }
    }
  }

  /** When all of them are busy, the last one is asked again when it says. */
  @Test
  void whoIsAskedLastIsWaitedForIfAllAreBusy() throws Exception {
    try (Town town = new Town()) {
      UpstreamConfig shop =
          Grouping.of(
                  "shop",
                  town.backend(busy(Integer.MAX_VALUE, 503, "60")).endpoint(),
                  town.backend(busy(1, 503, "1")).endpoint())
              .retrying(2)
              .balancedBy(new naru.gateway.config.Balance.First())
              .repeating(BY_STATUS.pausing(new BackOff(0, 0, 1000 * MILLI)))
              .group();
      InetSocketAddress at = town.serve(config(shop));
      assertThat(Town.get(at, "a.test", "/")).endsWith("after all");
      assertThat(retried(town.span(e -> e instanceof Retried)))
          .extracting(Retried::pauseMillis)
          .containsExactly(0L, 1000L);
    }
  }

  /** The reason why it was not repeated. */
  private static String passedOn(Town town) throws InterruptedException {
    SpanRecord span = town.span(e -> e instanceof NotRetried);
    assertThat(retried(span)).isEmpty();
    return reason(span);
  }

  private static String reason(Town town) throws InterruptedException {
    return reason(town.span(e -> e instanceof NotRetried));
  }

  private static String reason(SpanRecord span) {
    return span.entries().stream()
        .map(Entry::event)
        .filter(NotRetried.class::isInstance)
        .map(e -> ((NotRetried) e).reason())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void noMoreAreRepeatedAtOnceThanTheLimit() throws Exception {
    try (Town town = new Town()) {
      UpstreamConfig shop =
          Grouping.of("shop", town.backend(busy(Integer.MAX_VALUE, 503, "60")).endpoint())
              .repeating(BY_STATUS.atMost(1).pausing(new BackOff(MILLI, MILLI, 120_000 * MILLI)))
              .group();
      InetSocketAddress at = town.serve(config(shop));
      try (Socket waits = new Socket(at.getAddress(), at.getPort())) {
        waits.setSoLinger(true, 0);
        waits
            .getOutputStream()
            .write("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        until(town, 1);
        assertThat(Town.get(at, "a.test", "/")).startsWith("HTTP/1.1 503 ");
        assertThat(reason(town)).isEqualTo("retry.too-many");
        assertThat(metric(town, "naru_gateway_retries_limited_total")).isEqualTo(1);
      }
      // Nobody waits any more: what was taken is given back.
      until(town, 0);
      assertThat(town.span(e -> e instanceof GatewayEvent.Retried)).isNotNull();
    }
  }

  /** What is under way before a reload counts against the limit after it. */
  @Test
  void aReloadBeginsNoBudgetAnew() throws Exception {
    try (Town town = new Town()) {
      UpstreamConfig shop =
          Grouping.of("shop", town.backend(busy(Integer.MAX_VALUE, 503, "60")).endpoint())
              .repeating(BY_STATUS.atMost(1).pausing(new BackOff(MILLI, MILLI, 120_000 * MILLI)))
              .group();
      Gateway before = town.gateway(config(shop));
      InetSocketAddress at = town.serve(before, "");
      try (Socket waits = new Socket(at.getAddress(), at.getPort())) {
        waits.setSoLinger(true, 0);
        waits
            .getOutputStream()
            .write("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        until(town, 1);
        InetSocketAddress after = town.serve(config(shop));
        before.close();
        assertThat(metric(town, "naru_gateway_retries_running")).isEqualTo(1);
        assertThat(Town.get(after, "a.test", "/")).startsWith("HTTP/1.1 503 ");
        assertThat(reason(town)).isEqualTo("retry.too-many");
      }
      until(town, 0);
    }
  }

  /** Refuses once without reading, then answers with the body. */
  private static Stop reader() {
    Stop refuse = busy(1, 503, "1");
    AtomicInteger asked = new AtomicInteger();
    return x -> {
      if (asked.getAndIncrement() == 0) {
        refuse.enter(x);
      } else {
        x.readBody(
            new BodySink() {
              private final StringBuilder all = new StringBuilder();

              @Override
              public void data(ByteBuf data) {
                all.append(data.toString(StandardCharsets.US_ASCII));
                data.release();
              }

              @Override
              public void trailers(Fields trailers) {}

              @Override
              public void end() {
                Town.says(all.toString()).enter(x);
              }

              @Override
              public void abort(Failure failure) {}

              @Override
              public void flush() {}
            });
      }
    };
  }

  @Test
  void aBodyThatGoesOnDuringThePauseArrivesWhole() throws Exception {
    try (Town town = new Town()) {
      UpstreamConfig shop =
          Grouping.of("shop", town.backend(reader()).endpoint()).repeating(BY_STATUS).group();
      InetSocketAddress at = town.serve(config(shop));
      try (Socket client = new Socket(at.getAddress(), at.getPort())) {
        client.setSoTimeout(10_000);
        String head =
            "PUT / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\nContent-Length: 10\r\n\r\n";
        client.getOutputStream().write((head + "first").getBytes(StandardCharsets.US_ASCII));
        until(town, 1);
        client.getOutputStream().write("-last".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .startsWith("HTTP/1.1 200 ")
            .endsWith("first-last");
      }
      assertThat(retried(town.span(e -> e instanceof Retried))).hasSize(1);
    }
  }

  private static void until(Town town, long running) {
    long end = System.nanoTime() + 10_000 * MILLI;
    while (metric(town, "naru_gateway_retries_running") != running) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(MILLI);
    }
  }
}
