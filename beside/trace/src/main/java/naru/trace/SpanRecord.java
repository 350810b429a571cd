package naru.trace;

import java.util.List;

/**
 * What one party told of its part in a trace.
 *
 * @param trace the trace
 * @param id this span
 * @param parent the span that called; 0 for the first
 * @param at who tells
 * @param entries in time order
 * @param ended whether the part is over (a late entry may still follow)
 */
public record SpanRecord(
    TraceId trace, long id, long parent, Party at, List<Entry> entries, boolean ended) {
  public SpanRecord {
    entries = List.copyOf(entries);
  }
}
