package naru.trace.render;

import naru.trace.TcpEvent.Segment;

/** A segment's header in a line: flags, numbers, length, window. The same in every language. */
final class SegmentText {
  private SegmentText() {}

  /** Who sent it to whom, and its header with the numbers as they are on the wire. */
  static String line(Segment s) {
    String who = s.sent() ? s.local() + " -> " + s.remote() : s.remote() + " -> " + s.local();
    return who + " " + header(s);
  }

  static String header(Segment s) {
    return flags(s)
        + " seq="
        + s.sequence()
        + (s.has("ACK") ? " ack=" + s.acknowledgment() : "")
        + " len="
        + s.lengthBytes()
        + " win="
        + s.windowBytes();
  }

  /** {@code 40001 -> 443}. */
  static String ports(Segment s) {
    String local = port(s.local());
    String remote = port(s.remote());
    return s.sent() ? local + " -> " + remote : remote + " -> " + local;
  }

  private static String port(String address) {
    return address.substring(address.lastIndexOf(':') + 1);
  }

  /** {@code SYN,ACK} is {@code SYN+ACK}. */
  static String flags(Segment s) {
    return s.flags().replace(',', '+');
  }
}
