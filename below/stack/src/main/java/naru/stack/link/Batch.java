package naru.stack.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.IpView;
import naru.wire.ip.VnetHeader;
import naru.wire.tcp.TcpFlags;
import naru.wire.tcp.TcpView;
import naru.wire.tcp.TcpWriter;

/** Consecutive segments of one flow on their way to become one super-segment. */
final class Batch {
  private static final int ENDS = TcpFlags.FIN | TcpFlags.PSH;
  private static final int MAY_DIFFER = ENDS | TcpFlags.CWR;

  private final List<ByteBuf> frames = new ArrayList<>();
  private final IpView ip = new IpView();
  private final int ipAt;
  private final int tcpHeaderLength;
  private final int size;
  private final int firstFlags;
  private int flags;
  private int nextSequence;
  private int textBytes;
  private boolean ended;

  Batch(ByteBuf first, IpView ip, TcpView tcp) {
    ipAt = VnetHeader.BYTES;
    tcpHeaderLength = tcp.headerLength();
    size = tcp.textLength();
    firstFlags = tcp.flags();
    nextSequence = tcp.sequence();
    this.ip.read(first, ip.headerAt(), ip.totalLength(), true);
    add(first, ip, tcp);
  }

  /** Whether a segment, just read into the views, may stand behind the last one. */
  boolean follows(ByteBuf frame, IpView ip, TcpView tcp) {
    return !ended
        && tcp.sequence() == nextSequence
        && tcp.textLength() <= size
        && tcp.headerLength() == tcpHeaderLength
        && (tcp.flags() & TcpFlags.CWR) == 0
        && ((tcp.flags() ^ firstFlags) & ~MAY_DIFFER) == 0
        && headers() + textBytes + tcp.textLength() <= PipeConfig.MAX_PACKET_BYTES
        && sameIp(frame, ip)
        && sameTcp(frame, tcp);
  }

  /** All of the IP header but length, identification (which counts up) and checksum. */
  private boolean sameIp(ByteBuf frame, IpView other) {
    ByteBuf first = frames.getFirst();
    int at = ip.headerAt();
    int otherAt = other.headerAt();
    if (ip.v4() != other.v4() || ip.headerLength() != other.headerLength()) {
      return false;
    }
    if (!ip.v4()) {
      return same(first, at, frame, otherAt, 4)
          && same(first, at + 6, frame, otherAt + 6, ip.headerLength() - 6);
    }
    int expected = (int) ip.identification() + frames.size() & 0xffff;
    return expected == other.identification()
        && same(first, at, frame, otherAt, 2)
        && same(first, at + 6, frame, otherAt + 6, 4)
        && same(first, at + 12, frame, otherAt + 12, ip.headerLength() - 12);
  }

  /**
   * Acknowledgment, window, urgent pointer and options; ports are the flow, flags were looked at.
   */
  private boolean sameTcp(ByteBuf frame, TcpView tcp) {
    ByteBuf first = frames.getFirst();
    int at = ip.payloadAt();
    int otherAt = tcp.headerAt();
    return same(first, at + 8, frame, otherAt + 8, 4)
        && same(first, at + 14, frame, otherAt + 14, 2)
        && same(first, at + 18, frame, otherAt + 18, tcpHeaderLength - 18);
  }

  private static boolean same(ByteBuf a, int aAt, ByteBuf b, int bAt, int length) {
    return ByteBufUtil.equals(a, aAt, b, bAt, length);
  }

  void add(ByteBuf frame, IpView ip, TcpView tcp) {
    int end = ip.headerAt() + ip.totalLength();
    frames.add(frame.writerIndex(end)); // without padding
    flags |= tcp.flags();
    nextSequence += tcp.textLength();
    textBytes += tcp.textLength();
    ended = tcp.textLength() < size || (tcp.flags() & ENDS) != 0;
  }

  private int headers() {
    return ip.headerLength() + tcpHeaderLength;
  }

  /** The one segment as it came, or all as a super-segment. */
  ByteBuf toFrame() {
    return frames.size() == 1 ? frames.getFirst() : merged();
  }

  private ByteBuf merged() {
    ByteBuf first = frames.getFirst();
    int total = headers() + textBytes;
    ByteBuf whole = first.alloc().buffer(VnetHeader.BYTES + total);
    whole.writeZero(VnetHeader.BYTES);
    whole.writeBytes(first, ip.headerAt(), headers());
    for (ByteBuf frame : frames) {
      int textAt = frame.readerIndex() + VnetHeader.BYTES + headers();
      whole.writeBytes(frame, textAt, frame.writerIndex() - textAt);
      frame.release();
    }
    IpLengths.write(whole, ipAt, ip, total, (int) ip.identification());
    int tcpAt = ipAt + ip.headerLength();
    int pseudo = IpLengths.pseudo(ip, IpProtocol.TCP, total - ip.headerLength());
    whole.setByte(tcpAt + 13, flags);
    whole.setShort(tcpAt + TcpWriter.CHECKSUM_OFFSET, pseudo);
    writeVnet(whole);
    return whole;
  }

  private void writeVnet(ByteBuf whole) {
    int type = ip.v4() ? VnetHeader.GSO_TCPV4 : VnetHeader.GSO_TCPV6;
    boolean reduced = (flags & TcpFlags.CWR) != 0;
    VnetHeader.write(
        whole,
        0,
        VnetHeader.NEEDS_CSUM,
        reduced ? type | VnetHeader.GSO_ECN : type,
        headers(),
        size,
        ip.headerLength(),
        TcpWriter.CHECKSUM_OFFSET);
  }
}
