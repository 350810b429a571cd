package naru.wire.icmp;

import io.netty.buffer.ByteBuf;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpHeaders;
import naru.wire.ip.IpProtocol;

/**
 * A flat view of the packet that an error message quotes: one of ours, if the message is true, that
 * went out from {@code source}. RFC 792: the IP header and 64 bits at least; RFC 4443: as much as
 * fits.
 *
 * <p>It is cut off, so its lengths say nothing, and routers have changed its header, so its
 * checksum says nothing either; what stands here is only where bytes are. Whether it is true is for
 * the transport to check (RFC 5927).
 */
public final class QuotedDatagram {
  private boolean v4;
  private long sourceHigh;
  private long sourceLow;
  private long destinationHigh;
  private long destinationLow;
  private int protocol;
  private int transportAt;
  private int transportLength;

  /**
   * Reads a quoted packet; false if it shows no 8 bytes of a transport header, as in a fragment
   * that is not the first.
   */
  public boolean read(ByteBuf b, int at, int length) {
    if (length < IpHeaders.V4_BYTES) {
      return false;
    }
    return switch (b.getByte(at) >>> 4) {
      case 4 -> readV4(b, at, length);
      case 6 -> readV6(b, at, length);
      default -> false;
    };
  }

  private boolean readV4(ByteBuf b, int at, int length) {
    int header = (b.getByte(at) & 15) * 4;
    boolean first = (b.getShort(at + 6) & 0x1fff) == 0;
    v4 = true;
    protocol = b.getUnsignedByte(at + 9);
    sourceHigh = 0;
    sourceLow = IpAddress.lowOf(b.getInt(at + 12));
    destinationHigh = 0;
    destinationLow = IpAddress.lowOf(b.getInt(at + 16));
    return first && header >= IpHeaders.V4_BYTES && transport(at + header, at + length);
  }

  private boolean readV6(ByteBuf b, int at, int length) {
    if (length < IpHeaders.V6_BYTES) {
      return false;
    }
    v4 = false;
    sourceHigh = b.getLong(at + 8);
    sourceLow = b.getLong(at + 16);
    destinationHigh = b.getLong(at + 24);
    destinationLow = b.getLong(at + 32);
    if (IpAddress.isV4(sourceHigh, sourceLow) || IpAddress.isV4(destinationHigh, destinationLow)) {
      return false;
    }
    protocol = b.getUnsignedByte(at + 6);
    int i = at + IpHeaders.V6_BYTES;
    int end = at + length;
    while (IpProtocol.isExtension(protocol)) {
      if (end - i < 8) {
        return false;
      }
      boolean fragment = protocol == IpProtocol.FRAGMENT;
      if (fragment && (b.getShort(i + 2) & 0xfff8) != 0) {
        return false;
      }
      protocol = b.getUnsignedByte(i);
      i += fragment ? 8 : 8 + 8 * b.getUnsignedByte(i + 1);
    }
    return transport(i, end);
  }

  private boolean transport(int at, int end) {
    transportAt = at;
    transportLength = end - at;
    return transportLength >= 8;
  }

  public boolean v4() {
    return v4;
  }

  public long sourceHigh() {
    return sourceHigh;
  }

  public long sourceLow() {
    return sourceLow;
  }

  public long destinationHigh() {
    return destinationHigh;
  }

  public long destinationLow() {
    return destinationLow;
  }

  /** The upper layer, behind all extension headers. */
  public int protocol() {
    return protocol;
  }

  /** Index of the transport header. */
  public int transportAt() {
    return transportAt;
  }

  /** Bytes of transport header and data that are there, at least 8. */
  public int transportLength() {
    return transportLength;
  }
}
