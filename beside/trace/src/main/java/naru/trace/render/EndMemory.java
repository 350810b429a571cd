package naru.trace.render;

import java.util.Locale;
import java.util.Optional;
import naru.trace.TcpEvent.Segment;

/** What a reader of a ladder knows of one end so far, so that only what changes is shown. */
final class EndMemory {
  /** An ssthresh from here on means that none was set yet (RFC 5681 section 3.1). */
  private static final long NO_THRESHOLD = Integer.MAX_VALUE;

  private String state = "";
  private long congestionWindow;
  private long threshold;

  /** The state that the end is in now, if the reader does not know it; else empty. */
  String newState(Optional<Segment> told) {
    String after = told.map(Segment::after).orElse("");
    if (after.isEmpty() || after.equals(state)) {
      return "";
    }
    state = after;
    return after;
  }

  /** The state before the first segment. */
  String firstState(Optional<Segment> told) {
    state = told.map(Segment::before).orElse("");
    return state;
  }

  /** The numbers of congestion control, if they changed; else empty. */
  String newCongestion(Optional<Segment> told) {
    long window = told.map(Segment::congestionWindowBytes).orElse(0L);
    long limit = told.map(Segment::slowStartThresholdBytes).orElse(0L);
    if (window == 0 || (window == congestionWindow && limit == threshold)) {
      return "";
    }
    congestionWindow = window;
    threshold = limit;
    return told.map(EndMemory::congestion).orElse("");
  }

  /** {@code cwnd 14480 ssthresh 7240 flight 2896 rtt 0.1 ms}. */
  static String congestion(Segment s) {
    return "cwnd "
        + s.congestionWindowBytes()
        + threshold(s.slowStartThresholdBytes())
        + " flight "
        + s.flightBytes()
        + (s.rttMicros() > 0
            ? String.format(Locale.ROOT, " rtt %.3f ms", s.rttMicros() / 1e3)
            : "");
  }

  private static String threshold(long bytes) {
    return bytes > 0 && bytes < NO_THRESHOLD ? " ssthresh " + bytes : "";
  }

  /** The congestion window that the reader knows; 0 if none. */
  long congestionWindow() {
    return congestionWindow;
  }
}
