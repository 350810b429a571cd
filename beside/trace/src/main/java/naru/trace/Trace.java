package naru.trace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One request's whole way: what every party told, on one clock. Terminal, JSON and HAR are
 * renderings of this and know nothing else.
 *
 * @param id the W3C trace id
 * @param started wall time of the first entry
 * @param startNanos the same moment on the monotonic clock of the entries
 * @param spans the parts, the first to start first
 */
public record Trace(TraceId id, Instant started, long startNanos, List<SpanRecord> spans) {
  /**
   * How long after an exchange the end of its connection still counts as its own closing. Later,
   * the connection had been kept for other requests: its end is a fact of the trace, not time of
   * it.
   */
  public static final long LINGER_NANOS = 1_000_000_000;

  public Trace {
    spans = List.copyOf(spans);
  }

  /** The part of the party that began it: the earliest whose caller told nothing; empty if none. */
  public Optional<SpanRecord> first() {
    Set<Long> ids = spans.stream().map(SpanRecord::id).collect(Collectors.toSet());
    return spans.stream()
        .filter(s -> !ids.contains(s.parent()))
        .findFirst()
        .or(() -> spans.stream().findFirst());
  }

  /** From the first entry of the first party's part to its last, without late ones; at least 0. */
  public long totalNanos() {
    return first().map(s -> endNanos(s) - startOf(s)).orElse(0L);
  }

  /** Where a part's own time ends, on the clock of the entries: see {@link #LINGER_NANOS}. */
  public static long endNanos(SpanRecord span) {
    long over = Long.MAX_VALUE;
    long end = startOf(span);
    for (Entry entry : span.entries()) {
      boolean own = over == Long.MAX_VALUE || entry.atNanos() - over <= LINGER_NANOS;
      if (own && !entry.event().isPacket()) {
        end = Math.max(end, entry.atNanos());
      }
      if (entry.event() instanceof HttpEvent.Finished
          || entry.event() instanceof HttpEvent.Failed) {
        over = entry.atNanos();
      }
    }
    return end;
  }

  /**
   * Where a part's own time begins, on the clock of the entries: with the first that is no packet.
   */
  public static long startOf(SpanRecord span) {
    return span.entries().stream()
        .filter(e -> !e.event().isPacket())
        .findFirst()
        .or(() -> span.entries().stream().findFirst())
        .map(Entry::atNanos)
        .orElse(0L);
  }

  /** An entry and the span it belongs to. */
  public record Told(SpanRecord span, Entry entry) {}

  /** Everything that was told, in time order. */
  public List<Told> told() {
    List<Told> all = new ArrayList<>();
    for (SpanRecord span : spans) {
      for (Entry entry : span.entries()) {
        all.add(new Told(span, entry));
      }
    }
    all.sort(Comparator.comparingLong(t -> t.entry().atNanos()));
    return all;
  }
}
