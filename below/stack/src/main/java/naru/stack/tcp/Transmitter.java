package naru.stack.tcp;

import io.netty.buffer.ByteBuf;
import naru.stack.ip.IpLayer;
import naru.trace.TcpEvent.Why;
import naru.wire.ip.IpAddress;
import naru.wire.tcp.TcpFlags;
import naru.wire.tcp.TcpWriter;

/** Makes segments and hands them to IP; each is told to the recorder. */
final class Transmitter {
  private static final int HOP_LIMIT = 64;
  private static final int TCP = 6;

  /** ECT(0) in the IP header (RFC 3168 section 5). */
  private static final int ECN_CAPABLE = 2;

  private static final int OPTION_BYTES = 40;

  private final IpLayer ip;
  private final SegmentRing recorder;
  private final int[] edges = new int[8];

  Transmitter(IpLayer ip, SegmentRing recorder) {
    this.ip = ip;
    this.recorder = recorder;
  }

  /** The text that fits into a segment now: less than the MSS while islands are reported. */
  int mss(Connection c) {
    int blocks = Math.min(blocks(c), 3);
    int taken = blocks == 0 ? 0 : TcpWriter.SACK_BYTES + blocks * TcpWriter.SACK_BLOCK_BYTES;
    return Math.max(1, c.snd.mss - taken);
  }

  /** SYN, or SYN and ACK. */
  void syn(Connection c, Why why, boolean first, long now) {
    boolean answer = c.state == State.SYN_RECEIVED;
    TcpOptions o = c.options;
    boolean sack = answer ? c.sackOk : o.sack();
    boolean timestamps = answer ? c.timestampsOk : o.timestamps();
    boolean scale = answer ? c.rcv.shift > 0 || c.snd.shift > 0 : o.windowScale();
    int shift = answer ? c.rcv.shift : ReceiveWindow.shiftFor(o.maxReceiveBufferBytes());
    int length =
        TcpWriter.BYTES
            + TcpWriter.MSS_BYTES
            + (timestamps ? TcpWriter.TIMESTAMPS_BYTES : sack ? TcpWriter.SACK_PERMITTED_BYTES : 0)
            + (scale ? TcpWriter.WINDOW_SCALE_BYTES : 0);
    int flags = TcpFlags.SYN;
    int window = 0;
    if (answer) {
      flags |= TcpFlags.ACK | (c.ecnOk ? TcpFlags.ECE : 0);
      window = ReceiveWindow.first(c);
    } else {
      flags |= o.ecn() && first ? TcpFlags.ECE | TcpFlags.CWR : 0;
      window = Math.min(o.receiveBufferBytes(), 0xffff);
    }
    ByteBuf frame = ip.frame(c.v4(), length);
    int at = frame.writerIndex();
    int ack = answer ? c.rcv.nxt : 0;
    TcpWriter.header(frame, at, c.localPort, c.remotePort, c.snd.iss, ack, length, flags, window);
    int option = TcpWriter.mss(frame, at + TcpWriter.BYTES, c.tcp.offeredMss(c));
    if (timestamps) {
      int echo = answer ? c.rcv.tsRecent : 0;
      option =
          sack
              ? TcpWriter.sackPermittedAndTimestamps(frame, option, c.timestamp(now), echo)
              : TcpWriter.timestamps(frame, option, c.timestamp(now), echo);
    } else if (sack) {
      option = TcpWriter.sackPermitted(frame, option);
    }
    if (scale) {
      TcpWriter.windowScale(frame, option, shift);
    }
    frame.writerIndex(at + length);
    c.snd.sentAt = now;
    acknowledged(c);
    hand(c, frame, 0, 0, why, now);
  }

  /** Text, FIN or both; always with ACK. */
  void text(Connection c, int seq, int length, int flags, boolean isNew, Why why, long now) {
    int blocks = blocks(c);
    ByteBuf frame = begin(c, seq, flags | TcpFlags.ACK, blocks, length, now);
    if (length > 0) {
      c.sending.copy(seq, length, frame);
    }
    int mss = Math.max(1, c.snd.mss - sackBytes(blocks));
    boolean capable = c.ecnOk && isNew && length > 0;
    acknowledged(c);
    hand(c, frame, length > mss ? mss : 0, capable ? ECN_CAPABLE : 0, why, now);
  }

  void acknowledgment(Connection c, int seq, Why why, long now) {
    ByteBuf frame = begin(c, seq, TcpFlags.ACK, blocks(c), 0, now);
    acknowledged(c);
    hand(c, frame, 0, 0, why, now);
  }

  /** The header with the options of an open connection. */
  private ByteBuf begin(Connection c, int seq, int flags, int blocks, int text, long now) {
    int length =
        TcpWriter.BYTES + (c.timestampsOk ? TcpWriter.TIMESTAMPS_BYTES : 0) + sackBytes(blocks);
    ByteBuf frame = ip.frame(c.v4(), length + text);
    int at = frame.writerIndex();
    int window = ReceiveWindow.advertise(c);
    int all = flags | (c.rcv.congestion ? TcpFlags.ECE : 0);
    TcpWriter.header(frame, at, c.localPort, c.remotePort, seq, c.rcv.nxt, length, all, window);
    int option = at + TcpWriter.BYTES;
    if (c.timestampsOk) {
      option = TcpWriter.timestamps(frame, option, c.timestamp(now), c.rcv.tsRecent);
    }
    if (blocks > 0) {
      sack(c, frame, option, blocks);
    }
    return frame.writerIndex(at + length);
  }

  private static int sackBytes(int blocks) {
    return blocks == 0 ? 0 : TcpWriter.SACK_BYTES + blocks * TcpWriter.SACK_BLOCK_BYTES;
  }

  /** How many SACK blocks there are to report and room for. */
  private static int blocks(Connection c) {
    if (!c.sackOk) {
      return 0;
    }
    int room = OPTION_BYTES - (c.timestampsOk ? TcpWriter.TIMESTAMPS_BYTES : 0);
    int most = (room - TcpWriter.SACK_BYTES) / TcpWriter.SACK_BLOCK_BYTES;
    return Math.min(most, c.received.islands() + (c.rcv.duplicate ? 1 : 0));
  }

  private void sack(Connection c, ByteBuf frame, int at, int blocks) {
    int first = 0;
    if (c.rcv.duplicate) {
      edges[0] = c.rcv.duplicateLeft;
      edges[1] = c.rcv.duplicateRight;
      first = 1;
    }
    c.received.report(edges, 2 * first, blocks - first);
    int option = TcpWriter.sack(frame, at, blocks);
    for (int i = 0; i < blocks; i++) {
      option = TcpWriter.sackBlock(frame, option, edges[2 * i], edges[2 * i + 1]);
    }
  }

  /** Everything that wanted to be acknowledged is. */
  private static void acknowledged(Connection c) {
    Rcv rcv = c.rcv;
    rcv.ackNow = false;
    rcv.windowUpdate = false;
    rcv.challenge = false;
    rcv.duplicate = false;
    rcv.disorder = false;
    rcv.delayed = false;
    rcv.unacknowledged = 0;
    rcv.lastAck = rcv.nxt;
    c.alarms.acked();
  }

  private void hand(Connection c, ByteBuf frame, int gsoSize, int ecn, Why why, long now) {
    ByteBuf kept = recorder.isOn() ? frame.retain() : null;
    send(c, frame, ecn, gsoSize);
    if (kept != null) {
      c.tcp.recordArriving(c);
      recorder.sent(c, kept, ip.headerBytes(c.v4()), why, now);
      kept.release();
    }
    c.tcp.counters.segmentsSent++;
  }

  private void send(Flow f, ByteBuf frame, int trafficClass, int gsoSize) {
    ip.send(
        frame,
        f.localHigh,
        f.localLow,
        f.remoteHigh,
        f.remoteLow,
        TCP,
        HOP_LIMIT,
        trafficClass,
        true,
        TcpWriter.CHECKSUM_OFFSET,
        gsoSize);
  }

  /** A header and nothing else: RST, or the ACK of TIME-WAIT. */
  void bare(Flow f, int seq, int ack, int flags, Why why, long now) {
    ByteBuf frame = ip.frame(f.v4(), TcpWriter.BYTES);
    int at = frame.writerIndex();
    TcpWriter.header(frame, at, f.localPort, f.remotePort, seq, ack, TcpWriter.BYTES, flags, 0);
    frame.writerIndex(at + TcpWriter.BYTES);
    if (f instanceof Connection c) {
      hand(c, frame, 0, 0, why, now);
    } else {
      send(f, frame, 0, 0);
    }
  }

  /** The ACK of a TIME-WAIT entry, with its timestamps. */
  void timeWait(TimeWait w, int timestamp) {
    int length = TcpWriter.BYTES + (w.timestampsOk ? TcpWriter.TIMESTAMPS_BYTES : 0);
    ByteBuf frame = ip.frame(w.v4(), length);
    int at = frame.writerIndex();
    TcpWriter.header(
        frame, at, w.localPort, w.remotePort, w.sndNxt, w.rcvNxt, length, TcpFlags.ACK, w.window);
    if (w.timestampsOk) {
      TcpWriter.timestamps(frame, at + TcpWriter.BYTES, timestamp, w.tsRecent);
    }
    frame.writerIndex(at + length);
    send(w, frame, 0, 0);
  }

  /** A RST for a segment that belongs to nobody (RFC 9293 section 3.10.7.1). */
  void reset(
      long lh, long ll, int lp, long rh, long rl, int rp, int seq, int ack, boolean withAck) {
    ByteBuf frame = ip.frame(IpAddress.isV4(rh, rl), TcpWriter.BYTES);
    int at = frame.writerIndex();
    int flags = TcpFlags.RST | (withAck ? TcpFlags.ACK : 0);
    TcpWriter.header(frame, at, lp, rp, seq, ack, TcpWriter.BYTES, flags, 0);
    frame.writerIndex(at + TcpWriter.BYTES);
    ip.send(frame, lh, ll, rh, rl, TCP, HOP_LIMIT, 0, true, TcpWriter.CHECKSUM_OFFSET, 0);
  }
}
