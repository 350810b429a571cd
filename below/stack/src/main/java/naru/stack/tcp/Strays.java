package naru.stack.tcp;

import naru.wire.tcp.TcpFlags;
import org.jspecify.annotations.Nullable;

/** Segments that belong to no open connection: of one in TIME-WAIT, of a listener, of nobody. */
final class Strays {
  private final Tcp tcp;
  private final Listeners listeners;
  private final TimeWaits waits;
  private final Challenge.Budget resets;
  private @Nullable TimeWait replaced;

  Strays(Tcp tcp, Listeners listeners, TimeWaits waits, TcpConfig config) {
    this.tcp = tcp;
    this.listeners = listeners;
    this.waits = waits;
    this.resets = new Challenge.Budget(config.resetsPerSecond());
  }

  /** In whose place a connection is being opened; null if in nobody's. */
  @Nullable TimeWait replaced() {
    return replaced;
  }

  void forNone(Flow of, Arriving seg) {
    Listener listener = listeners.find(of.localHigh, of.localLow, of.localPort);
    if (listener != null) {
      listener.arrives(of, seg);
    } else {
      reset(of, seg);
    }
  }

  /** RFC 9293 section 3.10.7.4, TIME-WAIT; RST is ignored (RFC 1337 section 3 F1). */
  void inTimeWait(TimeWait w, Arriving seg) {
    if (seg.has(TcpFlags.RST)) {
      return;
    }
    Listener listener = listeners.find(w.localHigh, w.localLow, w.localPort);
    if (listener != null && TimeWaits.mayBeReplaced(w, seg)) {
      waits.remove(w);
      replaced = w;
      listener.arrives(w, seg);
      replaced = null;
      return;
    }
    boolean news = seg.length() > 0 || seg.seq != w.rcvNxt || seg.ack != w.sndNxt;
    if (!news) {
      return;
    }
    if (seg.has(TcpFlags.FIN) && seg.end() == w.rcvNxt) {
      waits.restart(w, seg.now);
    }
    if (tcp.challenges().take(seg.now)) {
      int timestamp = (int) (seg.now / 1_000_000) + w.timestampOffset;
      tcp.transmitter().timeWait(w, timestamp);
    }
  }

  /** A RST to whoever sent a segment that belongs to nobody (RFC 9293 section 3.10.7.1). */
  void reset(Flow of, Arriving seg) {
    if (seg.has(TcpFlags.RST)) {
      return;
    }
    if (!resets.take(seg.now)) {
      tcp.counters.resetsHeld++;
      return;
    }
    tcp.counters.resetsSent++;
    boolean ack = seg.has(TcpFlags.ACK);
    tcp.transmitter()
        .reset(
            of.localHigh,
            of.localLow,
            of.localPort,
            of.remoteHigh,
            of.remoteLow,
            of.remotePort,
            ack ? seg.ack : 0,
            ack ? 0 : seg.end(),
            !ack);
  }
}
