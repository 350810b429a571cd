package naru.trace.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import naru.trace.CaEvent;
import naru.trace.Entry;
import naru.trace.Event;
import naru.trace.TcpEvent;
import naru.trace.TlsEvent;
import naru.trace.Trace;

/** The near looks: the events of a layer one by one, and what its packets say. */
final class EventList {
  private final Trace trace;
  private final Look look;
  private final Words words;
  private final Facts facts;

  private EventList(Trace trace, Look look) {
    this.trace = trace;
    this.look = look;
    this.words = Words.in(look.lang());
    this.facts = new Facts(words);
  }

  /** TLS and certificates. */
  static List<String> tls(Trace trace, Look look) {
    EventList list = new EventList(trace, look);
    return list.orNothing(list.events(TlsEvent.class, CaEvent.class));
  }

  /** The connections: what happened to them, then a ladder of each whose segments were seen. */
  static List<String> tcp(Trace trace, Look look) {
    EventList list = new EventList(trace, look);
    List<String> lines = list.events(TcpEvent.class);
    List<Flow> flows = Flow.of(trace);
    if (!flows.isEmpty()) {
      lines.add("");
      lines.add(Columns.cut("  " + list.words.say("ladder.legend"), look.width()));
    }
    for (Flow flow : flows) {
      lines.add("");
      lines.addAll(Ladder.of(trace, flow, look));
    }
    return list.orNothing(lines);
  }

  /** Packets; where none was seen, what happened to the connections. */
  static List<String> ip(Trace trace, Look look) {
    List<String> packets = PacketList.of(trace, look);
    return packets.isEmpty() ? tcp(trace, look) : packets;
  }

  private List<String> orNothing(List<String> lines) {
    return lines.isEmpty() ? List.of("  " + words.say("nothing")) : lines;
  }

  @SafeVarargs
  private List<String> events(Class<? extends Event>... layers) {
    List<String> lines = new ArrayList<>();
    for (Trace.Told told : trace.told()) {
      Entry e = told.entry();
      for (Class<? extends Event> layer : layers) {
        if (layer.isInstance(e.event()) && !(e.event() instanceof TcpEvent.Segment)) {
          lines.add(near(e));
        }
      }
    }
    return lines;
  }

  private String near(Entry e) {
    String who = e.from() == e.to() ? e.from().word() : e.from().word() + "->" + e.to().word();
    String fact = e.event() instanceof TcpEvent.Info i ? facts.numbers(i) : facts.of(e.event());
    String kind = Vocabulary.kind(e.event().getClass());
    String at = String.format(Locale.ROOT, "%9.3f ms  ", (e.atNanos() - trace.startNanos()) / 1e6);
    String line =
        at + Columns.fit(who, 16) + " " + Columns.fit(kind, look.width() < 72 ? 10 : 20) + " ";
    int room = Math.max(8, look.width() - Columns.of(line) - 9);
    return line
        + Columns.fit(Columns.clean(fact), look.width() >= Look.ENDLESS ? Columns.of(fact) : room)
        + "  "
        + e.provenance().word();
  }
}
