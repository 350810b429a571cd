package naru.wire.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import naru.wire.Draw;
import naru.wire.Octets;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpView;
import naru.wire.ip.Ipv4Header;
import naru.wire.ip.Ipv6Header;
import org.junit.jupiter.api.Test;

class UdpTest {
  private final UdpView view = new UdpView();
  private final IpView ip = new IpView();

  private ByteBuf packet(IpAddress a, IpAddress b, UdpDatagram datagram) {
    ByteBuf packet = Unpooled.buffer();
    if (a.isV4()) {
      Ipv4Header.of(a, b, 17, datagram.length()).emit(packet);
    } else {
      Ipv6Header.of(a, b, 17, datagram.length()).emit(packet);
    }
    datagram.emit(packet, a, b);
    assertThat(ip.read(packet, 0, packet.readableBytes())).isTrue();
    return packet;
  }

  @Test
  void parseAndEmitAreInverse() {
    Draw draw = Draw.seeded(768);
    for (int i = 0; i < 50_000; i++) {
      UdpDatagram datagram =
          new UdpDatagram(draw.upTo(0xffff), draw.upTo(0xffff), draw.octets(draw.upTo(64)));
      IpAddress a = draw.coin() ? draw.v4() : draw.v6();
      ByteBuf packet = packet(a, a.isV4() ? draw.v4() : draw.v6(), datagram);
      assertThat(UdpDatagram.parse(packet, ip.payloadAt(), ip.payloadLength())).contains(datagram);
      assertThat(view.read(packet, ip.payloadAt(), ip.payloadLength())).isTrue();
      assertThat(view.checksum()).isNotZero();
      assertThat(view.checksumOk(ip, packet)).isTrue();
      packet.setByte(ip.payloadAt(), packet.getByte(ip.payloadAt()) ^ 4);
      assertThat(view.checksumOk(ip, packet)).isFalse();
    }
  }

  @Test
  void aChecksumOfZeroIsSentAsOnes() {
    assertThat(UdpWriter.checksum(0xffff)).isEqualTo(0xffff);
    assertThat(UdpWriter.checksum(0x1234)).isEqualTo(0xedcb);
  }

  @Test
  void noChecksumIsRightOverIpv4Only() {
    UdpDatagram datagram = new UdpDatagram(53, 53, Octets.ofText("hi"));
    for (IpAddress a : new IpAddress[] {IpAddress.LOOPBACK_V4, IpAddress.LOOPBACK_V6}) {
      ByteBuf packet = packet(a, a, datagram);
      packet.setShort(ip.payloadAt() + UdpWriter.CHECKSUM_OFFSET, 0);
      assertThat(view.read(packet, ip.payloadAt(), ip.payloadLength())).isTrue();
      assertThat(view.checksumOk(ip, packet)).isEqualTo(a.isV4());
    }
  }

  @Test
  void lengths() {
    ByteBuf b = Unpooled.buffer(20).writeZero(20);
    UdpWriter.header(b, 0, 1, 2, 12);
    for (int length = 0; length < 12; length++) {
      assertThat(view.read(b, 0, length)).isFalse();
    }
    assertThat(view.read(b, 0, 20)).isTrue();
    assertThat(view.payloadLength()).isEqualTo(4);
    UdpWriter.header(b, 0, 1, 2, 7);
    assertThat(view.read(b, 0, 20)).isFalse();
  }
}
