package naru.wire.ip;

import io.netty.buffer.ByteBuf;

/**
 * Writes IP headers without options in place, for the path that must be fast.
 *
 * <p>{@link Ipv4Header} and {@link Ipv6Header} are the same headers as values, with their diagrams.
 */
public final class IpHeaders {
  public static final int V4_BYTES = 20;
  public static final int V6_BYTES = 40;

  /** A fragment header of IPv6. RFC 8200 section 4.5. */
  public static final int V6_FRAGMENT_BYTES = 8;

  /** Fragment offset, mask: the lower 13 bits, in units of 8 bytes. */
  static final int V4_OFFSET = 0x1fff;

  static final int V4_DONT_FRAGMENT = 0x4000;
  static final int V4_MORE_FRAGMENTS = 0x2000;

  private IpHeaders() {}

  /** A whole IPv4 packet's header, with its checksum. RFC 791 section 3.1. */
  public static void writeV4(
      ByteBuf b,
      int at,
      int totalLength,
      int trafficClass,
      int identification,
      boolean dontFragment,
      int hopLimit,
      int protocol,
      int source,
      int destination) {
    int fragment = dontFragment ? V4_DONT_FRAGMENT : 0;
    int length = 0x4500 << 16 | trafficClass << 16 | totalLength;
    int middle = identification << 16 | fragment;
    int life = hopLimit << 24 | protocol << 16;
    writeV4(b, at, length, middle, life, source, destination);
  }

  /**
   * An IPv4 fragment's header, with its checksum.
   *
   * @param offset bytes, a multiple of 8
   */
  public static void writeV4Fragment(
      ByteBuf b,
      int at,
      int totalLength,
      int trafficClass,
      int identification,
      int offset,
      boolean moreFragments,
      int hopLimit,
      int protocol,
      int source,
      int destination) {
    int fragment = (moreFragments ? V4_MORE_FRAGMENTS : 0) | offset >>> 3;
    int length = 0x4500 << 16 | trafficClass << 16 | totalLength;
    int middle = identification << 16 | fragment;
    int life = hopLimit << 24 | protocol << 16;
    writeV4(b, at, length, middle, life, source, destination);
  }

  private static void writeV4(
      ByteBuf b, int at, int length, int middle, int life, int source, int destination) {
    long sum = (length & 0xffff_ffffL) + (middle & 0xffff_ffffL) + (life & 0xffff_ffffL);
    sum += (source & 0xffff_ffffL) + (destination & 0xffff_ffffL);
    sum = (sum >>> 32) + (sum & 0xffff_ffffL);
    int folded = Checksum.add((int) (sum >>> 16 & 0xffff), (int) (sum & 0xffff));
    folded = Checksum.add(folded, (int) (sum >>> 32));
    b.setInt(at, length);
    b.setInt(at + 4, middle);
    b.setInt(at + 8, life | Checksum.finish(folded));
    b.setInt(at + 12, source);
    b.setInt(at + 16, destination);
  }

  /** An IPv6 header. RFC 8200 section 3. */
  public static void writeV6(
      ByteBuf b,
      int at,
      int payloadLength,
      int trafficClass,
      int flowLabel,
      int hopLimit,
      int nextHeader,
      long sh,
      long sl,
      long dh,
      long dl) {
    b.setInt(at, 6 << 28 | trafficClass << 20 | flowLabel & 0xfffff);
    b.setInt(at + 4, payloadLength << 16 | nextHeader << 8 | hopLimit);
    b.setLong(at + 8, sh);
    b.setLong(at + 16, sl);
    b.setLong(at + 24, dh);
    b.setLong(at + 32, dl);
  }

  /**
   * An IPv6 fragment header.
   *
   * <pre>
   * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
   * |  Next Header  |   Reserved    |      Fragment Offset    |Res|M|
   * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
   * |                         Identification                        |
   * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
   * </pre>
   *
   * @param offset bytes, a multiple of 8
   */
  public static void writeV6Fragment(
      ByteBuf b, int at, int nextHeader, int offset, boolean moreFragments, int identification) {
    b.setInt(at, nextHeader << 24 | offset & 0xfff8 | (moreFragments ? 1 : 0));
    b.setInt(at + 4, identification);
  }
}
