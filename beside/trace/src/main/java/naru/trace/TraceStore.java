package naru.trace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import naru.base.Clock;

/** The traces that were kept, the newest last; bounded, the oldest goes first. Thread-safe. */
public final class TraceStore implements Consumer<SpanRecord> {
  private final Clock clock;
  private final int keep;
  private final Map<TraceId, Map<Long, SpanRecord>> traces = new LinkedHashMap<>();

  private TraceStore(Clock clock, int keep) {
    this.clock = clock;
    this.keep = keep;
  }

  /** A store of at most {@code keep} traces. */
  public static TraceStore of(Clock clock, int keep) {
    return new TraceStore(clock, keep);
  }

  @Override
  public synchronized void accept(SpanRecord part) {
    Map<Long, SpanRecord> spans = traces.computeIfAbsent(part.trace(), t -> new LinkedHashMap<>());
    spans.merge(part.id(), part, TraceStore::joined);
    if (traces.size() > keep) {
      traces.remove(traces.keySet().iterator().next());
    }
  }

  private static SpanRecord joined(SpanRecord a, SpanRecord b) {
    List<Entry> entries = new ArrayList<>(a.entries());
    entries.addAll(b.entries());
    return new SpanRecord(a.trace(), a.id(), a.parent(), a.at(), entries, a.ended() || b.ended());
  }

  /** One trace. */
  public synchronized Optional<Trace> find(TraceId id) {
    Map<Long, SpanRecord> spans = traces.get(id);
    return spans == null ? Optional.empty() : Optional.of(trace(id, spans));
  }

  /** The newest traces, the newest first. */
  public synchronized List<Trace> newest(int count) {
    List<Trace> all = new ArrayList<>();
    traces.forEach((id, spans) -> all.add(0, trace(id, spans)));
    return all.size() <= count ? all : List.copyOf(all.subList(0, count));
  }

  private Trace trace(TraceId id, Map<Long, SpanRecord> spans) {
    List<SpanRecord> sorted = new ArrayList<>(spans.values());
    sorted.sort((a, b) -> Long.compare(start(a), start(b)));
    long start = sorted.isEmpty() ? 0 : start(sorted.get(0));
    return new Trace(id, clock.wallAt(start), start, sorted);
  }

  private static long start(SpanRecord span) {
    return span.entries().isEmpty() ? Long.MAX_VALUE : span.entries().get(0).atNanos();
  }
}
