package naru.wire.ip;

import io.netty.buffer.ByteBuf;

/**
 * The virtio-net header in front of every packet of a link, little endian. Virtual I/O Device
 * (VIRTIO) 1.2, section 5.1.6.
 *
 * <pre>
 *  0       1       2               4               6               8              10
 * +-------+-------+-------+-------+-------+-------+-------+-------+-------+-------+
 * | flags |  gso  | header length |   gso size    |checksum start |checksum offset|
 * +-------+-------+-------+-------+-------+-------+-------+-------+-------+-------+
 * </pre>
 *
 * <p>{@link #NEEDS_CSUM}: the checksum field, at start + offset, holds only the folded sum of the
 * pseudo-header; whoever puts the packet on a real wire sums from start to the end. {@link
 * #DATA_VALID}: the checksum was verified. A gso type other than {@link #GSO_NONE} says that the
 * packet is a super-segment, to be cut into packets with gso size bytes of data each. All positions
 * count from the first byte of the IP header.
 */
public final class VnetHeader {
  public static final int BYTES = 10;

  public static final int NEEDS_CSUM = 1;
  public static final int DATA_VALID = 2;

  public static final int GSO_NONE = 0;
  public static final int GSO_TCPV4 = 1;
  public static final int GSO_UDP = 3;
  public static final int GSO_TCPV6 = 4;
  public static final int GSO_UDP_L4 = 5;

  /** Added to a TCP type: CWR belongs on the first segment only. */
  public static final int GSO_ECN = 0x80;

  private VnetHeader() {}

  public static int flags(ByteBuf b, int at) {
    return b.getUnsignedByte(at);
  }

  /** The type with {@link #GSO_ECN} in it, maybe. */
  public static int gsoType(ByteBuf b, int at) {
    return b.getUnsignedByte(at + 1);
  }

  /** Bytes of IP and transport header of a super-segment; a hint only. */
  public static int headerLength(ByteBuf b, int at) {
    return b.getUnsignedShortLE(at + 2);
  }

  /** Bytes of transport data in each packet of a super-segment. */
  public static int gsoSize(ByteBuf b, int at) {
    return b.getUnsignedShortLE(at + 4);
  }

  /** Where summing starts, counted from the IP header: the transport header. */
  public static int checksumStart(ByteBuf b, int at) {
    return b.getUnsignedShortLE(at + 6);
  }

  /** Where the checksum field is, counted from the start: 16 for TCP, 6 for UDP. */
  public static int checksumOffset(ByteBuf b, int at) {
    return b.getUnsignedShortLE(at + 8);
  }

  /** Whether the receiver need not sum: nobody could have broken it, or somebody has looked. */
  public static boolean trusted(ByteBuf b, int at) {
    return (b.getByte(at) & (NEEDS_CSUM | DATA_VALID)) != 0;
  }

  public static void write(
      ByteBuf b,
      int at,
      int flags,
      int gsoType,
      int headerLength,
      int gsoSize,
      int checksumStart,
      int checksumOffset) {
    b.setByte(at, flags);
    b.setByte(at + 1, gsoType);
    b.setShortLE(at + 2, headerLength);
    b.setShortLE(at + 4, gsoSize);
    b.setShortLE(at + 6, checksumStart);
    b.setShortLE(at + 8, checksumOffset);
  }

  /** A packet that is complete as it stands. */
  public static void writeNone(ByteBuf b, int at) {
    b.setLong(at, 0);
    b.setShort(at + 8, 0);
  }
}
