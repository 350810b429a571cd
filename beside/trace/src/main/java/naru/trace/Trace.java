package naru.trace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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
  public Trace {
    spans = List.copyOf(spans);
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
