package naru.wire.tcp;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import naru.wire.Bounds;
import naru.wire.Octets;
import naru.wire.ip.Checksum;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpProtocol;

/**
 * A segment as a value, for tools, scripts and tests. RFC 9293 section 3.1; its diagram is at
 * {@link TcpView}.
 *
 * <p>The checksum is no part of the value, as it takes the addresses: emitting makes it, {@link
 * TcpView#checksumOk} verifies it. Options are filled up with zeros to a multiple of 4 bytes; NOPs
 * are options and keep their place. The reserved bits are sent as 0.
 *
 * @param sequence all 32 bits
 * @param acknowledgment all 32 bits
 * @param flags as in {@link TcpFlags}
 * @param window as in the header, not scaled
 * @param options at most 40 bytes
 */
public record TcpSegment(
    int sourcePort,
    int destinationPort,
    int sequence,
    int acknowledgment,
    int flags,
    int window,
    int urgentPointer,
    List<TcpOption> options,
    Octets text) {

  public TcpSegment {
    Bounds.field("source port", sourcePort, 0xffff);
    Bounds.field("destination port", destinationPort, 0xffff);
    Bounds.field("flags", flags, 0xff);
    Bounds.field("window", window, 0xffff);
    Bounds.field("urgent pointer", urgentPointer, 0xffff);
    options = List.copyOf(options);
    Bounds.field("options", optionBytes(options), TcpWriter.MAX_BYTES - TcpWriter.BYTES);
  }

  /** Bytes of header, with options and their padding. */
  public int headerLength() {
    return TcpWriter.BYTES + (optionBytes(options) + 3 & ~3);
  }

  /** Bytes of header and text. */
  public int length() {
    return headerLength() + text.length();
  }

  /** The segment at {@code at}; empty if the header or an option does not fit. */
  public static Optional<TcpSegment> parse(ByteBuf b, int at, int length) {
    TcpView view = new TcpView();
    if (!view.read(b, at, length)) {
      return Optional.empty();
    }
    return TcpOption.parse(b, at + TcpWriter.BYTES, view.textAt()).map(o -> of(view, o, b));
  }

  private static TcpSegment of(TcpView view, List<TcpOption> options, ByteBuf b) {
    return new TcpSegment(
        view.sourcePort(),
        view.destinationPort(),
        view.sequence(),
        view.acknowledgment(),
        view.flags(),
        view.window(),
        view.urgentPointer(),
        options,
        Octets.of(b, view.textAt(), view.textLength()));
  }

  /** Appends the segment, with the checksum for these addresses. */
  public void emit(ByteBuf out, IpAddress source, IpAddress destination) {
    int at = out.writerIndex();
    out.ensureWritable(length());
    TcpWriter.header(
        out,
        at,
        sourcePort,
        destinationPort,
        sequence,
        acknowledgment,
        headerLength(),
        flags,
        window);
    TcpWriter.urgentPointer(out, at, urgentPointer);
    out.writerIndex(at + TcpWriter.BYTES);
    options.forEach(o -> o.emit(out));
    out.writeZero(at + headerLength() - out.writerIndex());
    text.writeTo(out);
    int sum =
        Checksum.add(
            Checksum.pseudo(
                source.high(),
                source.low(),
                destination.high(),
                destination.low(),
                IpProtocol.TCP,
                length()),
            Checksum.sum(out, at, length()));
    out.setShort(at + TcpWriter.CHECKSUM_OFFSET, Checksum.finish(sum));
  }

  private static int optionBytes(List<TcpOption> options) {
    return options.stream().mapToInt(TcpOption::length).sum();
  }
}
