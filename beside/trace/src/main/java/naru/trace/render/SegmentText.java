package naru.trace.render;

import naru.trace.TcpEvent.Segment;

/** A segment's header in a line: flags, numbers, length, window. The same in every language. */
final class SegmentText {
  private SegmentText() {}

  /** With the numbers as they are on the wire, and who sent it to whom. */
  static String line(Segment s) {
    String who = s.sent() ? s.local() + " -> " + s.remote() : s.remote() + " -> " + s.local();
    return who
        + " "
        + flags(s)
        + " seq="
        + s.sequence()
        + (s.has("ACK") ? " ack=" + s.acknowledgment() : "")
        + " len="
        + s.lengthBytes()
        + " win="
        + s.windowBytes();
  }

  /** {@code SYN,ACK} is {@code SYN+ACK}. */
  static String flags(Segment s) {
    return s.flags().replace(',', '+');
  }
}
