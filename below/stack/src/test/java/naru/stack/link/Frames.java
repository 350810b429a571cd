package naru.stack.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.SplittableRandom;
import naru.wire.ip.Checksum;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpHeaders;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.IpView;
import naru.wire.ip.VnetHeader;
import naru.wire.tcp.TcpFlags;
import naru.wire.tcp.TcpView;
import naru.wire.tcp.TcpWriter;
import naru.wire.udp.UdpView;
import naru.wire.udp.UdpWriter;

/** Frames as a sender with offloads makes them: checksums left to the link. */
record Frames(boolean four, int sourcePort, int sequence, int acknowledgment, int flags, int ecn) {
  private static final IpAddress V4_FROM = IpAddress.parse("10.0.0.1");
  private static final IpAddress V4_TO = IpAddress.parse("10.0.0.2");
  private static final IpAddress V6_FROM = IpAddress.parse("2001:db8::1");
  private static final IpAddress V6_TO = IpAddress.parse("2001:db8::2");
  private static final int TCP_HEADER = TcpWriter.BYTES + TcpWriter.TIMESTAMPS_BYTES;
  private static final int IDENTIFICATION = 65_534;

  static Frames v4() {
    return new Frames(true, 1000, -1000, 7, TcpFlags.ACK, 0);
  }

  static Frames v6() {
    return new Frames(false, 1000, -1000, 7, TcpFlags.ACK, 0);
  }

  Frames port(int port) {
    return new Frames(four, port, sequence, acknowledgment, flags, ecn);
  }

  Frames flags(int flags) {
    return new Frames(four, sourcePort, sequence, acknowledgment, flags, ecn);
  }

  Frames ecn(int ecn) {
    return new Frames(four, sourcePort, sequence, acknowledgment, flags, ecn);
  }

  int headers() {
    return ipHeader() + TCP_HEADER;
  }

  private int ipHeader() {
    return four ? IpHeaders.V4_BYTES : IpHeaders.V6_BYTES;
  }

  /** A segment; a super-segment if there is more text than {@code size}. */
  ByteBuf tcp(int textBytes, int size) {
    ByteBuf frame = packet(IpProtocol.TCP, TCP_HEADER, textBytes);
    int at = VnetHeader.BYTES + ipHeader();
    TcpWriter.header(frame, at, sourcePort, 80, sequence, acknowledgment, TCP_HEADER, flags, 500);
    TcpWriter.timestamps(frame, at + TcpWriter.BYTES, 11, 22);
    frame.setShort(at + TcpWriter.CHECKSUM_OFFSET, pseudo(IpProtocol.TCP, frame, at));
    int type = four ? VnetHeader.GSO_TCPV4 : VnetHeader.GSO_TCPV6;
    int ecnType = (flags & TcpFlags.CWR) == 0 ? 0 : VnetHeader.GSO_ECN;
    return virtio(frame, type | ecnType, headers(), textBytes > size ? size : 0, 16);
  }

  /** A datagram; a train of them if there is more data than {@code size}. */
  ByteBuf udp(int dataBytes, int size) {
    ByteBuf frame = packet(IpProtocol.UDP, UdpWriter.BYTES, dataBytes);
    int at = VnetHeader.BYTES + ipHeader();
    UdpWriter.header(frame, at, sourcePort, 53, UdpWriter.BYTES + dataBytes);
    frame.setShort(at + UdpWriter.CHECKSUM_OFFSET, pseudo(IpProtocol.UDP, frame, at));
    int headers = ipHeader() + UdpWriter.BYTES;
    return virtio(frame, VnetHeader.GSO_UDP_L4, headers, dataBytes > size ? size : 0, 6);
  }

  private ByteBuf packet(int protocol, int transportHeader, int dataBytes) {
    int payload = transportHeader + dataBytes;
    ByteBuf frame = Unpooled.buffer(VnetHeader.BYTES + ipHeader() + payload);
    int at = VnetHeader.BYTES;
    if (four) {
      IpHeaders.writeV4(
          frame,
          at,
          ipHeader() + payload,
          ecn,
          IDENTIFICATION,
          true,
          64,
          protocol,
          V4_FROM.v4(),
          V4_TO.v4());
    } else {
      IpHeaders.writeV6(
          frame,
          at,
          payload,
          ecn,
          5,
          64,
          protocol,
          V6_FROM.high(),
          V6_FROM.low(),
          V6_TO.high(),
          V6_TO.low());
    }
    frame.writerIndex(at + ipHeader() + transportHeader);
    byte[] data = new byte[dataBytes];
    new SplittableRandom(sequence).nextBytes(data);
    return frame.writeBytes(data);
  }

  private int pseudo(int protocol, ByteBuf frame, int at) {
    IpAddress from = four ? V4_FROM : V6_FROM;
    IpAddress to = four ? V4_TO : V6_TO;
    int length = frame.writerIndex() - at;
    return Checksum.pseudo(from.high(), from.low(), to.high(), to.low(), protocol, length);
  }

  private ByteBuf virtio(ByteBuf frame, int type, int headers, int size, int checksumOffset) {
    VnetHeader.write(
        frame,
        0,
        VnetHeader.NEEDS_CSUM,
        size == 0 ? VnetHeader.GSO_NONE : type,
        size == 0 ? 0 : headers,
        size,
        ipHeader(),
        checksumOffset);
    return frame;
  }

  /** The same frame as a plain wire takes it: with its checksum. */
  static ByteBuf completed(ByteBuf frame) {
    assertThat(TransportChecksum.complete(frame)).isTrue();
    return frame;
  }

  static IpView ip(ByteBuf frame) {
    IpView ip = new IpView();
    int at = frame.readerIndex() + VnetHeader.BYTES;
    assertThat(ip.read(frame, at, frame.writerIndex() - at))
        .as(ByteBufUtil.hexDump(frame))
        .isTrue();
    return ip;
  }

  /** Reads a segment, whose checksums must be right. */
  static TcpView tcpOf(ByteBuf frame) {
    IpView ip = ip(frame);
    TcpView tcp = new TcpView();
    assertThat(tcp.read(frame, ip.payloadAt(), ip.payloadLength())).isTrue();
    assertThat(tcp.checksumOk(ip, frame)).isTrue();
    return tcp;
  }

  /** Reads a datagram, whose checksums must be right. */
  static UdpView udpOf(ByteBuf frame) {
    IpView ip = ip(frame);
    UdpView udp = new UdpView();
    assertThat(udp.read(frame, ip.payloadAt(), ip.payloadLength())).isTrue();
    assertThat(udp.checksumOk(ip, frame)).isTrue();
    return udp;
  }

  static int packetBytes(ByteBuf frame) {
    return frame.readableBytes() - VnetHeader.BYTES;
  }
}
