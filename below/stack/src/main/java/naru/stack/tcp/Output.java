package naru.stack.tcp;

import naru.stack.ip.IpLayer;
import naru.trace.TcpEvent.Why;
import naru.wire.tcp.TcpFlags;

/**
 * Decides what a connection sends, in one pass after each batch of input: what was lost first, then
 * new text as far as both windows allow, then FIN, and an acknowledgment if none rode along. {@link
 * Transmitter} puts it on the link.
 */
final class Output {
  private final Transmitter transmitter;
  private final IpLayer ip;

  Output(IpLayer ip, Transmitter transmitter) {
    this.ip = ip;
    this.transmitter = transmitter;
  }

  void pass(Connection c, long now) {
    if (c.held || c.ending != null) {
      return;
    }
    if (c.state.synchronised()) {
      Notices.followPath(c);
      again(c, now);
      fresh(c, now);
      fin(c, now);
    } else {
      open(c, now);
    }
    acknowledge(c, now);
    c.alarms.rearmNetwork(now);
  }

  // ---- SYN

  private void open(Connection c, long now) {
    Sent syn = c.sent.first();
    boolean active = c.state == State.SYN_SENT;
    boolean spoke = syn == null || syn.is(Sent.LOST);
    if (syn == null) {
      c.snd.progressAt = now;
      c.alarms.restart(now);
      c.sent.sent(c.snd.iss, c.snd.iss + 1, Sent.SYN, now, c.timestamp(now));
      c.snd.nxt = c.snd.iss + 1;
      transmitter.syn(c, active ? Why.SYN : Why.SYN_ACK, true, now);
    } else if (syn.is(Sent.LOST)) {
      c.sent.again(syn, now, c.timestamp(now));
      c.retransmissions++;
      // Else both sides opened at once, or the other side's SYN came once more.
      boolean timedOut = c.recovery.timeouts > 0;
      transmitter.syn(c, timedOut ? Why.RETRANSMIT_TIMEOUT : Why.SYN_ACK, false, now);
    }
    if (active || spoke) {
      c.rcv.ackNow = false; // the SYN carried it, if there is anything to acknowledge
    }
  }

  // ---- what was lost

  private void again(Connection c, long now) {
    for (Sent s = c.sent.firstLost(); s != null; s = c.sent.firstLost()) {
      if (c.recovery.probing && !c.recovery.forced && maySendNew(c)) {
        return; // F-RTO: new text tells whether anything was lost at all
      }
      int room = c.congestion.window() - c.sent.pipe();
      int least = Math.min(s.length(), c.snd.mss);
      if (!c.recovery.forced && (room < least || c.snd.wnd == 0)) {
        c.snd.congestionLimited = true;
        return;
      }
      int n = cut(c, s.length(), Math.max(room, least));
      if (n < s.length()) {
        c.sent.split(s, s.start + n);
      }
      boolean timedOut = c.recovery.phase == Recovery.Phase.LOSS;
      resend(c, s, timedOut ? Why.RETRANSMIT_TIMEOUT : Why.FAST_RETRANSMIT, now);
    }
  }

  /** At most {@code most} octets, whole segments unless it is all, and no more than a packet. */
  private int cut(Connection c, int length, int most) {
    int mss = transmitter.mss(c);
    int whole = Math.max(mss, most / mss * mss);
    return Math.min(length, Math.min(whole, superText(c, mss)));
  }

  private int superText(Connection c, int mss) {
    int room = ip.superPacketBytes() - ip.headerBytes(c.v4()) - 60;
    return Math.max(mss, room / mss * mss);
  }

  private void resend(Connection c, Sent s, Why why, long now) {
    int flags = s.is(Sent.FIN) ? TcpFlags.FIN : 0;
    int timestamp = c.timestamp(now);
    int text = s.text();
    transmitter.text(c, s.start, text, flags | pushAt(c, s.start + text), false, why, now);
    c.sent.again(s, now, timestamp);
    if (s == c.sent.first() && !c.recovery.impatient(c)) {
      c.alarms.restart(now); // its acknowledgment is what the timer waits for
    }
    c.recovery.sentAgain(c, s.length(), timestamp);
    int segments = Math.max(1, Math.ceilDiv(text, c.snd.mss));
    c.retransmissions += segments;
    c.tcp.counters.retransmissions += segments;
  }

  private static int pushAt(Connection c, int end) {
    return end == c.sending.end() && c.sending.size() > 0 ? TcpFlags.PSH : 0;
  }

  // ---- what is new

  /** Text that was never sent. */
  private static int unsent(Connection c) {
    return c.snd.finSent ? 0 : c.sending.end() - c.snd.nxt;
  }

  private static int windowRoom(Connection c) {
    return c.snd.una + c.snd.wnd - c.snd.nxt;
  }

  private boolean maySendNew(Connection c) {
    return unsent(c) > 0 && windowRoom(c) >= Math.min(unsent(c), c.snd.mss);
  }

  private void fresh(Connection c, long now) {
    c.snd.congestionLimited = false;
    if (!c.state.transmits() || unsent(c) <= 0) {
      return;
    }
    restartAfterIdle(c, now);
    int mss = transmitter.mss(c);
    int most = superText(c, mss);
    for (int left = unsent(c); left > 0; left = unsent(c)) {
      int window = windowRoom(c);
      int congestion = c.congestion.window() - c.sent.pipe();
      if (congestion < Math.min(left, mss) && !c.sent.isEmpty()) {
        c.snd.congestionLimited = true;
        return;
      }
      int may = Math.min(left, Math.min(window, Math.max(congestion, mss)));
      int n = Math.min(may, most);
      if (n > mss && n < left) {
        n -= n % mss;
      } else if (n > mss && n % mss > 0 && !mayBeSmall(c, n % mss)) {
        n -= n % mss; // the tail waits: Nagle
      }
      if (n <= 0 || n < mss && !isWorth(c, n, left)) {
        return;
      }
      send(c, n, mss, now);
    }
  }

  /** Silly window avoidance of the sender (RFC 9293 section 3.8.6.2.1), and Nagle. */
  private static boolean isWorth(Connection c, int n, int left) {
    if (n == left) {
      return mayBeSmall(c, n);
    }
    return n >= c.snd.maxWnd / 2;
  }

  /** Whether a segment smaller than the MSS may go: Nagle's rule in Minshall's form. */
  private static boolean mayBeSmall(Connection c, int n) {
    return c.options.noDelay()
        || c.snd.finQueued
        || c.sent.isEmpty()
        || Seq.le(c.snd.small, c.snd.una);
  }

  private void send(Connection c, int n, int mss, long now) {
    Snd snd = c.snd;
    int start = snd.nxt;
    int end = start + n;
    boolean last = end == c.sending.end();
    boolean fin = last && snd.finQueued;
    int flags = (last ? TcpFlags.PSH : 0) | (fin ? TcpFlags.FIN : 0);
    if (snd.reduced) {
      flags |= TcpFlags.CWR;
      snd.reduced = false;
    }
    if (n % mss > 0) {
      snd.small = end;
    }
    note(c, end + (fin ? 1 : 0), fin ? Sent.FIN : 0, now);
    snd.finSent = fin;
    transmitter.text(c, start, n, flags, true, Why.NEW_DATA, now);
    c.recovery.sent(n);
  }

  /** Notes what is sent from SND.NXT on. */
  private static void note(Connection c, int end, int flags, long now) {
    if (c.sent.isEmpty()) {
      c.snd.progressAt = now;
      c.alarms.restart(now);
    }
    c.sent.sent(c.snd.nxt, end, flags, now, c.timestamp(now));
    c.snd.nxt = end;
    c.snd.sentAt = now;
    c.snd.probed = false;
  }

  private static void restartAfterIdle(Connection c, long now) {
    if (c.sent.isEmpty() && c.snd.sentAt != 0 && now - c.snd.sentAt > c.rtt.rto()) {
      c.congestion.restartAfterIdle(CongestionControl.initialWindow(c.snd.mss));
    }
  }

  /** FIN alone, when all text has gone before. */
  private void fin(Connection c, long now) {
    if (!c.snd.finQueued || c.snd.finSent || unsent(c) > 0 || !c.state.transmits()) {
      return;
    }
    int seq = c.snd.nxt;
    note(c, seq + 1, Sent.FIN, now);
    c.snd.finSent = true;
    transmitter.text(c, seq, 0, TcpFlags.FIN, true, Why.FIN, now);
  }

  /** Whether text waits for nothing but the other side's window. */
  static boolean isHeldByWindow(Connection c) {
    return c.sent.isEmpty() && unsent(c) > 0;
  }

  // ---- acknowledgments

  private void acknowledge(Connection c, long now) {
    Rcv rcv = c.rcv;
    if (!rcv.ackNow && !rcv.windowUpdate || c.state == State.SYN_SENT) {
      return;
    }
    Why why = Why.ACK;
    if (rcv.challenge) {
      why = Why.CHALLENGE_ACK;
    } else if (rcv.disorder || rcv.duplicate) {
      why = Why.DUPLICATE_ACK;
    } else if (rcv.windowUpdate && !rcv.ackNow) {
      why = Why.WINDOW_UPDATE;
    } else if (rcv.delayed) {
      why = Why.DELAYED_ACK;
    }
    transmitter.acknowledgment(c, c.snd.nxt, why, now);
  }

  // ---- probes

  /** RFC 8985 section 7.3: new text if there is some, else the last segment again. */
  void tailProbe(Connection c, long now) {
    int mss = transmitter.mss(c);
    c.alarms.probed = true;
    c.alarms.restart(now);
    int n = Math.min(Math.min(unsent(c), windowRoom(c)), mss);
    if (n > 0) {
      c.alarms.probedAgain = false;
      send(c, n, mss, now);
    } else {
      Sent s = TailProbe.segment(c);
      if (s == null) {
        c.alarms.probed = false;
        return;
      }
      c.alarms.probedAgain = true;
      resend(c, s, Why.LOSS_PROBE, now);
    }
    c.alarms.probeEnd = c.snd.nxt;
  }

  /** RFC 9293 section 3.8.6.1: one octet into a closed window, or what fits into a small one. */
  void windowProbe(Connection c, long now) {
    int n = Math.min(unsent(c), windowRoom(c));
    if (n > 0) {
      send(c, Math.min(n, transmitter.mss(c)), transmitter.mss(c), now);
    } else if (unsent(c) > 0) {
      c.snd.probed = true;
      c.snd.sentAt = now;
      transmitter.text(c, c.snd.nxt, 1, 0, false, Why.WINDOW_PROBE, now);
    }
  }

  /** RFC 9293 section 3.8.4: an old number makes the other side say where it is. */
  void keepAlive(Connection c, long now) {
    transmitter.acknowledgment(c, c.snd.nxt - 1, Why.KEEP_ALIVE, now);
  }

  // ---- resets

  /** RST for a segment of this connection whose acknowledgment makes no sense. */
  void resetFor(Connection c, Arriving seg) {
    transmitter.bare(c, seg.ack, 0, TcpFlags.RST, Why.RESET, seg.now);
  }
}
