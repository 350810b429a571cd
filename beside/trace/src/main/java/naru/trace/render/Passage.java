package naru.trace.render;

import java.util.Optional;
import naru.trace.Entry;
import naru.trace.TcpEvent.Segment;

/**
 * One segment's way between the two ends of a connection, as either or both told it.
 *
 * @param toRight whether it went from the left end to the right one
 * @param sent what its sender told; empty if the sender does not tell
 * @param received what the other end told when it came
 * @param lost whether the other end tells its segments, and did not tell this one
 */
record Passage(boolean toRight, Optional<Entry> sent, Optional<Entry> received, boolean lost) {

  /** The segment: as its sender told it, if it did. */
  Segment segment() {
    return (Segment) entry().event();
  }

  /** The sender's telling, or the receiver's. */
  Entry entry() {
    return sent.or(() -> received).orElseThrow();
  }

  /** The moment it is first heard of. */
  long atNanos() {
    return entry().atNanos();
  }

  /** What one end told of it. */
  Optional<Segment> toldBy(boolean right) {
    Optional<Entry> told = toRight == right ? received : sent;
    return told.map(e -> (Segment) e.event());
  }

  /** When one end saw it. */
  Optional<Long> nanosAt(boolean right) {
    return (toRight == right ? received : sent).map(Entry::atNanos);
  }
}
