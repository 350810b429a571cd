package naru.wire.udp;

import io.netty.buffer.ByteBuf;
import naru.wire.ip.Checksum;

/** Writes a datagram's header in place. The diagram stands at {@link UdpView}. */
public final class UdpWriter {
  public static final int BYTES = 8;

  /** Where the checksum stands in the header. */
  public static final int CHECKSUM_OFFSET = 6;

  private UdpWriter() {}

  /**
   * The header; its checksum is 0.
   *
   * @param length bytes of header and data
   */
  public static void header(ByteBuf b, int at, int srcPort, int dstPort, int length) {
    b.setInt(at, srcPort << 16 | dstPort);
    b.setInt(at + 4, length << 16);
  }

  /** The checksum field for a sum: as 0 means none, a checksum of 0 is sent as {@code ffff}. */
  public static int checksum(int sum) {
    int checksum = Checksum.finish(sum);
    return checksum == 0 ? 0xffff : checksum;
  }
}
