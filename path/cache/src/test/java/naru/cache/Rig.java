package naru.cache;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.Clock;
import naru.base.Limit;
import naru.base.Metrics;
import naru.http.HttpEngine;
import naru.http.HttpLimits;
import naru.http.HttpService;
import naru.http.Stop;
import naru.http.Way;
import naru.trace.CacheEvent;
import naru.trace.Event;
import naru.trace.Party;
import naru.trace.SpanRecord;
import naru.trace.Tracer;
import naru.transport.Listener;
import naru.transport.Loops;

/** A cache on real sockets, between a client and a server. */
final class Rig implements AutoCloseable {
  final Metrics metrics = new Metrics();
  final BlockingQueue<SpanRecord> spans = new LinkedBlockingQueue<>();
  final Ticking clock = new Ticking();
  final CacheStop cache;
  private final Loops loops;
  private final Tracer tracer = Tracer.of(clock, 42, spans::add);
  private final HttpEngine engine;
  private final List<Listener> listeners = new ArrayList<>();

  Rig(CacheConfig config, int threads) {
    loops = Loops.open(threads);
    engine = HttpEngine.of(loops, tracer, metrics);
    cache = CacheStop.of(config, metrics);
  }

  /** A front with the cache before the server. */
  InetSocketAddress before(InetSocketAddress server) {
    return listen(0, cache, Relaying.to(server));
  }

  InetSocketAddress listen(int port, Stop... stops) {
    Way way = Way.of(stops);
    HttpService service = new HttpService(engine, Party.GATEWAY, () -> way, HttpLimits.DEFAULT);
    Limit connections = Limit.of(metrics, "connections", 10_000);
    Listener listener =
        Listener.open(
            loops,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            new Listener.Options(Party.GATEWAY, null, 1_000_000_000L, connections),
            tracer,
            service);
    listeners.add(listener);
    return listener.address();
  }

  /** The cache's events of the next parts of traces that end, until there is one. */
  List<CacheEvent> told() throws InterruptedException {
    while (true) {
      SpanRecord span = spans.poll(10, TimeUnit.SECONDS);
      if (span == null) {
        return List.of();
      }
      List<CacheEvent> told = new ArrayList<>();
      span.entries().forEach(e -> add(e.event(), told));
      if (!told.isEmpty()) {
        return told;
      }
    }
  }

  private static void add(Event event, List<CacheEvent> told) {
    if (event instanceof CacheEvent cacheEvent) {
      told.add(cacheEvent);
    }
  }

  @Override
  public void close() {
    listeners.forEach(Listener::close);
    loops.close();
    cache.store().checkInvariants();
  }

  /** The machine's clock, which a test may put forward. */
  static final class Ticking implements Clock {
    private volatile long ahead;

    /** Puts it forward by so many seconds. */
    void forward(long seconds) {
      ahead += seconds * 1_000_000_000L;
    }

    @Override
    public long nanos() {
      return Clock.system().nanos() + ahead;
    }

    @Override
    public java.time.Instant wallAt(long nanos) {
      return Clock.system().wallAt(nanos);
    }
  }
}
