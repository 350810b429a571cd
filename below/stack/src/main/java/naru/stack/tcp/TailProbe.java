package naru.stack.tcp;

import org.jspecify.annotations.Nullable;

/**
 * The tail loss probe (RFC 8985 section 7): when the last of a flight is lost, no later segment
 * makes the other side say so. One more segment after two round trips does, long before the
 * timeout.
 */
final class TailProbe {
  private static final long UNMEASURED_NANOS = 1_000_000_000L;

  /** TLP.max_ack_delay: the other side may hold its acknowledgment back (section 7.2). */
  private static final long DELAYED_ACK_NANOS = 200_000_000L;

  private TailProbe() {}

  /** How long to wait for the probe; 0 if none may be sent. */
  static long delay(Connection c) {
    boolean may =
        c.sackOk
            && c.recovery.phase == Recovery.Phase.OPEN
            && c.sent.sackedBytes() == 0
            && !c.alarms.probed
            && c.state.transmits();
    if (!may) {
      return 0;
    }
    long srtt = c.rtt.srtt();
    if (srtt == 0) {
      return UNMEASURED_NANOS;
    }
    Sent first = c.sent.first();
    boolean alone = first != null && first.next == null && first.length() <= c.snd.mss;
    return 2 * srtt + (alone ? DELAYED_ACK_NANOS : 2_000_000L);
  }

  /** What to send again as a probe: at most a segment of the end; null if nothing is under way. */
  static @Nullable Sent segment(Connection c) {
    Sent last = c.sent.last();
    if (last == null || last.length() <= c.snd.mss) {
      return last;
    }
    return c.sent.split(last, last.end - c.snd.mss);
  }

  /** An acknowledgment while a probe is out (section 7.4). */
  static void acknowledged(Connection c, int ack, Delivery d, long now) {
    Alarms alarms = c.alarms;
    if (!alarms.probed || Seq.lt(ack, alarms.probeEnd)) {
      return;
    }
    if (!alarms.probedAgain || d.duplicate) {
      alarms.probed = false; // it was new data, or both copies arrived: nothing was lost
    } else if (Seq.gt(ack, alarms.probeEnd) || d.cumulative > 0) {
      boolean repaired = d.retransmitted && !echoIsOlder(c, d);
      alarms.probed = false;
      if (repaired) {
        c.recovery.probeRepaired(c, now);
      }
    }
  }

  /** The timestamp says that the first sending arrived, not the probe. */
  private static boolean echoIsOlder(Connection c, Delivery d) {
    return c.timestampsOk
        && c.tcp.arriving.header.hasTimestamps()
        && Seq.lt(c.tcp.arriving.header.timestampEcho(), d.latestTimestamp);
  }
}
