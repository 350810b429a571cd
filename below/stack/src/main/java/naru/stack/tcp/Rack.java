package naru.stack.tcp;

/**
 * RACK: what was sent well before something that has arrived is lost (RFC 8985 section 6). Time
 * instead of counting, so that it also sees lost retransmissions and lost tails, and reordering
 * costs a quarter of a round trip instead of a needless recovery.
 */
final class Rack {
  private static final int DUPLICATES = 3;
  private static final int LARGEST_FACTOR = 16;
  private static final int PERSISTENCE = 16;

  /** RACK.xmit_ts, RACK.end_seq, RACK.rtt: of what was sent last among all that arrived. */
  private long sentAt = Long.MIN_VALUE;

  private int end;
  private long rttNanos;

  /** Something that was sent once arrived after something sent later. */
  private boolean reordering;

  /** RACK.reo_wnd_mult and RACK.reo_wnd_persist. */
  private int factor = 1;

  private int persistence;

  /** SND.NXT when a DSACK widened the window last; until then no other one does. */
  private int roundEnd;

  private boolean inRound;

  static final long NEVER = Long.MAX_VALUE;

  /** When something more will count as lost, unless it arrives before. */
  long until = NEVER;

  /** Steps 2 to 4: what arrived, and whether there is reordering. */
  void delivered(Connection c, Delivery d, long now) {
    reordering |= d.reordered;
    widen(c, d);
    if (d.bytes == 0) {
      return;
    }
    long rtt = Math.max(1, now - d.latestAt);
    if (d.latestAgain && needless(c, d, rtt)) {
      return;
    }
    if (d.latestAt > sentAt || d.latestAt == sentAt && Seq.gt(d.latestEnd, end)) {
      sentAt = d.latestAt;
      end = d.latestEnd;
      rttNanos = rtt;
    }
  }

  /** The acknowledgment of something sent again may be that of its first sending. */
  private static boolean needless(Connection c, Delivery d, long rtt) {
    boolean older =
        c.timestampsOk
            && c.tcp.arriving.header.hasTimestamps()
            && Seq.lt(c.tcp.arriving.header.timestampEcho(), d.latestTimestamp);
    return older || c.rtt.minimum() > 0 && rtt < c.rtt.minimum();
  }

  /** A fast retransmit was needless: what was taken for lost had been overtaken. */
  void wasReordering() {
    reordering = true;
  }

  private void widen(Connection c, Delivery d) {
    if (inRound && Seq.ge(c.snd.una, roundEnd)) {
      inRound = false;
    }
    if (d.duplicate && !inRound) {
      inRound = true;
      roundEnd = c.snd.nxt;
      factor = Math.min(LARGEST_FACTOR, factor + 1);
      persistence = PERSISTENCE;
    } else if (d.cumulative > 0
        && c.recovery.phase == Recovery.Phase.RECOVERY
        && Seq.ge(c.snd.una, c.recovery.point)
        && --persistence <= 0) {
      factor = 1;
    }
  }

  /** Step 5: marks what is lost, and says when to look again. */
  void detect(Connection c, long now) {
    until = NEVER;
    if (sentAt == Long.MIN_VALUE || c.sent.isEmpty()) {
      return;
    }
    long window = window(c);
    for (Sent s = c.sent.first(); s != null; s = s.next) {
      if (s.is(Sent.SACKED | Sent.LOST)) {
        continue;
      }
      boolean later = s.at > sentAt || s.at == sentAt && Seq.ge(s.end, end);
      if (later) {
        if (!s.is(Sent.EVER)) {
          return; // all that follows was sent later still
        }
        continue;
      }
      long left = s.at + rttNanos + window - now;
      if (left <= 0) {
        c.sent.lost(s);
      } else {
        until = until == NEVER ? now + left : Math.max(until, now + left);
      }
    }
  }

  /** RACK.reo_wnd. */
  private long window(Connection c) {
    if (!reordering) {
      Recovery.Phase phase = c.recovery.phase;
      if (phase == Recovery.Phase.RECOVERY || phase == Recovery.Phase.LOSS || enoughSacked(c)) {
        return 0;
      }
    }
    long least = c.rtt.minimum();
    return Math.min(factor * least / 4, c.rtt.srtt());
  }

  /** As many segments reported as the classic threshold wants. */
  private static boolean enoughSacked(Connection c) {
    if (c.sent.sackedBytes() >= DUPLICATES * c.snd.mss) {
      return true;
    }
    int segments = 0;
    for (Sent s = c.sent.first(); s != null && segments < DUPLICATES; s = s.next) {
      segments += s.is(Sent.SACKED) ? 1 : 0;
    }
    return segments >= DUPLICATES;
  }

  void timeout() {
    until = NEVER;
  }
}
