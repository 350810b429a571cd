package naru.stack.tcp;

import io.netty.buffer.ByteBuf;
import naru.trace.TcpEvent.Why;
import naru.wire.tcp.TcpFlags;
import naru.wire.tcp.TcpView;

/**
 * SEGMENT ARRIVES for a connection that exists: the checks of RFC 9293 section 3.10.7.4, in its
 * order. Each says whether the segment is to be read on.
 */
final class SegmentArrives {
  /** A timestamp that was not renewed for so long says nothing (RFC 7323 section 5.5). */
  private static final long TIMESTAMP_AGE_NANOS = 24L * 24 * 3600 * 1_000_000_000;

  private static final int CONGESTION_EXPERIENCED = 3;

  private SegmentArrives() {}

  static void at(Connection c, Arriving seg) {
    c.rcv.heardAt = seg.now;
    c.alarms.heard();
    if (c.state == State.SYN_SENT) {
      Opening.synSent(c, seg);
    } else {
      otherwise(c, seg);
    }
  }

  /** All states but CLOSED, LISTEN and SYN-SENT. */
  static void otherwise(Connection c, Arriving seg) {
    if (!sequence(c, seg) || !reset(c, seg) || !syn(c, seg) || !acknowledgment(c, seg)) {
      return;
    }
    congestion(c, seg);
    text(c, seg);
    fin(c, seg);
  }

  // ---- first: the sequence number

  private static boolean sequence(Connection c, Arriving seg) {
    if (c.state == State.SYN_RECEIVED && Opening.isAnswerToBoth(c, seg)) {
      seg.trimFront(1);
      c.rcv.ackNow = true;
      return true;
    }
    if (c.timestampsOk && !timestamp(c, seg)) {
      return false;
    }
    if (!acceptable(c, seg)) {
      return false;
    }
    renewTimestamp(c, seg);
    trim(c, seg);
    return true;
  }

  /** PAWS: a segment with an older timestamp is of an earlier time (RFC 7323 section 5.3). */
  private static boolean timestamp(Connection c, Arriving seg) {
    if (seg.has(TcpFlags.RST)) {
      return true;
    }
    TcpView header = seg.header;
    if (!header.hasTimestamps()) {
      seg.verdict = Why.NOT_ACCEPTABLE;
      c.tcp.counters.withoutTimestamp++;
      return false;
    }
    boolean old = Seq.lt(header.timestampValue(), c.rcv.tsRecent);
    if (old && !expired(c, seg.now)) {
      seg.verdict = Why.OLD_TIMESTAMP;
      c.tcp.counters.oldTimestamps++;
      noteDuplicate(c, seg);
      Challenge.outOfWindow(c, seg);
      return false;
    }
    return true;
  }

  /** Whether TS.Recent is too old to say anything. */
  private static boolean expired(Connection c, long now) {
    return now - c.rcv.tsRecentAt >= TIMESTAMP_AGE_NANOS;
  }

  private static boolean acceptable(Connection c, Arriving seg) {
    Rcv rcv = c.rcv;
    int length = seg.length();
    int window = rcv.window();
    if (length == 0) {
      // At the right edge too: such an ACK is in the window of who sent it.
      if (Seq.ge(seg.seq, rcv.nxt) && Seq.le(seg.seq, rcv.edge)) {
        return true;
      }
    } else if (window > 0) {
      if (Seq.lt(seg.seq, rcv.edge) && Seq.gt(seg.end(), rcv.nxt)) {
        return true;
      }
    } else if (seg.seq == rcv.nxt) {
      return inZeroWindow(c, seg);
    }
    seg.verdict = length > 0 && Seq.le(seg.end(), rcv.nxt) ? Why.DUPLICATE : Why.NOT_ACCEPTABLE;
    if (!seg.has(TcpFlags.RST)) {
      if (c.state == State.SYN_RECEIVED && seg.has(TcpFlags.SYN) && seg.seq == rcv.irs) {
        Opening.again(c);
      } else {
        noteDuplicate(c, seg);
        Challenge.outOfWindow(c, seg);
      }
    }
    return false;
  }

  /** The window is closed: the text is refused, but not what the segment acknowledges. */
  private static boolean inZeroWindow(Connection c, Arriving seg) {
    c.rcv.ackNow = true;
    c.tcp.dirty(c);
    seg.verdict = Why.NOT_ACCEPTABLE;
    seg.trimBack(seg.length());
    return true;
  }

  private static void noteDuplicate(Connection c, Arriving seg) {
    if (c.sackOk && seg.textLength > 0 && Seq.lt(seg.seq, c.rcv.nxt)) {
      c.rcv.duplicate = true;
      c.rcv.duplicateLeft = seg.seq;
      c.rcv.duplicateRight = Seq.min(seg.end(), c.rcv.nxt);
    }
  }

  private static void renewTimestamp(Connection c, Arriving seg) {
    TcpView header = seg.header;
    if (c.timestampsOk
        && header.hasTimestamps()
        && Seq.le(seg.seq, c.rcv.lastAck)
        && (Seq.ge(header.timestampValue(), c.rcv.tsRecent) || expired(c, seg.now))) {
      c.rcv.tsRecent = header.timestampValue();
      c.rcv.tsRecentAt = seg.now;
    }
  }

  private static void trim(Connection c, Arriving seg) {
    if (Seq.lt(seg.seq, c.rcv.nxt) && !seg.has(TcpFlags.RST | TcpFlags.SYN)) {
      noteDuplicate(c, seg);
      seg.trimFront(c.rcv.nxt - seg.seq);
      c.rcv.ackNow = true;
      c.tcp.dirty(c);
    }
    if (Seq.gt(seg.end(), c.rcv.edge)) {
      seg.trimBack(seg.end() - c.rcv.edge);
    }
  }

  // ---- second: RST (RFC 5961 section 3)

  private static boolean reset(Connection c, Arriving seg) {
    if (!seg.has(TcpFlags.RST)) {
      return true;
    }
    if (seg.seq != c.rcv.nxt) {
      Challenge.challenge(c, seg.now);
      seg.verdict = Why.NOT_ACCEPTABLE;
      return false;
    }
    seg.verdict = Why.IN_ORDER;
    // Only FIN was not acknowledged: all arrived. With text it is a loss that the user must know.
    boolean over = (c.state == State.CLOSING || c.state == State.LAST_ACK) && c.sending.size() == 0;
    boolean refused = c.state == State.SYN_RECEIVED;
    c.tcp.finish(c, over ? Ending.CLOSED : refused ? Ending.REFUSED : Ending.RESET);
    return false;
  }

  // ---- fourth: SYN (RFC 5961 section 4)

  private static boolean syn(Connection c, Arriving seg) {
    if (!seg.has(TcpFlags.SYN)) {
      return true;
    }
    Challenge.challenge(c, seg.now);
    seg.verdict = Why.NOT_ACCEPTABLE;
    return false;
  }

  // ---- fifth: ACK

  private static boolean acknowledgment(Connection c, Arriving seg) {
    if (!seg.has(TcpFlags.ACK)) {
      return false;
    }
    if (c.state == State.SYN_RECEIVED && !Opening.acknowledged(c, seg)) {
      return false;
    }
    if (!Acks.read(c, seg)) {
      return false;
    }
    boolean finAcknowledged = c.snd.finSent && c.snd.una == c.snd.nxt;
    if (finAcknowledged) {
      finAcknowledged(c, seg);
    }
    return c.ending == null;
  }

  private static void finAcknowledged(Connection c, Arriving seg) {
    switch (c.state) {
      case FIN_WAIT_1 -> {
        c.become(State.FIN_WAIT_2);
        c.alarms.rearmLife(seg.now);
      }
      case CLOSING -> c.tcp.timeWait(c, false, seg.now);
      case LAST_ACK -> c.tcp.finish(c, Ending.CLOSED);
      case CLOSED,
          LISTEN,
          SYN_SENT,
          SYN_RECEIVED,
          ESTABLISHED,
          FIN_WAIT_2,
          CLOSE_WAIT,
          TIME_WAIT -> {}
    }
  }

  /** ECN: what the network said about this segment (RFC 3168 section 6.1.3). */
  private static void congestion(Connection c, Arriving seg) {
    if (!c.ecnOk) {
      return;
    }
    if (seg.has(TcpFlags.CWR)) {
      c.rcv.congestion = false;
    }
    if (seg.ecn == CONGESTION_EXPERIENCED) {
      c.rcv.congestion = true;
      c.rcv.ackNow = true;
    }
  }

  // ---- seventh: the text

  private static void text(Connection c, Arriving seg) {
    if (seg.textLength == 0 || !c.state.receives()) {
      return;
    }
    if (c.orphan) {
      c.tcp.output().resetFor(c, seg); // its user will never take it
      c.tcp.finish(c, Ending.RESET);
      return;
    }
    c.tcp.dirty(c);
    c.rcv.mss = Math.max(c.rcv.mss, Math.min(seg.textLength / seg.segments, 0xffff));
    if (seg.seq == c.rcv.nxt) {
      inOrder(c, seg);
    } else {
      outOfOrder(c, seg);
    }
  }

  private static void inOrder(Connection c, Arriving seg) {
    Rcv rcv = c.rcv;
    int before = rcv.nxt;
    boolean gap = c.received.islands() > 0;
    c.received.append(seg.text());
    rcv.nxt += seg.textLength;
    if (gap) {
      rcv.nxt = c.received.fill(rcv.nxt);
      rcv.ackNow = true;
    }
    int came = rcv.nxt - before;
    seg.verdict = Why.IN_ORDER;
    c.tellReadable = true;
    c.appetite.received(came, seg.now, senderRtt(c, seg));
    rcv.unacknowledged += came;
    if (rcv.unacknowledged >= 2 * rcv.mss || seg.segments > 1) {
      rcv.ackNow = true;
    } else {
      c.alarms.delayAck(seg.now);
    }
  }

  /** The round trip as the receiver sees it: since we sent what this segment echoes. */
  private static long senderRtt(Connection c, Arriving seg) {
    if (!c.timestampsOk || !seg.header.hasTimestamps()) {
      return 0;
    }
    int millis = c.timestamp(seg.now) - seg.header.timestampEcho();
    return millis <= 0 ? 1_000_000L : millis * 1_000_000L;
  }

  private static void outOfOrder(Connection c, Arriving seg) {
    ByteBuf text = seg.text();
    int fresh = c.received.keep(seg.seq, text);
    if (fresh == 0 && c.sackOk) {
      c.rcv.duplicate = true;
      c.rcv.duplicateLeft = seg.seq;
      c.rcv.duplicateRight = seg.seq + seg.textLength;
    }
    seg.verdict = fresh == 0 ? Why.DUPLICATE : Why.OUT_OF_ORDER;
    c.rcv.disorder = true;
    c.rcv.ackNow = true;
  }

  // ---- eighth: FIN

  private static void fin(Connection c, Arriving seg) {
    if (c.ending != null || !c.state.receives()) {
      return;
    }
    Rcv rcv = c.rcv;
    if (seg.has(TcpFlags.FIN)) {
      rcv.finKnown = true;
      rcv.finAt = seg.seq + seg.textLength;
      rcv.ackNow = true; // also beyond a gap: RFC 5681 section 4.2
      c.tcp.dirty(c);
    }
    if (!rcv.finKnown || rcv.finAt != rcv.nxt) {
      return;
    }
    rcv.nxt++;
    rcv.edge = Seq.max(rcv.edge, rcv.nxt);
    rcv.ended = true;
    c.received.releaseIslands(); // text beyond FIN, which no honest side sends
    rcv.ackNow = true;
    c.tellReadable = true;
    c.tcp.dirty(c);
    seg.verdict = Why.IN_ORDER;
    switch (c.state) {
      case ESTABLISHED -> c.become(State.CLOSE_WAIT);
      case FIN_WAIT_1 -> c.become(State.CLOSING);
      case FIN_WAIT_2 -> c.tcp.timeWait(c, true, seg.now);
      case CLOSED, LISTEN, SYN_SENT, SYN_RECEIVED, CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT -> {}
    }
  }
}
