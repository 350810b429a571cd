package naru.stack.tcp;

import org.jspecify.annotations.Nullable;

/**
 * What is taken for lost, and what follows from it: fast retransmit and recovery (RFC 5681, 6582,
 * 6675), RACK (RFC 8985) as the judge where SACK is agreed, PRR (RFC 6937) for the window
 * meanwhile, the timeout (RFC 6298), and taking it back when nothing was lost (Eifel RFC 3522/4015,
 * DSACK RFC 3708, F-RTO RFC 5682).
 */
final class Recovery {
  /** Where the sender stands. */
  enum Phase {
    OPEN,
    /** The window was reduced for an ECN echo; until the recovery point (RFC 3168). */
    REDUCED,
    /** Fast recovery. */
    RECOVERY,
    /** After a timeout. */
    LOSS
  }

  private static final int DUPLICATES = 3;

  final Rack rack = new Rack();
  private @Nullable Prr prr;
  Phase phase = Phase.OPEN;

  /** SND.NXT when it began: what lies before must be acknowledged to end it. */
  int point;

  /** Duplicate acknowledgments in a row, without SACK. */
  int duplicates;

  /** Whether {@link CongestionControl#undo} would take this episode back. */
  private boolean undoable;

  /** TSval of the first retransmission of this episode; an older echo means it was needless. */
  private int firstTimestamp;

  private boolean timestampKnown;

  /** A partial acknowledgment came in this recovery. */
  private boolean partial;

  /** Segments sent again in this episode and not reported as duplicates. */
  private int pendingAgain;

  /** F-RTO: the timeout's verdict is open; new data may go before what was taken for lost. */
  boolean probing;

  /** The first segment of an episode goes out whatever the window says. */
  boolean forced;

  /** Timeouts in a row. */
  int timeouts;

  // ---- an acknowledgment came

  void acknowledged(Connection c, Delivery d, boolean duplicate, int flightBefore, long now) {
    boolean advanced = d.cumulative > 0;
    if (advanced) {
      timeouts = 0;
    }
    countDuplicates(c, d, duplicate);
    if (undoable && undo(c, d, now)) {
      grow(c, d, flightBefore, now);
      return;
    }
    judge(c, d, now);
    switch (phase) {
      case OPEN, REDUCED -> open(c, d, flightBefore, now);
      case RECOVERY -> recovering(c, d, now);
      case LOSS -> afterTimeout(c, d, duplicate, flightBefore, now);
    }
  }

  private void countDuplicates(Connection c, Delivery d, boolean duplicate) {
    if (c.sackOk) {
      return;
    }
    if (duplicate) {
      duplicates++;
      if (phase != Phase.LOSS) { // after a timeout nothing but what was sent again is under way
        c.sent.oneLeft(c.snd.mss);
      }
    } else if (d.cumulative > 0) {
      int still = c.sent.leftBytes() - Math.max(0, d.cumulative - c.snd.mss);
      c.sent.leftBytes(phase == Phase.RECOVERY ? still : 0);
      duplicates = 0;
    }
  }

  /** Marks what is lost as far as it can be known. */
  private void judge(Connection c, Delivery d, long now) {
    if (c.sackOk) {
      rack.delivered(c, d, now);
      rack.detect(c, now);
    } else if (duplicates == DUPLICATES && phase == Phase.OPEN && Seq.gt(c.snd.una, point)) {
      // Up to the point itself, duplicates may be of what was sent again (RFC 6582 section 4.1).
      firstSegmentLost(c);
    }
  }

  /** Without SACK only the first segment is known to be missing. */
  private static void firstSegmentLost(Connection c) {
    Sent first = c.sent.first();
    if (first == null || first.is(Sent.LOST)) {
      return;
    }
    if (first.length() > c.snd.mss) {
      c.sent.split(first, first.start + c.snd.mss);
    }
    c.sent.lost(first);
  }

  private void open(Connection c, Delivery d, int flightBefore, long now) {
    if (c.sent.lostBytes() > 0) {
      begin(c, c.sent.sackedBytes() - d.sacked - d.cumulative, now);
      window(c, d);
      return;
    }
    if (phase == Phase.REDUCED && Seq.ge(c.snd.una, point)) {
      phase = Phase.OPEN;
    }
    if (phase == Phase.OPEN) {
      if (Seq.gt(c.snd.una, point)) {
        point = c.snd.una - 1; // never left half the number space behind
      }
      grow(c, d, flightBefore, now);
    }
  }

  private static void grow(Connection c, Delivery d, int flightBefore, long now) {
    if (d.cumulative <= 0) {
      return;
    }
    c.congestion.round(c.snd.una, c.snd.nxt);
    c.congestion.acked(
        d.bytes, flightBefore, now, Math.max(0, d.rttNanos), c.rtt.srtt(), c.snd.congestionLimited);
  }

  private void begin(Connection c, int sackedBefore, long now) {
    boolean reducedAlready = phase == Phase.REDUCED;
    phase = Phase.RECOVERY;
    point = c.snd.nxt;
    if (!reducedAlready) {
      c.congestion.reduce(c.sent.flight(), now);
      undoable = true;
    }
    timestampKnown = false;
    partial = false;
    pendingAgain = 0;
    forced = true;
    Prr fresh = prr == null ? new Prr() : prr;
    prr = fresh;
    fresh.begin(c.sent.flight() - sackedBefore, c.congestion.threshold());
    c.tcp.counters.recoveries++;
  }

  private void recovering(Connection c, Delivery d, long now) {
    if (Seq.ge(c.snd.una, point)) {
      end(c);
      return;
    }
    if (d.cumulative > 0 && !c.sackOk) {
      firstSegmentLost(c); // a partial acknowledgment: RFC 6582 section 3.2 step 3
    }
    window(c, d);
  }

  /** SND.UNA moved: whether the retransmission timer begins anew. */
  boolean restartsTimer(Connection c) {
    boolean restarts = !impatient(c) || Seq.ge(c.snd.una, point);
    partial = phase == Phase.RECOVERY;
    return restarts;
  }

  /**
   * Without SACK only the first partial acknowledgment of a recovery restarts the timer: one hole
   * in a round trip would take forever if there are many, so that the timeout takes over then (RFC
   * 6582 section 3.2 step 3, and section 4).
   */
  boolean impatient(Connection c) {
    return !c.sackOk && phase == Phase.RECOVERY && partial;
  }

  private void end(Connection c) {
    phase = Phase.OPEN;
    forced = false;
    int burst = CongestionControl.initialWindow(c.snd.mss);
    c.congestion.window(Math.min(c.congestion.threshold(), c.sent.pipe() + burst));
    duplicates = 0;
  }

  /** The window while recovering: one segment out for what went in, down to ssthresh. */
  private void window(Connection c, Delivery d) {
    Prr running = prr;
    if (running == null) {
      return;
    }
    int delivered = c.sackOk ? d.bytes : Math.max(d.bytes, c.snd.mss);
    boolean safe = d.cumulative > 0 && c.sent.firstLost() == null;
    int window = running.window(delivered, c.sent.pipe(), c.snd.mss, safe);
    c.congestion.window(window);
  }

  private void afterTimeout(
      Connection c, Delivery d, boolean duplicate, int flightBefore, long now) {
    if (probing && spurious(c, d, duplicate)) {
      revert(c);
      return;
    }
    if (Seq.ge(c.snd.una, point)) {
      phase = Phase.OPEN;
      probing = false;
    }
    grow(c, d, flightBefore, now);
  }

  /**
   * F-RTO (RFC 5682): whether the timeout was for nothing, because something arrived that was sent
   * before it and not again. Without SACK it may have arrived long ago, so the first acknowledgment
   * after the timeout proves nothing; it lets new text out, and the second one decides.
   */
  private boolean spurious(Connection c, Delivery d, boolean duplicate) {
    boolean newer = Seq.gt(c.snd.nxt, point);
    boolean before = d.original && Seq.le(d.originalEnd, point);
    if (before && (c.sackOk || !d.retransmitted)) {
      return true;
    }
    if (duplicate && newer) {
      c.congestion.window(3 * c.snd.mss); // step 3a: what is missing goes again
    }
    probing &= d.cumulative > 0 ? !newer : !duplicate;
    return false;
  }

  // ---- it was none

  /** Whether the acknowledgment proves that what was sent again had not been lost. */
  private boolean undo(Connection c, Delivery d, long now) {
    if (phase != Phase.RECOVERY && phase != Phase.LOSS) {
      undoable = phase == Phase.OPEN && undoable && d.duplicate;
    }
    boolean eifel =
        d.cumulative > 0
            && timestampKnown
            && c.tcp.arriving.header.hasTimestamps()
            && Seq.lt(c.tcp.arriving.header.timestampEcho(), firstTimestamp);
    if (d.duplicate && Seq.lt(d.duplicateLeft, point)) {
      pendingAgain -= Math.min(pendingAgain, segments(c, d.duplicateRight - d.duplicateLeft));
    }
    boolean allTwice = d.duplicate && pendingAgain == 0 && timestampKnown;
    if (!eifel && !allTwice) {
      return false;
    }
    if (phase == Phase.RECOVERY) {
      rack.wasReordering();
    }
    revert(c);
    return true;
  }

  private void revert(Connection c) {
    c.congestion.undo();
    c.sent.noneLost();
    c.rtt.resetBackOff();
    c.undone++;
    c.tcp.counters.undone++;
    phase = Phase.OPEN;
    undoable = false;
    probing = false;
    forced = false;
    timestampKnown = false;
    duplicates = 0;
  }

  // ---- told by others

  /** Something was sent again in this episode. */
  void sentAgain(Connection c, int bytes, int timestamp) {
    if (!timestampKnown) {
      firstTimestamp = timestamp;
      timestampKnown = c.timestampsOk || c.sackOk;
    }
    pendingAgain += segments(c, bytes);
    forced = false;
    sent(bytes);
  }

  private static int segments(Connection c, int bytes) {
    return Math.max(1, Math.ceilDiv(bytes, c.snd.mss));
  }

  /** Something was sent, for the balance of PRR. */
  void sent(int bytes) {
    Prr running = prr;
    if (running != null && phase == Phase.RECOVERY) {
      running.sent(bytes);
    }
  }

  /** The reordering timer of RACK ran out. */
  void reorderTimeout(Connection c, long now) {
    rack.detect(c, now);
    if (c.sent.lostBytes() == 0) {
      return;
    }
    if (phase == Phase.OPEN || phase == Phase.REDUCED) {
      begin(c, c.sent.sackedBytes(), now);
      c.congestion.window(Math.max(c.sent.pipe() + c.snd.mss, c.snd.mss));
    }
    forced = true;
  }

  /** A tail loss probe was what got through: something before it was lost (RFC 8985 s. 7.4). */
  void probeRepaired(Connection c, long now) {
    if (phase == Phase.OPEN) {
      c.congestion.reduce(c.sent.flight(), now);
      phase = Phase.REDUCED;
      point = c.snd.nxt;
    }
  }

  /** ECE came (RFC 3168 section 6.1.2): once in a window of data. */
  void congestionEchoed(Connection c, int flightBefore, long now) {
    if (phase == Phase.OPEN) {
      c.congestion.reduce(flightBefore, now);
      phase = Phase.REDUCED;
      point = c.snd.nxt;
      undoable = false;
      c.snd.reduced = true;
    }
  }

  /** The path takes smaller segments only: all goes again, and nothing was congested. */
  void pathShrank(Connection c) {
    c.sent.allLost();
    phase = Phase.LOSS;
    point = c.snd.nxt;
    undoable = false;
    probing = false;
    forced = true;
  }

  /** The retransmission timer ran out (RFC 6298 section 5.4). */
  void timeout(Connection c, long now) {
    boolean first = phase != Phase.LOSS && phase != Phase.RECOVERY;
    Sent head = c.sent.first();
    if (head != null && head.is(Sent.SACKED)) {
      c.sent.forgetSacks(); // reneged (RFC 2018 section 8)
    }
    c.congestion.timeout(c.sent.flight(), now, first);
    undoable = first || undoable;
    probing = first && timeouts == 0;
    c.sent.allLost();
    c.rtt.backOff();
    rack.timeout();
    timeouts++;
    duplicates = 0;
    if (first) { // else what was sent again before it counts too
      timestampKnown = false;
      pendingAgain = 0;
    }
    phase = Phase.LOSS;
    point = c.snd.nxt;
    forced = true;
    c.tcp.counters.timeouts++;
  }
}
