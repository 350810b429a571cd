package naru.stack.link;

import io.netty.buffer.ByteBuf;
import naru.wire.ip.Checksum;
import naru.wire.ip.IpHeaders;
import naru.wire.ip.IpView;

/** Rewrites the length of a copied IP header, and what hangs on it. */
final class IpLengths {
  private static final int V4_IDENTIFICATION = 4;
  private static final int V4_CHECKSUM = 10;

  private IpLengths() {}

  /**
   * Writes the packet's length.
   *
   * @param at of the IP header
   * @param ip the header that this one is a copy of
   * @param totalLength bytes from the IP header to the packet's end
   * @param identification only of IPv4; the lower 16 bits count
   */
  static void write(ByteBuf b, int at, IpView ip, int totalLength, int identification) {
    if (!ip.v4()) {
      b.setShort(at + 4, totalLength - IpHeaders.V6_BYTES);
      return;
    }
    b.setShort(at + 2, totalLength);
    b.setShort(at + V4_IDENTIFICATION, identification);
    b.setShort(at + V4_CHECKSUM, 0);
    int sum = Checksum.sum(b, at, ip.headerLength());
    b.setShort(at + V4_CHECKSUM, Checksum.finish(sum));
  }

  /** The sum of the pseudo-header of a packet with these addresses. */
  static int pseudo(IpView ip, int protocol, int transportLength) {
    return Checksum.pseudo(
        ip.sourceHigh(),
        ip.sourceLow(),
        ip.destinationHigh(),
        ip.destinationLow(),
        protocol,
        transportLength);
  }
}
