package naru.trace.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import naru.trace.Entry;
import naru.trace.Event;
import naru.trace.TcpEvent.Segment;
import naru.trace.Trace;

/** Every packet of a trace with its IP header and its first bytes. */
final class PacketList {
  private static final String INDENT = " ".repeat(14);

  private final Trace trace;
  private final Look look;
  private final Words words;
  private final Facts facts;
  private final IpFacts ip;

  private PacketList(Trace trace, Look look) {
    this.trace = trace;
    this.look = look;
    this.words = Words.in(look.lang());
    this.facts = new Facts(words);
    this.ip = new IpFacts(words);
  }

  /** The lines, without line ends; none if the trace holds no packet. */
  static List<String> of(Trace trace, Look look) {
    PacketList list = new PacketList(trace, look);
    List<String> lines = new ArrayList<>();
    PacketLog.of(trace).forEach(s -> list.add(s, lines));
    return lines;
  }

  private void add(PacketLog.Seen seen, List<String> lines) {
    Entry e = seen.entry();
    String who = Columns.fit(e.from().word() + "->" + e.to().word(), 16);
    String head = String.format(Locale.ROOT, "%9.3f ms  ", millis(e)) + who + " ";
    List<String> parts = new ArrayList<>(what(e.event()));
    parts.add(arrival(seen));
    wrap(head, parts, lines);
    wrap(INDENT, ip.of(seen.packet()), lines);
    if (!seen.packet().bytes().isEmpty()) {
      lines.add(INDENT + IpFacts.hex(seen.packet(), look.width() >= 146 ? 32 : bytesPerLine()));
    }
  }

  /** As many parts in a line as it has room for. */
  private void wrap(String head, List<String> parts, List<String> lines) {
    StringBuilder line = new StringBuilder(head);
    boolean empty = true;
    for (String part : parts) {
      String clean = Columns.clean(part);
      if (!empty && Columns.of(line.toString()) + 2 + Columns.of(clean) > look.width()) {
        lines.add(cut(line.toString()));
        line = new StringBuilder(INDENT);
        empty = true;
      }
      line.append(empty || clean.isEmpty() ? "" : "  ").append(clean);
      empty = false;
    }
    lines.add(cut(line.toString()));
  }

  /** Each byte takes three columns of hex and one of text. */
  private int bytesPerLine() {
    return Math.min(16, (look.width() - INDENT.length() - 1) / 4);
  }

  private List<String> what(Event event) {
    return event instanceof Segment s
        ? List.of("TCP " + SegmentText.ports(s), SegmentText.header(s))
        : List.of("UDP " + facts.of(event));
  }

  private String arrival(PacketLog.Seen seen) {
    if (seen.lost()) {
      return words.say("ladder.lost");
    }
    return seen.arrival()
        .map(a -> words.say("ip.arrived", String.format(Locale.ROOT, "%.3f", millis(a))))
        .orElse("");
  }

  private double millis(Entry e) {
    return (e.atNanos() - trace.startNanos()) / 1e6;
  }

  private String cut(String line) {
    return look.width() >= Look.ENDLESS ? line : Columns.cut(line, look.width());
  }
}
