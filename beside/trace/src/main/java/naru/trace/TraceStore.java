package naru.trace;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import naru.base.Clock;
import naru.base.Metrics;

/**
 * The traces that were kept, the newest last; bounded by count and by bytes, the oldest goes first.
 * Thread-safe.
 *
 * <p>A trace is settled when no part came for {@link #QUIET_NANOS}: then {@link #settle} gives it,
 * to those who follow ({@link #follow}) and to the disk. A part that comes later (a long download)
 * makes it unsettled again; a late entry of a known part is merged in memory only.
 */
public final class TraceStore implements Consumer<SpanRecord> {
  /** How long no part may have come before a trace counts as whole. */
  public static final long QUIET_NANOS = 500_000_000;

  /**
   * The estimate of bytes that a store keeps if nobody says otherwise: some 6000 traces of usual
   * requests. Older ones are found on the disk.
   */
  public static final long USUAL_BYTES = 16L << 20;

  private final Clock clock;
  private final int keep;
  private final long keepBytes;
  private final TraceArchive archive;
  private final Map<TraceId, HeldTrace> traces = new LinkedHashMap<>();
  private final Set<TraceId> unsettled = new LinkedHashSet<>();
  private final List<TraceFollower> followers = new CopyOnWriteArrayList<>();
  private long bytes;
  private long refused;

  private TraceStore(Clock clock, int keep, long keepBytes, TraceArchive archive) {
    this.clock = clock;
    this.keep = keep;
    this.keepBytes = keepBytes;
    this.archive = archive;
  }

  /** A store of at most {@code keep} traces. */
  public static TraceStore of(Clock clock, int keep) {
    return of(clock, keep, USUAL_BYTES, TraceArchive.none());
  }

  /**
   * A store over an archive.
   *
   * @param keep how many traces memory holds at most, at least 1
   * @param keepBytes how many bytes they take at most, by estimate
   * @param archive what is asked when memory does not know
   */
  public static TraceStore of(Clock clock, int keep, long keepBytes, TraceArchive archive) {
    if (keep < 1 || keepBytes < 1) {
      throw new IllegalArgumentException("a trace store must keep at least one trace and one byte");
    }
    return new TraceStore(clock, keep, keepBytes, archive);
  }

  /** Shows the store's numbers. */
  public void register(Metrics metrics) {
    metrics.gauge("naru_trace_store_traces", "traces in memory", this::count);
    metrics.gauge("naru_trace_store_bytes", "their estimated bytes", this::bytes);
    metrics.gauge("naru_trace_store_refused_total", "parts over a trace's bound", this::refused);
    metrics.gauge(
        "naru_trace_follow_dropped_total",
        "traces that a slow follower missed",
        () -> followers.stream().mapToLong(TraceFollower::dropped).sum());
  }

  @Override
  public synchronized void accept(SpanRecord part) {
    HeldTrace known = traces.get(part.trace());
    long before = known == null ? 0 : known.bytes();
    HeldTrace held = known == null ? new HeldTrace() : known;
    traces.putIfAbsent(part.trace(), held);
    if (!held.take(part, clock.nanos())) {
      refused++;
      return;
    }
    bytes += held.bytes() - before;
    if (held.hasNews()) {
      unsettled.add(part.trace());
    }
    while (traces.size() > keep || (bytes > keepBytes && traces.size() > 1)) {
      dropOldest();
    }
  }

  private void dropOldest() {
    TraceId oldest = traces.keySet().iterator().next();
    HeldTrace held = traces.remove(oldest);
    bytes -= held == null ? 0 : held.bytes();
    unsettled.remove(oldest);
  }

  /** The traces that became whole, the oldest first; each goes to the followers too. */
  public List<Trace> settle(long nowNanos) {
    List<Trace> whole = takeWhole(nowNanos);
    for (Trace trace : whole) {
      followers.forEach(f -> f.offer(trace));
    }
    return whole;
  }

  private synchronized List<Trace> takeWhole(long nowNanos) {
    List<Trace> whole = new ArrayList<>();
    for (Iterator<TraceId> ids = unsettled.iterator(); ids.hasNext(); ) {
      TraceId id = ids.next();
      HeldTrace held = traces.get(id);
      if (held != null && held.isQuiet(nowNanos)) {
        held.settle();
        ids.remove();
        whole.add(held.trace(id, clock));
      }
    }
    return whole;
  }

  /**
   * Follows the traces as they become whole.
   *
   * @param capacity how many may wait for the follower; more are dropped and counted
   */
  public TraceFollower follow(int capacity) {
    TraceFollower follower = new TraceFollower(capacity, followers::remove);
    followers.add(follower);
    return follower;
  }

  /** One trace. */
  public Optional<Trace> find(TraceId id) {
    Optional<Trace> held = inMemory(id);
    return held.isPresent() ? held : archive.find(id);
  }

  private synchronized Optional<Trace> inMemory(TraceId id) {
    HeldTrace held = traces.get(id);
    return held == null ? Optional.empty() : Optional.of(held.trace(id, clock));
  }

  /**
   * One trace by what a person types: {@code last}, an id, the beginning of one, or the brief form
   * {@code 7f3a..c2}; empty if there is none or more than one.
   */
  public Optional<Trace> find(String text) {
    if (text.equals("last")) {
      return newest(1).stream().findFirst();
    }
    List<TraceId> ids = matching(text, 2);
    return ids.size() == 1 ? find(ids.get(0)) : Optional.empty();
  }

  /** The ids that {@code text} may mean, at most {@code max}; see {@link #find(String)}. */
  public List<TraceId> matching(String text, int max) {
    String low = text.toLowerCase(Locale.ROOT);
    int dots = low.indexOf("..");
    String prefix = dots < 0 ? low : low.substring(0, dots);
    String suffix = dots < 0 ? "" : low.substring(dots + 2);
    Set<TraceId> ids = new LinkedHashSet<>();
    synchronized (this) {
      traces.keySet().stream()
          .filter(id -> id.toString().startsWith(prefix) && id.toString().endsWith(suffix))
          .limit(max)
          .forEach(ids::add);
    }
    archive.matching(prefix, suffix.isEmpty() ? max : Integer.MAX_VALUE).stream()
        .filter(id -> id.toString().endsWith(suffix))
        .forEach(ids::add);
    return ids.stream().limit(max).toList();
  }

  /** The newest traces, the newest first. */
  public List<Trace> newest(int count) {
    List<Trace> newest = new ArrayList<>(newestInMemory(count));
    if (newest.size() < count) {
      Set<TraceId> known = new HashSet<>();
      newest.forEach(t -> known.add(t.id()));
      archive.newest(count).stream()
          .filter(t -> known.add(t.id()))
          .limit(count - newest.size())
          .forEach(newest::add);
    }
    return newest;
  }

  private synchronized List<Trace> newestInMemory(int count) {
    List<TraceId> ids = new ArrayList<>(traces.keySet()).reversed();
    return ids.stream().limit(count).flatMap(id -> inMemory(id).stream()).toList();
  }

  private synchronized long count() {
    return traces.size();
  }

  /** The estimate of what the traces in memory take. */
  public synchronized long bytes() {
    return bytes;
  }

  /** Parts that were dropped because their trace had too many. */
  public synchronized long refused() {
    return refused;
  }
}
