package naru.stack.link;

import io.netty.buffer.ByteBuf;
import naru.wire.ip.Checksum;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.IpView;
import naru.wire.ip.VnetHeader;
import naru.wire.tcp.TcpFlags;
import naru.wire.tcp.TcpView;
import naru.wire.tcp.TcpWriter;
import naru.wire.udp.UdpView;
import naru.wire.udp.UdpWriter;

/**
 * Cuts a super-segment into the packets that go on the wire, as a network card does (TCP and UDP
 * segmentation offload), with all checksums complete.
 *
 * <p>Each packet has a copy of all headers. Its IPv4 identification is one higher than that of the
 * one before. Of TCP, the sequence number moves on; FIN and PSH stand on the last one only, CWR on
 * the first one only (RFC 3168 section 6.1.2: once per window), all else on each. Of UDP each
 * packet is a datagram of its own.
 */
public final class Segmenter {
  private static final int SEQUENCE = 4;
  private static final int FLAGS = 13;
  private static final int NOT_BEFORE_THE_LAST = TcpFlags.FIN | TcpFlags.PSH;

  private final IpView ip = new IpView();
  private final TcpView tcp = new TcpView();
  private final UdpView udp = new UdpView();

  /** Bytes of all headers of the frame that was read last. */
  private int headers;

  /** Whether the frame says of itself that it is a super-segment. */
  public static boolean isSuper(ByteBuf frame) {
    return VnetHeader.gsoType(frame, frame.readerIndex()) != VnetHeader.GSO_NONE;
  }

  /**
   * Cuts a super-segment.
   *
   * @param largest bytes that an IP packet may have
   * @param out takes the packets, in order
   * @return false if it is none that can be cut into packets of at most that size; it was not taken
   *     then, and nothing was put out
   */
  public boolean cut(ByteBuf frame, int largest, FrameSink out) {
    int size = VnetHeader.gsoSize(frame, frame.readerIndex());
    boolean whole = frame.readableBytes() > VnetHeader.BYTES && readHeaders(frame);
    if (!whole || size == 0 || headers + size > largest) {
      return false;
    }
    int dataAt = ip.headerAt() + headers;
    int left = ip.headerAt() + ip.totalLength() - dataAt;
    int number = 0;
    do {
      int length = Math.min(size, left);
      left -= length;
      out.frame(packet(frame, dataAt, length, number, size, left == 0));
      dataAt += length;
      number++;
    } while (left > 0);
    frame.release();
    return true;
  }

  private boolean readHeaders(ByteBuf frame) {
    int at = frame.readerIndex() + VnetHeader.BYTES;
    if (!ip.read(frame, at, frame.writerIndex() - at, true) || ip.isFragment()) {
      return false;
    }
    int payloadAt = ip.payloadAt();
    return switch (VnetHeader.gsoType(frame, frame.readerIndex()) & ~VnetHeader.GSO_ECN) {
      case VnetHeader.GSO_TCPV4 -> ip.v4() && readTcp(frame, payloadAt);
      case VnetHeader.GSO_TCPV6 -> !ip.v4() && readTcp(frame, payloadAt);
      case VnetHeader.GSO_UDP_L4 -> readUdp(frame, payloadAt);
      default -> false;
    };
  }

  private boolean readTcp(ByteBuf frame, int at) {
    if (ip.protocol() != IpProtocol.TCP || !tcp.read(frame, at, ip.payloadLength())) {
      return false;
    }
    headers = ip.headerLength() + tcp.headerLength();
    return true;
  }

  private boolean readUdp(ByteBuf frame, int at) {
    if (ip.protocol() != IpProtocol.UDP || !udp.read(frame, at, ip.payloadLength())) {
      return false;
    }
    headers = ip.headerLength() + UdpWriter.BYTES;
    return true;
  }

  private ByteBuf packet(
      ByteBuf frame, int dataAt, int length, int number, int size, boolean last) {
    int total = headers + length;
    ByteBuf packet = frame.alloc().buffer(VnetHeader.BYTES + total);
    packet.writeZero(VnetHeader.BYTES);
    packet.writeBytes(frame, ip.headerAt(), headers);
    packet.writeBytes(frame, dataAt, length);
    IpLengths.write(packet, VnetHeader.BYTES, ip, total, (int) ip.identification() + number);
    int transportAt = VnetHeader.BYTES + ip.headerLength();
    if (ip.protocol() == IpProtocol.TCP) {
      finishTcp(packet, transportAt, number, size, last);
    } else {
      finishUdp(packet, transportAt);
    }
    return packet;
  }

  private void finishTcp(ByteBuf packet, int at, int number, int size, boolean last) {
    int flags = tcp.flags();
    flags &= last ? ~0 : ~NOT_BEFORE_THE_LAST;
    flags &= number == 0 ? ~0 : ~TcpFlags.CWR;
    packet.setInt(at + SEQUENCE, tcp.sequence() + number * size);
    packet.setByte(at + FLAGS, flags);
    int sum = sum(packet, at, TcpWriter.CHECKSUM_OFFSET);
    packet.setShort(at + TcpWriter.CHECKSUM_OFFSET, Checksum.finish(sum));
  }

  private void finishUdp(ByteBuf packet, int at) {
    UdpWriter.header(
        packet, at, udp.sourcePort(), udp.destinationPort(), packet.writerIndex() - at);
    int sum = sum(packet, at, UdpWriter.CHECKSUM_OFFSET);
    packet.setShort(at + UdpWriter.CHECKSUM_OFFSET, UdpWriter.checksum(sum));
  }

  private int sum(ByteBuf packet, int at, int checksumOffset) {
    packet.setShort(at + checksumOffset, 0);
    int length = packet.writerIndex() - at;
    int pseudo = IpLengths.pseudo(ip, ip.protocol(), length);
    return Checksum.add(pseudo, Checksum.sum(packet, at, length));
  }
}
