package naru.stack.link;

import io.netty.buffer.ByteBuf;
import naru.wire.ip.Checksum;
import naru.wire.ip.VnetHeader;
import naru.wire.udp.UdpWriter;

/** Completes the checksum that a sender left to the link (virtio flag NEEDS_CSUM), in place. */
final class TransportChecksum {
  private TransportChecksum() {}

  /**
   * Completes what is asked for, and leaves a virtio header that asks for nothing and vouches for
   * nothing, so that the receiver sums for itself.
   *
   * @return false if what is asked for lies outside of the packet; nothing was changed then
   */
  static boolean complete(ByteBuf frame) {
    int vnet = frame.readerIndex();
    if ((VnetHeader.flags(frame, vnet) & VnetHeader.NEEDS_CSUM) != 0 && !sum(frame, vnet)) {
      return false;
    }
    VnetHeader.writeNone(frame, vnet);
    return true;
  }

  private static boolean sum(ByteBuf frame, int vnet) {
    int start = vnet + VnetHeader.BYTES + VnetHeader.checksumStart(frame, vnet);
    int offset = VnetHeader.checksumOffset(frame, vnet);
    int length = frame.writerIndex() - start;
    if (offset + 2 > length) {
      return false;
    }
    int sum = Checksum.sum(frame, start, length);
    boolean udp = offset == UdpWriter.CHECKSUM_OFFSET;
    frame.setShort(start + offset, udp ? UdpWriter.checksum(sum) : Checksum.finish(sum));
    return true;
  }
}
