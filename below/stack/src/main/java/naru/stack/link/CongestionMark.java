package naru.stack.link;

import io.netty.buffer.ByteBuf;
import naru.wire.ip.Checksum;
import naru.wire.ip.VnetHeader;

/** Sets "congestion experienced" in the ECN field of a packet (RFC 3168 section 5). */
final class CongestionMark {
  private static final int V4_CE = 3;
  private static final int V4_CHECKSUM = 10;

  /** The ECN field in the second byte of an IPv6 header, behind which the flow label begins. */
  private static final int V6_CE = 0x30;

  private CongestionMark() {}

  /** Marks a packet of an ECN-capable transport; false, and nothing done, if it is none. */
  static boolean mark(ByteBuf frame) {
    int at = frame.readerIndex() + VnetHeader.BYTES;
    boolean v4 = frame.getByte(at) >>> 4 == 4;
    int mask = v4 ? V4_CE : V6_CE;
    int old = frame.getUnsignedShort(at);
    if ((old & mask) == 0) {
      return false;
    }
    frame.setShort(at, old | mask);
    if (v4) {
      int checksum = frame.getUnsignedShort(at + V4_CHECKSUM);
      frame.setShort(at + V4_CHECKSUM, Checksum.update16(checksum, old, old | mask));
    }
    return true;
  }
}
