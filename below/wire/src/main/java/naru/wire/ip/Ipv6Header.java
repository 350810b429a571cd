package naru.wire.ip;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import naru.wire.Bounds;

/**
 * An IPv6 header as a value, for slow paths, tools and tests. RFC 8200 section 3.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Version| Traffic Class |           Flow Label                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Payload Length        |  Next Header  |   Hop Limit   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                                                               |
 * +                         Source Address                        +
 * |                           (16 bytes)                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                                                               |
 * +                      Destination Address                      +
 * |                           (16 bytes)                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * Extension headers belong to the payload: {@link Ipv6Extension}.
 *
 * @param trafficClass DSCP &lt;&lt; 2 | ECN
 * @param flowLabel 20 bits, RFC 6437
 * @param payloadLength bytes behind this header, extension headers among them
 */
public record Ipv6Header(
    int trafficClass,
    int flowLabel,
    int payloadLength,
    int nextHeader,
    int hopLimit,
    IpAddress source,
    IpAddress destination) {

  public Ipv6Header {
    Bounds.field("traffic class", trafficClass, 0xff);
    Bounds.field("flow label", flowLabel, 0xfffff);
    Bounds.field("payload length", payloadLength, 0xffff);
    Bounds.field("next header", nextHeader, 0xff);
    Bounds.field("hop limit", hopLimit, 0xff);
    if (source.isV4() || destination.isV4()) {
      throw new IllegalArgumentException(source + " to " + destination + " is not IPv6");
    }
  }

  /** A packet with the defaults of a host. */
  public static Ipv6Header of(
      IpAddress source, IpAddress destination, int nextHeader, int payloadLength) {
    return new Ipv6Header(0, 0, payloadLength, nextHeader, 64, source, destination);
  }

  /** The header at {@code at}; empty if it or its payload does not fit, or an address is mapped. */
  public static Optional<Ipv6Header> parse(ByteBuf b, int at, int length) {
    if (length < IpHeaders.V6_BYTES || b.getByte(at) >>> 4 != 6) {
      return Optional.empty();
    }
    int payload = b.getUnsignedShort(at + 4);
    IpAddress source = new IpAddress(b.getLong(at + 8), b.getLong(at + 16));
    IpAddress destination = new IpAddress(b.getLong(at + 24), b.getLong(at + 32));
    if (IpHeaders.V6_BYTES + payload > length || source.isV4() || destination.isV4()) {
      return Optional.empty();
    }
    int first = b.getInt(at);
    return Optional.of(
        new Ipv6Header(
            first >>> 20 & 0xff,
            first & 0xfffff,
            payload,
            b.getUnsignedByte(at + 6),
            b.getUnsignedByte(at + 7),
            source,
            destination));
  }

  /** Appends the header. */
  public void emit(ByteBuf out) {
    out.ensureWritable(IpHeaders.V6_BYTES);
    IpHeaders.writeV6(
        out,
        out.writerIndex(),
        payloadLength,
        trafficClass,
        flowLabel,
        hopLimit,
        nextHeader,
        source.high(),
        source.low(),
        destination.high(),
        destination.low());
    out.writerIndex(out.writerIndex() + IpHeaders.V6_BYTES);
  }
}
