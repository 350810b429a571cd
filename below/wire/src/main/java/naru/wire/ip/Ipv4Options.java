package naru.wire.ip;

import io.netty.buffer.ByteBuf;

/**
 * What a host asks about the options of an IPv4 header. RFC 791 section 3.1; RFC 7126.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+- - -
 * |C Cl   Number  |    Length     | data        C: copied into every fragment
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+- - -
 * </pre>
 */
public final class Ipv4Options {
  private static final int END = 0;
  private static final int NO_OPERATION = 1;
  private static final int LOOSE_SOURCE_ROUTE = 131;
  private static final int STRICT_SOURCE_ROUTE = 137;

  private Ipv4Options() {}

  /** Whether a packet carries a source route, which a host should drop (RFC 7126 section 4.3). */
  public static boolean sourceRouted(IpView ip, ByteBuf packet) {
    int at = ip.headerAt() + IpHeaders.V4_BYTES;
    return ip.v4() && ip.payloadAt() > at && sourceRouted(packet, at, ip.payloadAt());
  }

  private static boolean sourceRouted(ByteBuf packet, int from, int end) {
    int at = from;
    while (at < end) {
      int type = packet.getUnsignedByte(at);
      if (type == LOOSE_SOURCE_ROUTE || type == STRICT_SOURCE_ROUTE) {
        return true;
      }
      int length = type == NO_OPERATION ? 1 : length(packet, at, end);
      if (type == END || length == 0) {
        return false;
      }
      at += length;
    }
    return false;
  }

  /** 0 if it cannot be. */
  private static int length(ByteBuf packet, int at, int end) {
    int length = end - at < 2 ? 0 : packet.getUnsignedByte(at + 1);
    return length < 2 || length > end - at ? 0 : length;
  }
}
