package naru.stack.tcp;

import naru.trace.TcpEvent.Why;
import naru.wire.tcp.TcpFlags;
import naru.wire.tcp.TcpView;

/** The fifth check of RFC 9293 section 3.10.7.4: what the acknowledgment says. */
final class Acks {
  /** Beside two for each segment under way. */
  private static final int SPARE_RUNS = 64;

  private Acks() {}

  /**
   * Reads the acknowledgment of a synchronised connection.
   *
   * @return whether the segment is to be read on
   */
  static boolean read(Connection c, Arriving seg) {
    Snd snd = c.snd;
    int ack = seg.ack;
    if (ack == snd.nxt + 1 && snd.probed && !snd.finSent) {
      probeTaken(c);
    }
    if (Seq.gt(ack, snd.nxt)) {
      Challenge.acknowledge(c); // of something that was never sent
      seg.verdict = Why.NOT_ACCEPTABLE;
      return false;
    }
    if (Seq.lt(ack, snd.una - Math.max(snd.maxWnd, 1))) {
      Challenge.challenge(c, seg.now); // RFC 5961 section 5.2
      seg.verdict = Why.NOT_ACCEPTABLE;
      return false;
    }
    int flightBefore = c.sent.flight();
    Delivery d = c.tcp.delivery;
    d.clear();
    c.sent.reported(d);
    boolean duplicate = isDuplicate(c, seg);
    if (c.sackOk) {
      selective(c, seg, d);
    }
    if (Seq.gt(ack, snd.una)) {
      advance(c, ack, d, seg);
    }
    updateWindow(c, seg);
    echo(c, seg, flightBefore);
    measure(c, d, flightBefore, seg.now);
    if (flightBefore > 0 || d.duplicate) {
      TailProbe.acknowledged(c, ack, d, seg.now);
      c.recovery.acknowledged(c, d, duplicate, flightBefore, seg.now);
    }
    if (snd.roomWanted && c.room() > 0) {
      snd.roomWanted = false;
      c.tellWritable = true;
    }
    c.tcp.dirty(c);
    return true;
  }

  /** The octet of a window probe was taken after all: it counts as sent. */
  private static void probeTaken(Connection c) {
    c.sent.sent(c.snd.nxt, c.snd.nxt + 1, 0, c.snd.sentAt, c.timestamp(c.snd.sentAt));
    c.snd.nxt++;
    c.snd.probed = false;
  }

  /** RFC 5681 section 2. */
  private static boolean isDuplicate(Connection c, Arriving seg) {
    return seg.ack == c.snd.una
        && !c.sent.isEmpty()
        && seg.textLength == 0
        && !seg.has(TcpFlags.FIN | TcpFlags.SYN)
        && scaled(c, seg) == c.snd.wnd;
  }

  /** The window, which a SYN's is never shifted, be its SYN read already (RFC 7323 section 2.2). */
  static int scaled(Connection c, Arriving seg) {
    int window = seg.header.window();
    return seg.hadSyn() ? window : window << c.snd.shift;
  }

  /** SACK blocks; the first may be of a duplicate (RFC 2883 section 4). */
  private static void selective(Connection c, Arriving seg, Delivery d) {
    TcpView header = seg.header;
    int blocks = header.sackBlocks();
    int mostRuns = SPARE_RUNS + 2 * c.sent.flight() / c.snd.mss;
    for (int i = 0; i < blocks; i++) {
      int left = header.sackLeft(i);
      int right = header.sackRight(i);
      if (i == 0 && isOfDuplicate(header, seg.ack)) {
        d.duplicate = true;
        d.duplicateLeft = left;
        d.duplicateRight = right;
        continue;
      }
      if (Seq.lt(left, right)
          && Seq.ge(left, seg.ack)
          && Seq.le(right, c.snd.nxt)
          && Seq.gt(right, c.snd.una)) {
        c.sent.sack(Seq.max(left, c.snd.una), right, mostRuns, d);
      }
    }
  }

  private static boolean isOfDuplicate(TcpView header, int ack) {
    if (Seq.le(header.sackRight(0), ack)) {
      return true;
    }
    return header.sackBlocks() > 1
        && Seq.ge(header.sackLeft(0), header.sackLeft(1))
        && Seq.le(header.sackRight(0), header.sackRight(1));
  }

  private static void advance(Connection c, int ack, Delivery d, Arriving seg) {
    d.cumulative = ack - c.snd.una;
    c.sent.acknowledge(ack, d);
    c.snd.una = ack;
    c.snd.progressAt = seg.now;
    if (c.recovery.restartsTimer(c)) {
      c.alarms.restart(seg.now); // RFC 6298 (5.3)
    }
    c.sending.dropTo(ack);
    seg.verdict = seg.verdict == Why.SEEN ? Why.ACKNOWLEDGED : seg.verdict;
  }

  /**
   * SND.WND: only from a segment that is not older than the one that set it last. What acknowledges
   * more is newer, whatever its number, which may be that of text sent again; what acknowledges
   * less is older: its window begins there, not at SND.UNA.
   */
  static void updateWindow(Connection c, Arriving seg) {
    Snd snd = c.snd;
    if (Seq.lt(seg.ack, snd.una)) {
      return;
    }
    if (Seq.lt(snd.wl2, seg.ack) || Seq.le(snd.wl1, seg.seq)) {
      boolean opened = snd.wnd == 0;
      snd.wnd = scaled(c, seg);
      snd.wl1 = seg.seq;
      snd.wl2 = seg.ack;
      snd.maxWnd = Math.max(snd.maxWnd, snd.wnd);
      if (opened && snd.wnd > 0) {
        snd.probed = false;
        c.alarms.windowOpened();
      }
    }
  }

  /** ECN-Echo (RFC 3168 section 6.1.2); that of a SYN only agrees on it. */
  private static void echo(Connection c, Arriving seg, int flightBefore) {
    if (c.ecnOk && seg.has(TcpFlags.ECE) && !seg.hadSyn()) {
      c.recovery.congestionEchoed(c, flightBefore, seg.now);
    }
  }

  /** Round trips are measured on what was sent once (Karn), or with the timestamp's help. */
  private static void measure(Connection c, Delivery d, int flightBefore, long now) {
    if (d.bytes == 0) {
      return;
    }
    if (!d.latestAgain) {
      d.rttNanos = Math.max(1, now - d.latestAt);
    } else if (c.timestampsOk
        && c.tcp.arriving.header.hasTimestamps()
        && c.tcp.arriving.header.timestampEcho() == d.latestTimestamp) {
      d.rttNanos = Math.max(1, now - d.latestAt);
    }
    if (d.rttNanos > 0) {
      c.rtt.sample(d.rttNanos, Rtt.perRoundTrip(flightBefore, c.snd.mss), now);
    }
  }
}
