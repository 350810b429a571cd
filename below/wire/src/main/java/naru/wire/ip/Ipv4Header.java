package naru.wire.ip;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import naru.wire.Bounds;
import naru.wire.Octets;

/**
 * An IPv4 header as a value, for slow paths, tools and tests. RFC 791 section 3.1.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Version|  IHL  |Type of Service|          Total Length         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Identification        |Flags|      Fragment Offset    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Time to Live |    Protocol   |         Header Checksum       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                       Source Address                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    Destination Address                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    Options                    |    Padding    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * The checksum is no part of the value: it is verified when parsed and made when emitted. The
 * highest flag bit is reserved and sent as 0.
 *
 * @param trafficClass DSCP &lt;&lt; 2 | ECN, the octet once called Type of Service
 * @param identification 0 to 65535
 * @param fragmentOffset bytes, a multiple of 8
 * @param hopLimit Time to Live
 * @param options with their padding: 0 to 40 bytes, a multiple of 4
 * @param payloadLength bytes behind the header
 */
public record Ipv4Header(
    int trafficClass,
    int identification,
    boolean dontFragment,
    boolean moreFragments,
    int fragmentOffset,
    int hopLimit,
    int protocol,
    IpAddress source,
    IpAddress destination,
    Octets options,
    int payloadLength) {

  public Ipv4Header {
    Bounds.field("traffic class", trafficClass, 0xff);
    Bounds.field("identification", identification, 0xffff);
    Bounds.field("fragment offset", fragmentOffset, IpHeaders.V4_OFFSET << 3);
    Bounds.field("hop limit", hopLimit, 0xff);
    Bounds.field("protocol", protocol, 0xff);
    Bounds.field("options", options.length(), 40);
    Bounds.field("payload", payloadLength, 0xffff - IpHeaders.V4_BYTES - options.length());
    if ((fragmentOffset & 7) != 0 || (options.length() & 3) != 0) {
      throw new IllegalArgumentException("a fragment offset counts in 8 bytes, options in 4");
    }
    if (!source.isV4() || !destination.isV4()) {
      throw new IllegalArgumentException(source + " to " + destination + " is not IPv4");
    }
  }

  /** A packet that is no fragment, has no options, and must not be cut. */
  public static Ipv4Header of(
      IpAddress source, IpAddress destination, int protocol, int payloadLength) {
    return new Ipv4Header(
        0, 0, true, false, 0, 64, protocol, source, destination, Octets.EMPTY, payloadLength);
  }

  /** Bytes of header. */
  public int length() {
    return IpHeaders.V4_BYTES + options.length();
  }

  /** Bytes of header and payload. */
  public int totalLength() {
    return length() + payloadLength;
  }

  /** The header at {@code at}; empty if it does not fit the length or its checksum is wrong. */
  public static Optional<Ipv4Header> parse(ByteBuf b, int at, int length) {
    IpView view = new IpView();
    return view.read(b, at, length) && view.v4() ? Optional.of(of(view, b)) : Optional.empty();
  }

  private static Ipv4Header of(IpView view, ByteBuf b) {
    int optionsAt = view.headerAt() + IpHeaders.V4_BYTES;
    return new Ipv4Header(
        view.trafficClass(),
        (int) view.identification(),
        view.dontFragment(),
        view.moreFragments(),
        view.fragmentOffset(),
        view.hopLimit(),
        view.protocol(),
        view.source(),
        view.destination(),
        Octets.of(b, optionsAt, view.headerLength() - IpHeaders.V4_BYTES),
        view.payloadLength());
  }

  /** Appends the header, with its checksum. */
  public void emit(ByteBuf out) {
    int at = out.writerIndex();
    int flags = (dontFragment ? IpHeaders.V4_DONT_FRAGMENT : 0);
    flags |= moreFragments ? IpHeaders.V4_MORE_FRAGMENTS : 0;
    out.writeByte(4 << 4 | length() / 4).writeByte(trafficClass).writeShort(totalLength());
    out.writeShort(identification).writeShort(flags | fragmentOffset >>> 3);
    out.writeByte(hopLimit).writeByte(protocol).writeShort(0);
    out.writeInt(source.v4()).writeInt(destination.v4());
    options.writeTo(out);
    out.setShort(at + 10, Checksum.finish(Checksum.sum(out, at, length())));
  }
}
