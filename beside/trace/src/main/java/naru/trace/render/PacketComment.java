package naru.trace.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import naru.trace.Entry;
import naru.trace.Event;
import naru.trace.TcpEvent.Segment;
import naru.trace.Trace;
import naru.trace.TraceSummary;

/** What stands beside a packet in a file: what the packet itself cannot say. */
final class PacketComment {
  private final Trace trace;
  private final String request;

  private PacketComment(Trace trace, String request) {
    this.trace = trace;
    this.request = request;
  }

  static PacketComment of(Trace trace, Redaction redaction) {
    TraceSummary summary = TraceSummary.of(trace);
    String asked = (summary.method() + " " + redaction.url(summary.url())).strip();
    String id = "trace " + trace.id();
    return new PacketComment(trace, asked.isEmpty() ? id : id + ", " + asked);
  }

  /** The trace, and what was asked for. */
  String request() {
    return request;
  }

  /**
   * A packet's.
   *
   * @param completed whether its checksum had been left to the link
   */
  String of(PacketLog.Seen seen, boolean completed) {
    List<String> said = new ArrayList<>();
    Entry entry = seen.entry();
    said.add(entry.from().word() + " -> " + entry.to().word());
    segment(entry.event()).ifPresent(s -> said.addAll(segment(s)));
    if (seen.lost()) {
      said.add(entry.to().word() + " did not receive it");
    }
    seen.arrival().ifPresent(a -> said.add(arrival(a)));
    if (completed) {
      said.add("checksum left to the link, completed here");
    }
    said.add("known by " + entry.provenance().word());
    said.add(request);
    return String.join("; ", said);
  }

  private static Optional<Segment> segment(Event event) {
    return event instanceof Segment s ? Optional.of(s) : Optional.empty();
  }

  private static List<String> segment(Segment s) {
    List<String> said = new ArrayList<>();
    said.add(JsonShape.word(s.why()));
    if (!s.after().isEmpty()) {
      said.add(s.before().equals(s.after()) ? s.after() : s.before() + " -> " + s.after());
    }
    if (s.congestionWindowBytes() > 0) {
      said.add(EndMemory.congestion(s));
    }
    return said;
  }

  private String arrival(Entry arrival) {
    String when =
        String.format(Locale.ROOT, "%.3f ms", (arrival.atNanos() - trace.startNanos()) / 1e6);
    String who = arrival.to().word() + " received it at " + when;
    return segment(arrival.event())
        .map(
            s -> who + ": " + String.join(", ", segment(s).subList(0, s.after().isEmpty() ? 1 : 2)))
        .orElse(who);
  }
}
