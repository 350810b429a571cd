package naru.stack.tcp;

import java.util.random.RandomGenerator;
import naru.trace.TcpEvent.Why;
import org.jspecify.annotations.Nullable;

/**
 * SYN cookies in use (RFC 4987 section 3.6): a listener whose half-open connections are too many
 * answers without remembering anything; the acknowledgment brings back what is needed. Cookies are
 * believed only while they are given out, and for two periods after.
 */
final class Cookies {
  private static final long BELIEVED_NANOS = 2 * SynCookie.PERIOD_NANOS;

  private final Tcp tcp;
  private final SynCookie secret;
  private long lastGiven = Long.MIN_VALUE;

  Cookies(Tcp tcp, RandomGenerator random) {
    this.tcp = tcp;
    this.secret = SynCookie.of(random);
  }

  /** Answers a SYN and forgets it. */
  void answer(Listener listener, Flow of, Arriving seg) {
    lastGiven = seg.now;
    Connection c = tcp.unlisted(of, listener.options());
    c.state = State.SYN_RECEIVED;
    Opening.agree(c, seg, false);
    c.snd.iss =
        secret.cookie(
            of.localHigh,
            of.localLow,
            of.localPort,
            of.remoteHigh,
            of.remoteLow,
            of.remotePort,
            seg.seq,
            c.snd.peerMss,
            seg.now);
    int shift = c.snd.shift == 0 && c.rcv.shift == 0 ? -1 : c.snd.shift;
    if (c.timestampsOk) {
      int plain = c.timestamp(seg.now);
      int carrying = SynCookie.timestampWithOptions(plain, shift, c.sackOk, c.ecnOk);
      c.timestampOffset += carrying - plain;
    } else {
      c.sackOk = false;
      c.ecnOk = false;
      c.snd.shift = 0;
      c.rcv.shift = 0;
    }
    seg.verdict = Why.IN_ORDER;
    tcp.counters.cookiesSent++;
    tcp.transmitter().syn(c, Why.SYN_COOKIE, false, seg.now);
  }

  /** An acknowledgment for which there is no connection: of a cookie, or null. */
  @Nullable Connection accept(Listener listener, Flow of, Arriving seg) {
    if (lastGiven == Long.MIN_VALUE || seg.now - lastGiven > BELIEVED_NANOS) {
      return null;
    }
    int mss =
        secret.check(
            of.localHigh,
            of.localLow,
            of.localPort,
            of.remoteHigh,
            of.remoteLow,
            of.remotePort,
            seg.seq - 1,
            seg.ack - 1,
            seg.now);
    if (mss == 0 || !tcp.mayOpen()) {
      tcp.counters.cookiesRefused++;
      return null;
    }
    tcp.counters.cookiesAccepted++;
    Connection c = tcp.create(of, listener.options());
    c.listener = listener;
    listener.halfOpen++;
    c.become(State.SYN_RECEIVED);
    restore(c, seg, mss);
    Opening.established(c, seg);
    SegmentArrives.otherwise(c, seg);
    return c;
  }

  private void restore(Connection c, Arriving seg, int mss) {
    int irs = seg.seq - 1;
    c.rcv.irs = irs;
    c.rcv.nxt = seg.seq;
    c.rcv.lastAck = seg.seq;
    c.rcv.edge = seg.seq;
    c.snd.iss = seg.ack - 1;
    c.snd.una = c.snd.iss;
    c.snd.nxt = c.snd.iss;
    c.sending.startAt(c.snd.iss + 1);
    c.sent.sent(c.snd.iss, c.snd.iss + 1, Sent.SYN | Sent.EVER, seg.now, 0);
    c.snd.nxt = c.snd.iss + 1;
    c.snd.peerMss = mss;
    c.rcv.heardAt = seg.now;
    c.timestampsOk = c.options.timestamps() && seg.header.hasTimestamps();
    if (c.timestampsOk) {
      int echo = seg.header.timestampEcho();
      c.rcv.tsRecent = seg.header.timestampValue();
      c.rcv.tsRecentAt = seg.now;
      c.timestampOffset += echo - c.timestamp(seg.now); // ours go on from where the cookie was
      c.sackOk = c.options.sack() && SynCookie.sackPermitted(echo);
      c.ecnOk = c.options.ecn() && SynCookie.ecn(echo);
      int shift = SynCookie.windowScale(echo);
      c.snd.shift = Math.max(0, shift);
      c.rcv.shift = shift < 0 ? 0 : ReceiveWindow.shiftFor(c.options.maxReceiveBufferBytes());
    }
    Opening.segmentSize(c);
    ReceiveWindow.first(c);
  }
}
