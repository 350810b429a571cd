package naru.trace.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.trace.Entry;
import naru.trace.TcpEvent.Segment;
import org.jspecify.annotations.Nullable;

/**
 * Joins what the two ends of a connection told of the segments of one direction.
 *
 * <p>A segment that came is the latest one sent before with the same header; else a piece of a
 * larger one that the link cut up; else nobody told its sending. One that was sent is called lost
 * only if the other end must have told it: that end tells segments of the time before and after,
 * and what it acknowledged does not show that it had it.
 */
final class Pairing {
  private final boolean toRight;
  private final List<Entry> sent = new ArrayList<>();
  private final List<Entry> came = new ArrayList<>();
  private final List<Entry> back = new ArrayList<>();
  private final @Nullable Entry[] arrivals;

  private Pairing(List<Entry> entries, String from, boolean toRight) {
    this.toRight = toRight;
    for (Entry e : entries) {
      Segment s = (Segment) e.event();
      if (!Flow.from(s).equals(from)) {
        if (s.sent()) {
          back.add(e);
        }
      } else if (s.sent()) {
        sent.add(e);
      } else {
        came.add(e);
      }
    }
    this.arrivals = new Entry[sent.size()];
  }

  /**
   * The passages of one direction.
   *
   * @param entries the segments of one connection, in time order
   * @param from the address of the sending end
   */
  static List<Passage> of(List<Entry> entries, String from, boolean toRight) {
    return new Pairing(entries, from, toRight).join();
  }

  private List<Passage> join() {
    List<Passage> passages = new ArrayList<>();
    for (Entry arrival : came) {
      int i = sentAs(arrival);
      if (i >= 0) {
        arrivals[i] = arrival;
      } else if (!isPiece(arrival)) {
        passages.add(new Passage(toRight, Optional.empty(), Optional.of(arrival), false));
      }
    }
    for (int i = 0; i < arrivals.length; i++) {
      Optional<Entry> arrival = Optional.ofNullable(arrivals[i]);
      boolean lost = arrival.isEmpty() && isLost(sent.get(i));
      passages.add(new Passage(toRight, Optional.of(sent.get(i)), arrival, lost));
    }
    return passages;
  }

  /**
   * The latest of the same header that was sent before; clocks of two programs may differ a bit.
   */
  private int sentAs(Entry arrival) {
    int later = -1;
    int before = -1;
    for (int i = 0; i < arrivals.length; i++) {
      if (arrivals[i] == null && same(sent.get(i), arrival)) {
        if (sent.get(i).atNanos() <= arrival.atNanos()) {
          before = i;
        } else if (later < 0) {
          later = i;
        }
      }
    }
    return before >= 0 ? before : later;
  }

  private static boolean same(Entry a, Entry b) {
    Segment s = (Segment) a.event();
    Segment r = (Segment) b.event();
    return s.sequence() == r.sequence()
        && s.acknowledgment() == r.acknowledgment()
        && s.lengthBytes() == r.lengthBytes()
        && s.flags().equals(r.flags())
        && s.options().equals(r.options());
  }

  /** Whether it is a part of a larger one: the first part that came stands for its coming. */
  private boolean isPiece(Entry arrival) {
    Segment r = (Segment) arrival.event();
    for (int i = 0; i < arrivals.length; i++) {
      Segment s = (Segment) sent.get(i).event();
      boolean within = r.lengthBytes() > 0 && r.lengthBytes() < s.lengthBytes();
      if (within && offset(s, r) >= 0 && offset(s, r) + r.lengthBytes() <= s.lengthBytes()) {
        if (arrivals[i] == null) {
          arrivals[i] = arrival;
        }
        return true;
      }
    }
    return false;
  }

  private static int offset(Segment s, Segment r) {
    return (int) (r.sequence() - s.sequence());
  }

  private boolean isLost(Entry one) {
    return otherEndTold(one.atNanos()) && !hadItUnseen((Segment) one.event(), one.atNanos());
  }

  private boolean otherEndTold(long nanos) {
    boolean after = false;
    boolean before = false;
    for (List<Entry> told : List.of(came, back)) {
      for (Entry e : told) {
        after |= e.atNanos() > nanos;
        before |= e.atNanos() < nanos || ((Segment) e.event()).has("SYN");
      }
    }
    return after && before;
  }

  /** Acknowledged later, although no telling of its coming is there. */
  private boolean hadItUnseen(Segment s, long nanos) {
    boolean acknowledged = false;
    for (Entry e : back) {
      Segment b = (Segment) e.event();
      int beyond = (int) (b.acknowledgment() - s.sequence());
      acknowledged |= e.atNanos() > nanos && b.has("ACK") && s.span() > 0 && beyond > 0;
    }
    return acknowledged && came.stream().noneMatch(e -> covers((Segment) e.event(), s));
  }

  private static boolean covers(Segment r, Segment s) {
    int offset = (int) (s.sequence() - r.sequence());
    return offset >= 0 && offset < r.span();
  }
}
