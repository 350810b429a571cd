package naru.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import naru.wire.icmp.IcmpMessage;
import naru.wire.icmp.IcmpMessageTest;
import naru.wire.icmp.IcmpView;
import naru.wire.ip.HeaderValues;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.IpView;
import naru.wire.ip.Ipv4Header;
import naru.wire.ip.Ipv4Options;
import naru.wire.ip.Ipv6Extension;
import naru.wire.ip.Ipv6Header;
import naru.wire.tcp.TcpOptionText;
import naru.wire.tcp.TcpSegment;
import naru.wire.tcp.TcpSegmentTest;
import naru.wire.tcp.TcpView;
import naru.wire.udp.UdpDatagram;
import naru.wire.udp.UdpView;
import org.junit.jupiter.api.Test;

/**
 * Broken packets: whatever comes, nothing throws and nothing reaches behind the packet. The buffer
 * ends where the packet does, so a read behind it would throw.
 */
class PacketFuzzTest {
  private static final int ROUNDS = 1_000_000;

  private final IpView ip = new IpView();
  private final TcpView tcp = new TcpView();
  private final UdpView udp = new UdpView();
  private final IcmpView icmp = new IcmpView();
  private int read;
  private int refused;
  private int reports;

  @Test
  void damagedPackets() {
    Draw draw = Draw.seeded(20260103);
    byte[] good = packet(draw);
    for (int i = 0; i < ROUNDS; i++) {
      good = i % 8 == 0 ? packet(draw) : good;
      readAll(draw.damaged(good), draw.coin());
    }
    assertThat(read).as("still packets").isGreaterThan(ROUNDS / 10);
    assertThat(refused).as("none any more").isGreaterThan(ROUNDS / 10);
    assertThat(reports).as("to be reported").isGreaterThan(ROUNDS / 1000);
  }

  @Test
  void goodPacketsCutAtEveryLength() {
    Draw draw = Draw.seeded(20260104);
    for (int i = 0; i < 2000; i++) {
      byte[] good = packet(draw);
      readAll(good, false);
      assertThat(ip.problem().text()).isEqualTo("none");
      for (int length = 0; length < good.length; length++) {
        assertThat(readAll(Arrays.copyOf(good, length), true)).isFalse();
      }
    }
  }

  @Test
  void randomBytes() {
    Draw draw = Draw.seeded(20260105);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = draw.bytes(1 + draw.upTo(90));
      boolean v4 = draw.coin();
      bytes[0] = (byte) (v4 ? 0x45 : 0x60);
      if (bytes.length > 40 && draw.coin()) {
        bytes[v4 ? 2 : 4] = 0;
        bytes[v4 ? 3 : 5] = (byte) (bytes.length - (v4 ? 0 : 40));
        bytes[6] = (byte) (v4 ? bytes[6] : 60 * draw.upTo(1));
      }
      readAll(bytes, true);
    }
    assertThat(read).isGreaterThan(ROUNDS / 20);
  }

  private boolean readAll(byte[] bytes, boolean trusted) {
    ByteBuf b = Draw.exactly(bytes);
    Ipv6Header.parse(b, 0, bytes.length);
    Ipv4Header.parse(b, 0, bytes.length);
    if (bytes.length > 40) {
      Ipv6Extension.parse(bytes[6] & 0xff, b, 40, bytes.length - 40);
    }
    if (!ip.read(b, 0, bytes.length, trusted)) {
      refused++;
      reports += ip.hasProblemToReport() ? 1 : 0;
      assertThat(!ip.hasProblemToReport() || ip.problemPointer() < bytes.length).isTrue();
      return false;
    }
    read++;
    check(ip.payloadLength() >= 0 && ip.totalLength() <= bytes.length);
    check(ip.unfragmentableLength() <= ip.headerLength());
    Ipv4Options.sourceRouted(ip, b);
    readTransport(b, ip.payloadAt(), ip.payloadLength());
    return true;
  }

  private void readTransport(ByteBuf b, int at, int length) {
    int end = at + length;
    if (tcp.read(b, at, length)) {
      check(tcp.textAt() + tcp.textLength() == end && tcp.sackBlocks() <= 4);
      tcp.checksumOk(ip, b);
      TcpOptionText.of(tcp);
      TcpSegment.parse(b, at, length);
    }
    if (udp.read(b, at, length)) {
      check(udp.payloadLength() >= 0 && udp.payloadAt() + udp.payloadLength() <= end);
      udp.checksumOk(ip, b);
      UdpDatagram.parse(b, at, length);
    }
    if (icmp.read(b, at, length)) {
      check(icmp.payloadLength() >= 0);
      icmp.checksumOk(ip, b);
      IcmpMessage.parse(b, at, length, ip.v4());
    }
  }

  private static void check(boolean holds) {
    assertThat(holds).isTrue();
  }

  /** A whole packet of either version and any transport, with options and extension headers. */
  private static byte[] packet(Draw draw) {
    boolean v4 = draw.coin();
    IpAddress from = v4 ? draw.v4() : draw.v6();
    IpAddress to = v4 ? draw.v4() : draw.v6();
    ByteBuf body = Unpooled.buffer();
    int protocol = transport(draw, body, from, to);
    ByteBuf packet = Unpooled.buffer();
    if (v4) {
      Octets options = draw.octets(4 * draw.upTo(3));
      new Ipv4Header(
              0,
              draw.upTo(0xffff),
              true,
              false,
              0,
              64,
              protocol,
              from,
              to,
              options,
              body.readableBytes())
          .emit(packet);
    } else {
      v6(draw, packet, body.readableBytes(), protocol, from, to);
    }
    packet.writeBytes(body);
    return Octets.of(packet).toArray();
  }

  private static void v6(
      Draw draw, ByteBuf packet, int length, int protocol, IpAddress from, IpAddress to) {
    List<Ipv6Extension> extensions = HeaderValues.wholeChain(draw, protocol);
    ByteBuf chain = Unpooled.buffer();
    extensions.forEach(e -> e.emit(chain));
    int first = extensions.isEmpty() ? protocol : extensions.getFirst().number();
    Ipv6Header.of(from, to, first, chain.readableBytes() + length).emit(packet);
    packet.writeBytes(chain);
  }

  private static int transport(Draw draw, ByteBuf body, IpAddress from, IpAddress to) {
    switch (draw.upTo(3)) {
      case 0 -> {
        new UdpDatagram(draw.upTo(0xffff), draw.upTo(0xffff), draw.octets(draw.upTo(32)))
            .emit(body, from, to);
        return IpProtocol.UDP;
      }
      case 1 -> {
        IcmpMessageTest.message(draw, from.isV4()).emit(body, from, to);
        return from.isV4() ? IpProtocol.ICMP : IpProtocol.ICMPV6;
      }
      default -> {
        TcpSegmentTest.segment(draw, draw.upTo(32)).emit(body, from, to);
        return IpProtocol.TCP;
      }
    }
  }
}
