package naru.stack.ip;

import io.netty.buffer.ByteBuf;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpHeaders;
import naru.wire.ip.IpProtocol;

/**
 * The start of a packet as an ICMP error quotes it. Its lengths speak of more than is there, so
 * {@code IpView} would refuse it. A flat view, reused.
 */
final class QuotedPacket {
  /** RFC 792: the header and 64 bits are always quoted; they hold ports and sequence number. */
  static final int TRANSPORT_BYTES = 8;

  private boolean v4;
  private long sourceHigh;
  private long sourceLow;
  private long destinationHigh;
  private long destinationLow;
  private int protocol;
  private int transportAt;
  private int totalLength;

  /** False if it is no packet, no first fragment, or holds less than 8 bytes of transport. */
  boolean read(ByteBuf b, int at, int length, boolean asV4) {
    v4 = asV4;
    int minimum = asV4 ? IpHeaders.V4_BYTES : IpHeaders.V6_BYTES;
    if (length < minimum || b.getUnsignedByte(at) >>> 4 != (asV4 ? 4 : 6)) {
      return false;
    }
    boolean read = asV4 ? readV4(b, at) : readV6(b, at, at + length);
    return read && transportAt + TRANSPORT_BYTES <= at + length;
  }

  private boolean readV4(ByteBuf b, int at) {
    int headerLength = (b.getByte(at) & 15) * 4;
    sourceHigh = 0;
    sourceLow = IpAddress.lowOf(b.getInt(at + 12));
    destinationHigh = 0;
    destinationLow = IpAddress.lowOf(b.getInt(at + 16));
    totalLength = b.getUnsignedShort(at + 2);
    protocol = b.getUnsignedByte(at + 9);
    transportAt = at + headerLength;
    boolean first = (b.getUnsignedShort(at + 6) & 0x1fff) == 0;
    return first && headerLength >= IpHeaders.V4_BYTES;
  }

  private boolean readV6(ByteBuf b, int at, int end) {
    sourceHigh = b.getLong(at + 8);
    sourceLow = b.getLong(at + 16);
    destinationHigh = b.getLong(at + 24);
    destinationLow = b.getLong(at + 32);
    totalLength = IpHeaders.V6_BYTES + b.getUnsignedShort(at + 4);
    protocol = b.getUnsignedByte(at + 6);
    transportAt = at + IpHeaders.V6_BYTES;
    boolean first = true;
    while (IpProtocol.isExtension(protocol) && first) {
      if (end - transportAt < 8) {
        return false;
      }
      boolean fragment = protocol == IpProtocol.FRAGMENT;
      first = !fragment || (b.getUnsignedShort(transportAt + 2) & 0xfff8) == 0;
      protocol = b.getUnsignedByte(transportAt);
      transportAt += fragment ? 8 : 8 + 8 * b.getUnsignedByte(transportAt + 1);
    }
    return first
        && !IpAddress.isV4(sourceHigh, sourceLow)
        && !IpAddress.isV4(destinationHigh, destinationLow);
  }

  long sourceHigh() {
    return sourceHigh;
  }

  long sourceLow() {
    return sourceLow;
  }

  long destinationHigh() {
    return destinationHigh;
  }

  long destinationLow() {
    return destinationLow;
  }

  int protocol() {
    return protocol;
  }

  /** Index of the transport header, of which at least 8 bytes are there. */
  int transportAt() {
    return transportAt;
  }

  /** Bytes of the packet when it was whole. */
  int totalLength() {
    return totalLength;
  }
}
