package naru.stack.tcp;

import naru.trace.TcpEvent.Why;
import naru.wire.tcp.TcpFlags;
import naru.wire.tcp.TcpView;

/** The three-way handshake, from both sides (RFC 9293 sections 3.5 and 3.10.7.3). */
final class Opening {
  /** RFC 9293 section 3.7.1: what a side that names no MSS takes. */
  private static final int DEFAULT_MSS_V4 = 536;

  private static final int DEFAULT_MSS_V6 = 1220;

  /** Smaller ones are an attack, not a network (RFC 9293 section 3.7.1 leaves the floor open). */
  private static final int SMALLEST_MSS = 48;

  /** RFC 7323 section 2.3. */
  private static final int LARGEST_SHIFT = 14;

  private Opening() {}

  /** SEGMENT ARRIVES in SYN-SENT. */
  static void synSent(Connection c, Arriving seg) {
    boolean ack = seg.has(TcpFlags.ACK);
    if (ack && (Seq.le(seg.ack, c.snd.iss) || Seq.gt(seg.ack, c.snd.nxt))) {
      seg.verdict = Why.NOT_ACCEPTABLE;
      if (!seg.has(TcpFlags.RST)) {
        c.tcp.output().resetFor(c, seg);
      }
      return;
    }
    if (seg.has(TcpFlags.RST)) {
      seg.verdict = ack ? Why.IN_ORDER : Why.NOT_ACCEPTABLE;
      if (ack) {
        c.tcp.finish(c, Ending.REFUSED);
      }
      return;
    }
    if (!seg.has(TcpFlags.SYN)) {
      seg.verdict = Why.NOT_ACCEPTABLE;
      return;
    }
    seg.verdict = Why.IN_ORDER;
    agree(c, seg, true);
    c.tcp.dirty(c);
    if (ack) {
      c.rcv.ackNow = true;
      established(c, seg);
      seg.trimFront(1);
      SegmentArrives.otherwise(c, seg);
    } else {
      c.become(State.SYN_RECEIVED); // both sides opened at once
      again(c);
    }
  }

  /** In SYN-RECEIVED of a simultaneous open: the other side's SYN again, with our ACK. */
  static boolean isAnswerToBoth(Connection c, Arriving seg) {
    return seg.has(TcpFlags.SYN)
        && seg.has(TcpFlags.ACK)
        && !seg.has(TcpFlags.RST)
        && seg.seq == c.rcv.irs
        && seg.ack == c.snd.nxt;
  }

  /** The fifth check in SYN-RECEIVED. */
  static boolean acknowledged(Connection c, Arriving seg) {
    if (Seq.le(seg.ack, c.snd.una) || Seq.gt(seg.ack, c.snd.nxt)) {
      seg.verdict = Why.NOT_ACCEPTABLE;
      c.tcp.output().resetFor(c, seg);
      return false;
    }
    established(c, seg);
    return true;
  }

  /** Both initial numbers are acknowledged. */
  static void established(Connection c, Arriving seg) {
    Sent syn = c.sent.first();
    boolean timedOut = c.recovery.timeouts > 0;
    if (syn != null && (!syn.is(Sent.EVER) || isEcho(c, seg, syn))) {
      c.rtt.sample(Math.max(1, seg.now - syn.at), seg.now);
    } else if (timedOut) {
      c.rtt.synTimedOut();
    }
    Delivery d = c.tcp.delivery;
    d.clear();
    c.sent.acknowledge(c.snd.iss + 1, d);
    c.snd.una = c.snd.iss + 1;
    c.snd.progressAt = seg.now;
    c.recovery.phase = Recovery.Phase.OPEN;
    c.recovery.forced = false;
    c.recovery.timeouts = 0;
    c.recovery.point = c.snd.iss;
    restoreWindow(c, timedOut);
    c.snd.wnd = Acks.scaled(c, seg);
    c.snd.maxWnd = Math.max(c.snd.maxWnd, c.snd.wnd);
    c.snd.wl1 = seg.seq;
    c.snd.wl2 = seg.ack;
    c.become(State.ESTABLISHED);
    if (c.snd.finQueued) {
      c.become(State.FIN_WAIT_1);
    }
    c.tellConnected = true;
    c.alarms.rearmLife(seg.now);
    c.tcp.opened(c);
    c.tcp.dirty(c);
  }

  /** The timeouts of the SYN shrank the window: RFC 5681 section 3.1 wants one segment then. */
  private static void restoreWindow(Connection c, boolean timedOut) {
    int mss = c.snd.mss;
    c.congestion = Connection.control(c.options.congestion(), mss);
    if (timedOut) {
      c.congestion.window(mss);
    }
  }

  /** Whether it is the latest of several SYNs that is answered: then it may be measured. */
  private static boolean isEcho(Connection c, Arriving seg, Sent syn) {
    return c.timestampsOk
        && seg.header.hasTimestamps()
        && seg.header.timestampEcho() == syn.timestamp;
  }

  /** Sends our SYN, or SYN and ACK, once more. */
  static void again(Connection c) {
    Sent syn = c.sent.first();
    if (syn != null) {
      c.sent.lost(syn);
      c.recovery.forced = true;
      c.tcp.dirty(c);
    }
  }

  /**
   * What both sides offered.
   *
   * @param active whether we offered first, so that what comes is an answer
   */
  static void agree(Connection c, Arriving seg, boolean active) {
    TcpView header = seg.header;
    TcpOptions o = c.options;
    c.rcv.irs = seg.seq;
    c.rcv.nxt = seg.seq + 1;
    c.rcv.lastAck = c.rcv.nxt;
    c.rcv.edge = c.rcv.nxt;
    c.sackOk = o.sack() && header.sackPermitted();
    c.timestampsOk = o.timestamps() && header.hasTimestamps();
    if (c.timestampsOk) {
      c.rcv.tsRecent = header.timestampValue();
      c.rcv.tsRecentAt = seg.now;
    }
    boolean scaled = o.windowScale() && header.windowScale() >= 0;
    c.snd.shift = scaled ? Math.min(header.windowScale(), LARGEST_SHIFT) : 0;
    c.rcv.shift = scaled ? ReceiveWindow.shiftFor(o.maxReceiveBufferBytes()) : 0;
    int both = seg.flags & (TcpFlags.ECE | TcpFlags.CWR);
    boolean wanted = active ? both == TcpFlags.ECE : both == (TcpFlags.ECE | TcpFlags.CWR);
    c.ecnOk = o.ecn() && wanted;
    c.snd.wnd = header.window();
    c.snd.maxWnd = c.snd.wnd;
    c.snd.wl1 = seg.seq;
    c.snd.wl2 = seg.ack;
    int dflt = c.v4() ? DEFAULT_MSS_V4 : DEFAULT_MSS_V6;
    c.snd.peerMss = header.mss() == 0 ? dflt : Math.max(SMALLEST_MSS, header.mss());
    segmentSize(c);
    if (active) {
      ReceiveWindow.first(c);
    }
  }

  /** The largest text: of what the other side takes, the path carries and the options say. */
  static void segmentSize(Connection c) {
    int path = c.tcp.pathMss(c);
    int mss = Math.min(c.snd.peerMss, path);
    if (c.options.maxSegmentBytes() > 0) {
      mss = Math.min(mss, c.options.maxSegmentBytes());
    }
    c.snd.mss = Math.max(SMALLEST_MSS - 12, mss - (c.timestampsOk ? 12 : 0));
    c.congestion.mss(c.snd.mss);
  }
}
