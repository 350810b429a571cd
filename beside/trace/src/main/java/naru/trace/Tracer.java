package naru.trace;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import naru.base.Clock;
import naru.base.Histogram;
import naru.base.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * Where spans come from and where they go when they end. One per program. Thread-safe.
 *
 * <p>Two ways: {@link #of} gives every part to the sink as it ends, on the thread that ends it,
 * which suits a client or a test; {@link #recording} puts the parts that {@link Keep} wants into
 * the thread's own ring, and {@link #drain}, called by one collector thread, gives them to the
 * sink. Then a recording thread never locks, blocks or builds an event: see
 * docs/decisions/0002-trace-ring.md.
 */
public final class Tracer {
  /** Threads with a ring of their own; the others share one. */
  public static final int MAX_LANES = 64;

  private final Clock clock;
  private final Consumer<SpanRecord> sink;
  private final Keep keep;
  private final Governor governor;
  private final boolean immediate;
  private final Lane shared;
  private final List<Lane> lanes = new CopyOnWriteArrayList<>();
  private final ThreadLocal<Lane> lane = ThreadLocal.withInitial(this::openLane);
  private final AtomicLong seeds;
  private final LongAdder gone = new LongAdder();
  private final LongAdder kept = new LongAdder();
  private final LongAdder unreadable = new LongAdder();
  private final AtomicLong overrunGone = new AtomicLong();
  private final AtomicLong sampledOutGone = new AtomicLong();
  private final AtomicLong eventsDroppedGone = new AtomicLong();
  private volatile @Nullable PartSink parts;

  /** Numbers of lanes that are taken; guarded by itself. */
  private final BitSet numbers = new BitSet(MAX_LANES + 1);

  private long enteredBefore;
  private long enteredGone;

  private Tracer(Clock clock, long seed, Keep keep, boolean immediate, Consumer<SpanRecord> sink) {
    this.clock = clock;
    this.seeds = new AtomicLong(seed);
    this.keep = keep;
    this.governor = new Governor(keep);
    this.immediate = immediate;
    this.sink = sink;
    this.shared = new Lane(Thread.currentThread(), true, ~seed, 0);
    numbers.set(0);
    lanes.add(shared);
  }

  /**
   * A tracer that gives every part to the sink at once.
   *
   * @param clock the one clock of all entries
   * @param seed of the ids; a program takes it from a secure source, a test fixes it
   * @param sink gets every part as it ends
   */
  public static Tracer of(Clock clock, long seed, Consumer<SpanRecord> sink) {
    return new Tracer(clock, seed, new Keep(1, Long.MAX_VALUE, Integer.MAX_VALUE), true, sink);
  }

  /**
   * A tracer for the data path.
   *
   * @param keep which parts are worth keeping
   * @param metrics gets the numbers of what was kept and dropped
   * @param sink gets the kept parts on the thread that calls {@link #drain}
   */
  public static Tracer recording(
      Clock clock, long seed, Keep keep, Metrics metrics, Consumer<SpanRecord> sink) {
    Tracer tracer = new Tracer(clock, seed, keep, false, sink);
    tracer.register(metrics);
    return tracer;
  }

  private void register(Metrics metrics) {
    metrics.gauge(
        "naru_trace_parts_ended_total", "parts that ended", () -> sum(l -> l.ended) + gone.sum());
    metrics.gauge("naru_trace_parts_kept_total", "parts given to the store", kept::sum);
    metrics.gauge("naru_trace_dropped_total{reason=\"ring-full\"}", "not told", this::overruns);
    metrics.gauge(
        "naru_trace_dropped_total{reason=\"sampled-out\"}",
        "not told",
        () -> sum(l -> l.sampledOut) + sampledOutGone.get());
    metrics.gauge(
        "naru_trace_dropped_total{reason=\"tape-full\"}",
        "not told",
        () -> sum(l -> l.eventsDropped) + eventsDroppedGone.get());
    metrics.gauge("naru_trace_dropped_total{reason=\"unreadable\"}", "not told", unreadable::sum);
    metrics.gauge("naru_trace_lanes", "threads with a ring of their own", () -> lanes.size() - 1L);
  }

  /** A histogram for {@link Span#measure}: every recording thread counts under its own number. */
  public static Histogram histogram() {
    return new Histogram(MAX_LANES + 1);
  }

  /** Parts that were dropped because the collector was behind. */
  public long overruns() {
    return sum(l -> l.overrun) + overrunGone.get();
  }

  private long sum(Function<Lane, AtomicLong> counter) {
    return lanes.stream().mapToLong(l -> counter.apply(l).getAcquire()).sum();
  }

  /** A span to be used again and again by one connection. */
  public Span span() {
    return new Span(this);
  }

  /** Where a new connection tells its beginning. */
  public Prologue prologue() {
    return new Prologue(this);
  }

  /**
   * Tells every part that came in from outside and had a request, as it ends, whether it is kept or
   * not.
   *
   * @param sink null for nobody
   */
  public void tellParts(@Nullable PartSink sink) {
    parts = sink;
  }

  private void tellPart(Lane one, Tape tape, PartSink told) {
    if (tape.entered && told.wants(tape.at)) {
      PartFacts facts = one.facts.read(tape, clock.nanos());
      if (facts.isRequest()) {
        told.ended(facts);
      }
    }
  }

  public Clock clock() {
    return clock;
  }

  /**
   * Gives the kept parts to the sink. For one thread at a time, which must not be one that records
   * under load.
   *
   * @return how many parts were given
   */
  public synchronized int drain() {
    int given = 0;
    int ordinary = 0;
    for (Lane one : lanes) {
      for (Optional<Tape> t = one.poll(); t.isPresent(); t = one.poll()) {
        Tape tape = t.get();
        ordinary += tape.entered && !tape.failed ? 1 : 0;
        given += give(tape) ? 1 : 0;
        one.handBack(tape);
      }
      if (one.isDead()) {
        close(one);
      }
    }
    kept.add(given);
    long entered = sum(l -> l.entered) + enteredGone;
    governor.turn(clock.nanos(), entered - enteredBefore, ordinary);
    enteredBefore = entered;
    return given;
  }

  /** A part that cannot be read (a teller packed nonsense) must not end the collector. */
  private boolean give(Tape tape) {
    try {
      sink.accept(TapeReader.read(tape));
      return true;
    } catch (RuntimeException e) {
      unreadable.increment();
      return false;
    }
  }

  private void close(Lane dead) {
    lanes.remove(dead);
    synchronized (numbers) {
      numbers.clear(dead.number);
    }
    gone.add(dead.ended.get());
    overrunGone.addAndGet(dead.overrun.get());
    sampledOutGone.addAndGet(dead.sampledOut.get());
    eventsDroppedGone.addAndGet(dead.eventsDropped.get());
    enteredGone += dead.entered.get();
  }

  /** The calling thread's lane. */
  Lane lane() {
    return Thread.currentThread().isVirtual() ? shared : lane.get();
  }

  private Lane openLane() {
    int number = takeNumber();
    if (number > MAX_LANES) {
      return shared;
    }
    Lane own = new Lane(Thread.currentThread(), false, seeds.getAndIncrement(), number);
    if (!immediate) {
      lanes.add(own);
    }
    return own;
  }

  private int takeNumber() {
    synchronized (numbers) {
      int number = numbers.nextClearBit(0);
      if (number <= MAX_LANES) {
        numbers.set(number);
      }
      return number;
    }
  }

  /** Takes a tape whose part ended; whether it was kept. */
  boolean accept(Lane one, Tape tape, boolean keepAnyway) {
    one.count(one.ended);
    PartSink told = parts;
    if (told != null && !keepAnyway) {
      tellPart(one, tape, told);
    }
    if (tape.dropped > 0) {
      one.count(one.eventsDropped, tape.dropped);
    }
    if (immediate) {
      Histogram times = tape.times;
      if (times != null) {
        count(one, tape, times, clock.nanos() - tape.timesFrom, true);
      }
      SpanRecord part = TapeReader.read(tape);
      one.recycle(tape);
      sink.accept(part);
      return true;
    }
    long now = clock.nanos();
    boolean wanted = keepAnyway || isWanted(one, tape, now);
    Histogram times = tape.times;
    if (times != null) {
      count(one, tape, times, now - tape.timesFrom, wanted);
    }
    if (wanted) {
      one.give(tape);
    } else {
      one.count(one.sampledOut);
      one.recycle(tape);
    }
    return wanted;
  }

  private static void count(Lane one, Tape tape, Histogram times, long nanos, boolean example) {
    int bucket = times.record(one.number, nanos);
    if (example) {
      times.exemplar(bucket, nanos, tape.traceHigh, tape.traceLow);
    }
  }

  private boolean isWanted(Lane one, Tape tape, long now) {
    if (tape.failed || tape.nanosUntil(now) >= keep.slowNanos()) {
      return true;
    }
    if (tape.quiet) {
      return false;
    }
    if (tape.entered) {
      one.count(one.entered);
    }
    return governor.samples(tape.traceLow);
  }
}
