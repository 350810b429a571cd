package naru.trace.render;

import java.util.List;
import naru.base.Failure;
import naru.trace.Entry;
import naru.trace.Party;
import naru.trace.SpanRecord;
import naru.trace.TraceSummary;

/**
 * A stretch of one party's time, with what was told in it.
 *
 * @param kind what went on
 * @param span whose time it is
 * @param startNanos when it began, on the clock of the entries
 * @param endNanos when it was over; {@code startNanos} for a moment
 * @param entries what was told in it; empty for a gap
 */
public record Phase(
    Kind kind, SpanRecord span, long startNanos, long endNanos, List<Entry> entries) {
  public Phase {
    entries = List.copyOf(entries);
  }

  /** What a party spends its time on, in travelling order. */
  public enum Kind {
    DNS,
    TCP,
    PROXY,
    TUNNEL,
    TLS,
    CA,
    ROUTE,
    GUARD,
    TARGET,
    CACHE,
    RETRY,
    /** From a request to the head of its answer, from anyone but the origin. */
    WAIT,
    /** The same, from the origin. */
    ORIGIN,
    BODY,
    CLOSE,
    /** The exchange broke outside any other phase. */
    FAILED,
    /** Nothing was told of this time. */
    GAP
  }

  public long nanos() {
    return endNanos - startNanos;
  }

  /** Who acted; the teller itself for a gap. */
  public Party from() {
    return entries.isEmpty() ? span.at() : entries.get(0).from();
  }

  /** Who was acted on. */
  public Party to() {
    return entries.isEmpty() ? span.at() : entries.get(0).to();
  }

  /** The failures told in it. */
  public List<Failure> failures() {
    return entries.stream().flatMap(e -> TraceSummary.failureOf(e.event()).stream()).toList();
  }
}
