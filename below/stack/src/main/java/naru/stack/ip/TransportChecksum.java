package naru.stack.ip;

import io.netty.buffer.ByteBuf;
import naru.stack.link.Link;
import naru.wire.ip.Checksum;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.VnetHeader;
import naru.wire.udp.UdpWriter;

/**
 * The transport checksum of a frame to send, and with it the virtio header: summed in full, or left
 * to the link with only the pseudo-header's part written.
 */
final class TransportChecksum {
  private TransportChecksum() {}

  /** Whether it may be left to the link. Not ICMP's: it is short, and cards do not know it. */
  static boolean offloads(Link link, int checksumOffset) {
    return checksumOffset > 2 && link.offloadsChecksums();
  }

  /**
   * The folded sum of the pseudo-header; ICMP for IPv4 has none (RFC 792).
   *
   * @param length bytes of transport header and data
   */
  static int pseudo(
      long srcHigh, long srcLow, long dstHigh, long dstLow, int protocol, int length) {
    return protocol == IpProtocol.ICMP
        ? 0
        : Checksum.pseudo(srcHigh, srcLow, dstHigh, dstLow, protocol, length);
  }

  /**
   * Sums everything and says in the virtio header that nothing is left to do.
   *
   * @param at index of the transport header
   * @param offset of the checksum field in it; negative: none
   */
  static void write(ByteBuf frame, int at, int offset, int pseudo, int protocol) {
    VnetHeader.writeNone(frame, frame.readerIndex());
    if (offset < 0) {
      return;
    }
    frame.setShort(at + offset, 0);
    int sum = Checksum.add(pseudo, Checksum.sum(frame, at, frame.writerIndex() - at));
    boolean udp = protocol == IpProtocol.UDP;
    frame.setShort(at + offset, udp ? UdpWriter.checksum(sum) : Checksum.finish(sum));
  }

  /**
   * Leaves the sum to the link: the field holds the pseudo-header's part, not complemented.
   *
   * @param gsoSize bytes of data per segment for the link to cut, or 0
   */
  static void offload(
      ByteBuf frame, int at, int offset, int pseudo, int protocol, boolean v4, int gsoSize) {
    int vnet = frame.readerIndex();
    int start = at - vnet - VnetHeader.BYTES;
    frame.setShort(at + offset, pseudo);
    int type = gsoSize == 0 ? VnetHeader.GSO_NONE : gsoType(v4, protocol);
    int headers = gsoSize == 0 ? 0 : start + headerLength(frame, at, protocol);
    VnetHeader.write(frame, vnet, VnetHeader.NEEDS_CSUM, type, headers, gsoSize, start, offset);
  }

  private static int gsoType(boolean v4, int protocol) {
    if (protocol == IpProtocol.UDP) {
      return VnetHeader.GSO_UDP_L4;
    }
    return v4 ? VnetHeader.GSO_TCPV4 : VnetHeader.GSO_TCPV6;
  }

  private static int headerLength(ByteBuf frame, int at, int protocol) {
    return protocol == IpProtocol.UDP
        ? UdpWriter.BYTES
        : (frame.getUnsignedByte(at + 12) >>> 4) * 4;
  }
}
