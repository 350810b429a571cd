package naru.trace;

import static naru.trace.Party.CLIENT;
import static naru.trace.Party.GATEWAY;
import static naru.trace.Party.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Histogram;
import naru.base.Metrics;
import naru.base.Place;
import naru.base.Side;
import org.junit.jupiter.api.Test;

final class RecordingTest {
  private static final Keep ALL = new Keep(1, Long.MAX_VALUE, Integer.MAX_VALUE);
  private static final byte[] HEAD =
      "GET /index.html HTTP/1.1\r\nHost: shop.naru.test\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final RouteFacts ROUTE = new RouteFacts("web", Place.BUILT_IN, List.of("api"));
  private static final UpstreamFacts SHOP =
      new UpstreamFacts("shop", "least-request", List.of("a:1", "b:2"), Place.BUILT_IN);
  private static final ForwardFacts MISS = new ForwardFacts("uri-miss", "", Place.BUILT_IN);

  private final HandClock clock = new HandClock();
  private final Metrics metrics = new Metrics();
  private final List<SpanRecord> parts = new ArrayList<>();

  private Tracer recording(Keep keep) {
    return Tracer.recording(clock, 1, keep, metrics, parts::add);
  }

  private static void tell(Span span, int status) {
    span.beginRoot(GATEWAY);
    span.response(GATEWAY, CLIENT, status, 0, "");
    span.end();
  }

  /** The eight events of a request that the cache forwards. */
  private static void exchange(Span span) {
    span.beginRoot(GATEWAY);
    span.request(CLIENT, GATEWAY, HEAD, 0, 3, 32, 14, 4, 11, "http", "HTTP/1.1", 0);
    span.routeChosen(ROUTE, RouteFacts.miss(0, 0, 1));
    span.cacheForwarded("GET http://shop.naru.test/index.html", MISS);
    span.targetChosen(SHOP, 0, 0x0000_0401_0000_0001L, 0);
    span.reused(GATEWAY, ORIGIN, "l:1", "a:1", 9);
    span.request(GATEWAY, ORIGIN, HEAD, 0, 3, 32, 14, 4, 11, "http", "HTTP/1.1", 0);
    span.response(ORIGIN, GATEWAY, 200, 1024, "text/html");
    span.finished(GATEWAY, CLIENT, 0, 1024);
    span.end();
  }

  @Test
  void aPartIsMeasuredFromTheEntryBeforeToItsEnd() {
    Histogram times = Tracer.histogram();
    metrics.histogram("naru_t_seconds", "how long", times);
    Span span = recording(ALL).span();
    span.begin(GATEWAY, 0xabL, 1, 2);
    clock.pass(70_000_000); // the handshake of its connection, say
    span.request(CLIENT, GATEWAY, HEAD, 0, 3, 32, 14, 4, 11, "http", "HTTP/1.1", 0);
    span.measure(times);
    clock.pass(3_000_000);
    span.end();
    assertThat(metrics.openMetrics())
        .contains(
            "naru_t_seconds_bucket{le=\"0.005\"} 1 #"
                + " {trace_id=\"00000000000000ab0000000000000001\"} 0.003\n")
        .contains("naru_t_seconds_count 1\n");
  }

  @Test
  void aFullRingDropsCountsAndGoesOn() {
    Tracer tracer = recording(ALL);
    Span span = tracer.span();
    for (int i = 0; i < Lane.CAPACITY + 44; i++) {
      tell(span, 200);
    }
    assertThat(tracer.overruns()).isEqualTo(44);
    assertThat(tracer.drain()).isEqualTo(Lane.CAPACITY);
    tell(span, 200);
    assertThat(tracer.drain()).isEqualTo(1);
    assertThat(metrics.text()).contains("naru_trace_dropped_total{reason=\"ring-full\"} 44\n");
  }

  @Test
  void nonsenseFromATellerDoesNotEndTheCollector() {
    Tracer tracer = recording(ALL);
    Span span = tracer.span();
    span.beginRoot(GATEWAY);
    span.routeChosen(ROUTE, RouteFacts.miss(0, 200, 0));
    span.end();
    tell(span, 200);
    assertThat(tracer.drain()).isEqualTo(1);
    assertThat(metrics.text()).contains("naru_trace_dropped_total{reason=\"unreadable\"} 1\n");
  }

  @Test
  void failuresAndSlowOnesAreKeptWhateverTheSample() {
    Tracer tracer = recording(new Keep(0, 1_000_000, 0));
    Span span = tracer.span();
    tell(span, 200);
    tell(span, 503);
    tell(span, 404);
    span.beginRoot(GATEWAY);
    span.add(new HttpEvent.Failed(Failure.of(Code.INTERNAL, Side.US, "x")));
    span.end();
    span.addLate(CLIENT, GATEWAY, Provenance.KERNEL, new TcpEvent.Closed(TcpEvent.How.RESET));
    span.beginRoot(GATEWAY);
    span.response(GATEWAY, CLIENT, 200, 0, "");
    clock.micros(1_000);
    span.end();
    tell(span, 200);
    span.addLate(CLIENT, GATEWAY, Provenance.KERNEL, new TcpEvent.Closed(TcpEvent.How.RESET));
    tracer.drain();
    assertThat(parts)
        .extracting(p -> p.entries().get(0).event().getClass().getSimpleName())
        .containsExactly("Response", "Failed", "Closed", "Response");
    assertThat(metrics.text()).contains("naru_trace_dropped_total{reason=\"sampled-out\"} 3\n");
  }

  @Test
  void theSampleShrinksToTheBudget() {
    Tracer tracer = recording(new Keep(1, Long.MAX_VALUE, 50));
    Span span = tracer.span();
    List<Integer> perSecond = new ArrayList<>();
    for (int second = 0; second < 6; second++) {
      int before = parts.size();
      for (int tenth = 0; tenth < 10; tenth++) {
        for (int i = 0; i < 100; i++) {
          tell(span, 200);
        }
        tracer.drain();
        clock.pass(100_000_000);
      }
      perSecond.add(parts.size() - before);
    }
    assertThat(perSecond.get(0)).as("until the collector sees it").isLessThanOrEqualTo(100);
    assertThat(perSecond.subList(2, 6)).allMatch(n -> n >= 25 && n <= 65);
  }

  @Test
  void allPartsOfATraceAgree() {
    Tracer tracer = recording(new Keep(0.5, Long.MAX_VALUE, Integer.MAX_VALUE));
    Span gateway = tracer.span();
    Span origin = tracer.span();
    for (int i = 0; i < 100; i++) {
      gateway.beginRoot(GATEWAY);
      origin.beginUnder(ORIGIN, gateway);
      origin.finished(ORIGIN, GATEWAY, 0, 0);
      origin.end();
      gateway.finished(GATEWAY, CLIENT, 0, 0);
      gateway.end();
    }
    tracer.drain();
    Set<TraceId> ids = new HashSet<>();
    parts.forEach(p -> ids.add(p.trace()));
    assertThat(parts).hasSize(ids.size() * 2);
    assertThat(ids).hasSizeBetween(30, 70);
  }

  @Test
  void aCollectorRacingTheWriterSeesEveryPartWhole() throws Exception {
    Tracer tracer = Tracer.recording(Clock.system(), 42, ALL, metrics, parts::add);
    int total = 200_000;
    AtomicBoolean done = new AtomicBoolean();
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  SplittableRandom random = new SplittableRandom(42);
                  Span span = tracer.span();
                  for (int i = 1; i <= total; i++) {
                    span.beginRoot(GATEWAY);
                    int events = random.nextInt(1, 20);
                    for (int e = 0; e < events; e++) {
                      span.finished(GATEWAY, CLIENT, i, events);
                    }
                    span.end();
                  }
                  done.set(true);
                });
    while (!done.get()) {
      tracer.drain();
    }
    writer.join();
    tracer.drain();
    assertThat(parts.size() + tracer.overruns()).isEqualTo(total);
    long last = 0;
    for (SpanRecord part : parts) {
      HttpEvent.Finished first = (HttpEvent.Finished) part.entries().get(0).event();
      assertThat(first.requestBytes()).isGreaterThan(last);
      last = first.requestBytes();
      assertThat(part.entries()).hasSize((int) first.responseBytes());
      for (Entry entry : part.entries()) {
        assertThat(entry.event()).isEqualTo(first);
      }
    }
  }

  @Test
  void virtualThreadsShareALaneAndEndedThreadsGiveTheirsBack() throws Exception {
    Tracer tracer = recording(ALL);
    CountDownLatch ended = new CountDownLatch(20);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Thread.Builder builder = i % 2 == 0 ? Thread.ofVirtual() : Thread.ofPlatform();
      threads.add(
          builder.start(
              () -> {
                tell(tracer.span(), 200);
                ended.countDown();
              }));
    }
    ended.await();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(tracer.drain()).isEqualTo(20);
    assertThat(metrics.text())
        .contains("naru_trace_lanes 0\n")
        .contains("naru_trace_parts_ended_total 20\n");
    assertThat(parts).extracting(SpanRecord::id).doesNotHaveDuplicates();
  }

  @Test
  void anExchangeOfEightEventsAllocatesNothingOnceWarm() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (double sample : new double[] {0, 1}) {
      Keep keep = new Keep(sample, Long.MAX_VALUE, Integer.MAX_VALUE);
      AtomicLong given = new AtomicLong();
      Tracer tracer =
          Tracer.recording(
              Clock.system(), 1, keep, metrics, p -> given.addAndGet(p.entries().size()));
      AtomicBoolean done = new AtomicBoolean();
      Thread collector =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    while (!done.get()) {
                      tracer.drain();
                    }
                  });
      Span span = tracer.span();
      for (int i = 0; i < 50_000; i++) {
        exchange(span);
      }
      long self = Thread.currentThread().threadId();
      long before = threads.getThreadAllocatedBytes(self);
      int rounds = 100_000;
      for (int i = 0; i < rounds; i++) {
        exchange(span);
      }
      long each = (threads.getThreadAllocatedBytes(self) - before) / rounds;
      done.set(true);
      collector.join();
      tracer.drain();
      assertThat(given.get())
          .as("the collector took part")
          .matches(n -> sample == 0 ? n == 0 : n >= 8 * Lane.CAPACITY);
      assertThat(metrics.text()).contains("naru_trace_dropped_total{reason=\"unreadable\"} 0\n");
      assertThat(each).as("bytes an exchange, sample " + sample).isLessThan(64);
    }
  }
}
