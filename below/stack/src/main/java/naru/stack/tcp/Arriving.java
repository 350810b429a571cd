package naru.stack.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import naru.trace.TcpEvent.Why;
import naru.wire.ip.IpView;
import naru.wire.tcp.TcpFlags;
import naru.wire.tcp.TcpView;

/**
 * The segment that is being read (SEG of RFC 9293): what of it is still of interest. Trimming to
 * the window changes it here, never in the packet. One per stack.
 */
final class Arriving {
  final TcpView header = new TcpView();
  ByteBuf packet = Unpooled.EMPTY_BUFFER;
  int seq;
  int ack;
  int flags;
  int textAt;
  int textLength;

  /** Where its IP packet lies in {@link #packet}. */
  int ipAt;

  int ipLength;

  /** How many wire segments it stands for. */
  int segments;

  /** The IP header's ECN field. */
  int ecn;

  long now;

  private boolean unrecorded;

  /** What became of it, for the trace. */
  Why verdict = Why.SEEN;

  void read(ByteBuf packet, IpView ip, int gsoSize, long now) {
    this.packet = packet;
    ipAt = ip.headerAt();
    ipLength = ip.headerLength() + ip.payloadLength();
    ecn = ip.ecn();
    this.now = now;
    seq = header.sequence();
    ack = header.acknowledgment();
    flags = header.flags();
    textAt = header.textAt();
    textLength = header.textLength();
    segments = gsoSize > 0 ? Math.max(1, (textLength + gsoSize - 1) / gsoSize) : 1;
    verdict = Why.SEEN;
    unrecorded = true;
  }

  /** Whether it is being read and not remembered yet. */
  boolean isUnrecorded() {
    return unrecorded;
  }

  void recorded() {
    unrecorded = false;
  }

  void done() {
    unrecorded = false;
    packet = Unpooled.EMPTY_BUFFER;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** Whether a SYN came with it, which may be trimmed since. */
  boolean hadSyn() {
    return (header.flags() & TcpFlags.SYN) != 0;
  }

  /** SEG.LEN: text, SYN and FIN. */
  int length() {
    return textLength + (has(TcpFlags.SYN) ? 1 : 0) + (has(TcpFlags.FIN) ? 1 : 0);
  }

  /** Number after the last. */
  int end() {
    return seq + length();
  }

  /** Takes {@code n} numbers off the front: SYN first, then text. */
  void trimFront(int n) {
    int left = n;
    if (left > 0 && has(TcpFlags.SYN)) {
      flags &= ~TcpFlags.SYN;
      left--;
    }
    int text = Math.min(left, textLength);
    textAt += text;
    textLength -= text;
    if (left > text) {
      flags &= ~TcpFlags.FIN;
    }
    seq += n;
  }

  /** Takes {@code n} numbers off the back: FIN first, then text. */
  void trimBack(int n) {
    int left = n;
    if (left > 0 && has(TcpFlags.FIN)) {
      flags &= ~TcpFlags.FIN;
      left--;
    }
    textLength -= Math.min(left, textLength);
  }

  /** The text, for the caller to release. */
  ByteBuf text() {
    return packet.retainedSlice(textAt, textLength);
  }
}
