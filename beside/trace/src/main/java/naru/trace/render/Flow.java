package naru.trace.render;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.trace.Entry;
import naru.trace.Party;
import naru.trace.TcpEvent.Segment;
import naru.trace.Trace;

/**
 * One TCP connection of a trace: its two ends, and every segment once, however many told it.
 *
 * @param left the end that sent the SYN; if none was seen, the one that is nearer to the client
 * @param right the other end
 * @param passages the segments in time order
 */
record Flow(End left, End right, List<Passage> passages) {
  Flow {
    passages = List.copyOf(passages);
  }

  /**
   * One end.
   *
   * @param address address and port
   */
  record End(Party party, String address) {}

  /** The connections of a trace whose segments were told, the first to begin first. */
  static List<Flow> of(Trace trace) {
    Map<String, List<Entry>> byPair = new LinkedHashMap<>();
    for (Trace.Told told : trace.told()) {
      if (told.entry().event() instanceof Segment s) {
        byPair.computeIfAbsent(pair(s), p -> new ArrayList<>()).add(told.entry());
      }
    }
    return byPair.values().stream().map(Flow::of).toList();
  }

  private static String pair(Segment s) {
    return s.local().compareTo(s.remote()) < 0
        ? s.local() + " " + s.remote()
        : s.remote() + " " + s.local();
  }

  private static Flow of(List<Entry> entries) {
    End sender = sender(entries.get(0));
    End receiver = receiver(entries.get(0));
    boolean opened = opens(entries, sender.address);
    boolean swap =
        opens(entries, receiver.address) || (!opened && sender.party.compareTo(receiver.party) > 0);
    End left = swap ? receiver : sender;
    End right = swap ? sender : receiver;
    List<Passage> passages = new ArrayList<>();
    passages.addAll(Pairing.of(entries, left.address, true));
    passages.addAll(Pairing.of(entries, right.address, false));
    passages.sort(Comparator.comparingLong(Passage::atNanos));
    return new Flow(left, right, passages);
  }

  /** Whether a SYN alone came from there. */
  private static boolean opens(List<Entry> entries, String address) {
    return entries.stream()
        .map(e -> (Segment) e.event())
        .anyMatch(s -> s.has("SYN") && !s.has("ACK") && from(s).equals(address));
  }

  private static End sender(Entry e) {
    return new End(e.from(), from((Segment) e.event()));
  }

  private static End receiver(Entry e) {
    Segment s = (Segment) e.event();
    return new End(e.to(), s.sent() ? s.remote() : s.local());
  }

  /** The address it came from. */
  static String from(Segment s) {
    return s.sent() ? s.local() : s.remote();
  }

  End end(boolean rightOne) {
    return rightOne ? right : left;
  }
}
