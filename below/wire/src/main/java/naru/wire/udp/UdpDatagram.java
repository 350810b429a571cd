package naru.wire.udp;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import naru.wire.Bounds;
import naru.wire.Octets;
import naru.wire.ip.Checksum;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpProtocol;

/**
 * A datagram as a value, for tools and tests. RFC 768; its diagram is at {@link UdpView}. The
 * checksum is no part of it, as it takes the addresses.
 */
public record UdpDatagram(int sourcePort, int destinationPort, Octets data) {
  public UdpDatagram {
    Bounds.field("source port", sourcePort, 0xffff);
    Bounds.field("destination port", destinationPort, 0xffff);
    Bounds.field("data", data.length(), 0xffff - UdpWriter.BYTES);
  }

  /** Bytes of header and data. */
  public int length() {
    return UdpWriter.BYTES + data.length();
  }

  /** The datagram at {@code at}; empty if it does not fit. */
  public static Optional<UdpDatagram> parse(ByteBuf b, int at, int length) {
    UdpView view = new UdpView();
    if (!view.read(b, at, length)) {
      return Optional.empty();
    }
    Octets data = Octets.of(b, view.payloadAt(), view.payloadLength());
    return Optional.of(new UdpDatagram(view.sourcePort(), view.destinationPort(), data));
  }

  /** Appends the datagram, with the checksum for these addresses. */
  public void emit(ByteBuf out, IpAddress source, IpAddress destination) {
    int at = out.writerIndex();
    out.ensureWritable(length());
    UdpWriter.header(out, at, sourcePort, destinationPort, length());
    out.writerIndex(at + UdpWriter.BYTES);
    data.writeTo(out);
    int pseudo =
        Checksum.pseudo(
            source.high(),
            source.low(),
            destination.high(),
            destination.low(),
            IpProtocol.UDP,
            length());
    int sum = Checksum.add(pseudo, Checksum.sum(out, at, length()));
    out.setShort(at + UdpWriter.CHECKSUM_OFFSET, UdpWriter.checksum(sum));
  }
}
