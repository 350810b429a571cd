package naru.trace.render;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import naru.trace.Entry;
import naru.trace.Packet;
import naru.trace.Party;
import naru.trace.TcpEvent.Segment;
import naru.trace.Trace;
import naru.trace.UdpEvent.Datagram;

/**
 * Every packet of a trace once, in time order: as its sender told it, or if the sender does not
 * tell, as the receiver did.
 */
final class PacketLog {
  private PacketLog() {}

  /**
   * A packet.
   *
   * @param entry who told it: a {@link Segment} or a {@link Datagram}
   * @param arrival what the receiver told, if {@code entry} is the sender's
   * @param lost whether the receiver tells its packets, and did not tell this one
   */
  record Seen(Entry entry, Optional<Entry> arrival, boolean lost) {
    Packet packet() {
      return switch (entry.event()) {
        case Segment s -> s.packet();
        case Datagram d -> d.packet();
        default -> Packet.unkept();
      };
    }

    /** Whether the teller sent it. */
    boolean isSent() {
      return entry.event() instanceof Segment s
          ? s.sent()
          : entry.event() instanceof Datagram d && d.sent();
    }

    /** Who saw it. */
    Party at() {
      return isSent() ? entry.from() : entry.to();
    }
  }

  static List<Seen> of(Trace trace) {
    List<Seen> all = new ArrayList<>();
    for (Flow flow : Flow.of(trace)) {
      for (Passage p : flow.passages()) {
        Optional<Entry> arrival = p.sent().isPresent() ? p.received() : Optional.empty();
        all.add(new Seen(p.entry(), arrival, p.lost()));
      }
    }
    all.addAll(datagrams(trace));
    all.sort(Comparator.comparingLong(s -> s.entry().atNanos()));
    return all;
  }

  private static List<Seen> datagrams(Trace trace) {
    List<Entry> sent = new ArrayList<>();
    List<Entry> came = new ArrayList<>();
    for (Trace.Told told : trace.told()) {
      if (told.entry().event() instanceof Datagram d) {
        (d.sent() ? sent : came).add(told.entry());
      }
    }
    List<Seen> all = new ArrayList<>();
    for (Entry s : sent) {
      Optional<Entry> arrival = came.stream().filter(r -> isSame(s, r)).findFirst();
      arrival.ifPresent(came::remove);
      all.add(new Seen(s, arrival, false));
    }
    came.forEach(r -> all.add(new Seen(r, Optional.empty(), false)));
    return all;
  }

  private static boolean isSame(Entry sent, Entry came) {
    Datagram s = (Datagram) sent.event();
    Datagram r = (Datagram) came.event();
    return s.local().equals(r.remote())
        && s.remote().equals(r.local())
        && s.lengthBytes() == r.lengthBytes()
        && came.atNanos() >= sent.atNanos();
  }
}
