package naru.http;

import java.util.List;
import java.util.Locale;
import naru.base.IpRange;
import naru.trace.HttpEvent;
import naru.trace.PartFacts;
import naru.trace.Party;
import naru.trace.Provenance;

/**
 * Tells clients that may know it, in fields of the response, who made it and why: {@code Naru-Why}
 * (a dictionary, RFC 9651 section 3.2), {@code Naru-Trace}, and {@code Server-Timing} (W3C). Read
 * off the recording of the request, so that it says what the trace says.
 */
final class WhyFields {
  private static final long OURS = Field.bit(Field.NARU_WHY) | Field.bit(Field.NARU_TRACE);
  private static final String WHY = "naru-why";
  private static final String TIMING = "Server-Timing";

  private WhyFields() {}

  /** Adds the fields if the client is one of those who are told. */
  static void add(Exchange x, ResponseHead head) {
    List<IpRange> told = x.loopState().explainTo();
    if (told.isEmpty() || !x.span().isOpen()) {
      return;
    }
    for (IpRange range : told) {
      if (range.contains(x.client().remote().getAddress())) {
        write(x, head);
        return;
      }
    }
  }

  private static void write(Exchange x, ResponseHead head) {
    PartFacts facts = x.span().facts();
    Fields f = head.fields();
    f.set(Field.NARU_TRACE, x.span().traceId().toString());
    f.set(Field.NARU_WHY, why(facts, head.status()));
    f.add(TIMING, timing(facts));
  }

  /**
   * Takes out what a server says under our names: to a client they are the word of the Naru that it
   * asked. Where the server is another Naru its answer was meant for us, and may name places and
   * addresses that our client must not learn: it is kept in the trace.
   */
  static void keep(Exchange x, Fields f) {
    if (f.hasNone(OURS)) {
      return;
    }
    int why = f.find(Field.NARU_WHY);
    if (why >= 0) {
      HttpEvent said = new HttpEvent.Field(WHY, f.valueText(why));
      x.span().add(Party.ORIGIN, x.at(), Provenance.WIRE, said);
    }
    f.removeAll(Field.NARU_WHY);
    f.removeAll(Field.NARU_TRACE);
  }

  private static String why(PartFacts facts, int status) {
    StringBuilder out = new StringBuilder("said-by=").append(facts.saidBy(status));
    facts
        .failure()
        .ifPresent(
            failure ->
                out.append(", reason=\"")
                    .append(failure.code().reason())
                    .append("\", code=")
                    .append(failure.code().number()));
    text(out, "route", facts.route());
    if (facts.place().line() > 0) {
      text(out, "place", facts.place().toString());
    }
    text(out, "upstream", facts.upstream());
    text(out, "target", facts.target());
    if (facts.tries() > 1) {
      out.append(", tries=").append(facts.tries());
    }
    text(out, "cache", facts.cache());
    return out.toString();
  }

  /** A string of RFC 9651 section 3.3.3: printable ASCII, quotes and backslashes escaped. */
  private static void text(StringBuilder out, String key, String value) {
    if (value.isEmpty()) {
      return;
    }
    out.append(", ").append(key).append("=\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c >= ' ' && c < 0x7f ? c : '?');
    }
    out.append('"');
  }

  private static String timing(PartFacts facts) {
    StringBuilder out = new StringBuilder();
    metric(out, "total", facts.totalNanos());
    metric(out, "connect", facts.connectNanos());
    metric(out, "upstream", facts.upstreamNanos());
    return out.toString();
  }

  private static void metric(StringBuilder out, String name, long nanos) {
    if (nanos >= 0) {
      out.append(out.isEmpty() ? "" : ", ")
          .append(name)
          .append(String.format(Locale.ROOT, ";dur=%.3f", nanos / 1e6));
    }
  }
}
