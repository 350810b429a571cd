package naru.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import naru.base.Metrics;
import org.junit.jupiter.api.Test;

final class TraceStoreTest {
  private final HandClock clock = new HandClock();

  private static HttpEvent.Request get(String path) {
    return new HttpEvent.Request("GET", "http", "h", path, "HTTP/1.1");
  }

  private TraceId tell(Tracer tracer, String path) {
    Span span = tracer.span();
    span.beginRoot(Party.CLIENT);
    span.add(Party.CLIENT, Party.GATEWAY, Provenance.WIRE, get(path));
    span.end();
    return span.traceId();
  }

  @Test
  void theOldestGoesFirstByCountAndByBytes() {
    TraceStore three = TraceStore.of(clock, 3);
    Tracer tracer = Tracer.of(clock, 1, three);
    List<TraceId> ids = List.of("/1", "/2", "/3", "/4").stream().map(p -> tell(tracer, p)).toList();
    assertThat(three.newest(9))
        .extracting(Trace::id)
        .containsExactly(ids.get(3), ids.get(2), ids.get(1));
    assertThat(three.find(ids.get(0))).isEmpty();

    TraceStore small = TraceStore.of(clock, 1000, 20_000, TraceArchive.none());
    Tracer long1 = Tracer.of(clock, 2, small);
    for (int i = 0; i < 100; i++) {
      tell(long1, "/" + "x".repeat(3_000));
      assertThat(small.bytes()).isBetween(1L, 20_000L);
    }
    assertThat(small.newest(100).size()).isEqualTo(5);
  }

  @Test
  void oneTraceCannotTakeAllMemory() {
    TraceStore store = TraceStore.of(clock, 10);
    Tracer tracer = Tracer.of(clock, 1, store);
    Span span = tracer.span();
    for (int i = 0; i < HeldTrace.MAX_SPANS + 5; i++) {
      span.begin(Party.GATEWAY, 1, 2, 3);
      span.add(get("/"));
      span.end();
    }
    assertThat(store.find(new TraceId(1, 2)).orElseThrow().spans()).hasSize(HeldTrace.MAX_SPANS);
    assertThat(store.refused()).isEqualTo(5);
    span.begin(Party.GATEWAY, 7, 7, 3);
    span.add(get("/"));
    span.end();
    for (int i = 0; i < HeldTrace.MAX_ENTRIES + 3; i++) {
      span.addLate(Party.CLIENT, Party.GATEWAY, Provenance.KERNEL, get("/"));
    }
    assertThat(store.find(new TraceId(7, 7)).orElseThrow().told()).hasSize(HeldTrace.MAX_ENTRIES);
    assertThat(store.refused()).isEqualTo(5 + 4);
  }

  @Test
  void whatAPersonTypesFindsATrace() {
    TraceStore store = TraceStore.of(clock, 10);
    Span span = Tracer.of(clock, 1, store).span();
    for (long high : new long[] {0x7f3a000000000000L, 0x7f3b000000000000L}) {
      span.begin(Party.GATEWAY, high, 0xc2, 1);
      span.add(get("/"));
      span.end();
    }
    assertThat(store.find("7f3a").orElseThrow().id().high()).isEqualTo(0x7f3a000000000000L);
    assertThat(store.find("7F3A..c2")).isPresent();
    assertThat(store.find("7f3a..c3")).isEmpty();
    assertThat(store.find("7f3")).as("means two").isEmpty();
    assertThat(store.matching("7f3", 10)).hasSize(2);
    assertThat(store.find("last").orElseThrow().id().high()).isEqualTo(0x7f3b000000000000L);
    assertThat(store.find("%")).isEmpty();
  }

  @Test
  void aTraceIsWholeWhenItIsQuietAndAgainWhenAPartComes() {
    TraceStore store = TraceStore.of(clock, 10);
    Tracer tracer = Tracer.of(clock, 1, store);
    Span client = tracer.span();
    Span gateway = tracer.span();
    client.beginRoot(Party.CLIENT);
    gateway.beginUnder(Party.GATEWAY, client);
    gateway.add(get("/"));
    gateway.end();
    assertThat(store.settle(clock.nanos())).isEmpty();
    clock.pass(TraceStore.QUIET_NANOS);
    assertThat(store.settle(clock.nanos())).hasSize(1);
    assertThat(store.settle(clock.nanos())).isEmpty();
    client.add(get("/"));
    client.end();
    client.addLate(
        Party.CLIENT, Party.GATEWAY, Provenance.KERNEL, new TcpEvent.Closed(TcpEvent.How.RESET));
    clock.pass(TraceStore.QUIET_NANOS);
    List<Trace> again = store.settle(clock.nanos());
    assertThat(again).hasSize(1);
    assertThat(again.get(0).told()).hasSize(3);
    client.addLate(
        Party.CLIENT, Party.GATEWAY, Provenance.KERNEL, new TcpEvent.Closed(TcpEvent.How.RESET));
    clock.pass(TraceStore.QUIET_NANOS);
    assertThat(store.settle(clock.nanos())).as("a late entry alone is merged only").isEmpty();
    assertThat(store.find("last").orElseThrow().told()).hasSize(4);
  }

  @Test
  void aSlowFollowerMissesAndNobodyWaits() {
    Metrics metrics = new Metrics();
    TraceStore store = TraceStore.of(clock, 10);
    store.register(metrics);
    Tracer tracer = Tracer.of(clock, 1, store);
    try (TraceFollower slow = store.follow(2)) {
      for (int i = 0; i < 5; i++) {
        tell(tracer, "/" + i);
      }
      clock.pass(TraceStore.QUIET_NANOS);
      store.settle(clock.nanos());
      assertThat(slow.dropped()).isEqualTo(3);
      assertThat(metrics.text()).contains("naru_trace_follow_dropped_total 3\n");
      assertThat(slow.poll()).isPresent();
      assertThat(slow.poll()).isPresent();
      assertThat(slow.poll()).isEmpty();
    }
    tell(tracer, "/x");
    clock.pass(TraceStore.QUIET_NANOS);
    assertThat(store.settle(clock.nanos())).hasSize(1);
  }
}
