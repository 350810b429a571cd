package naru.wire.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import naru.wire.Draw;
import naru.wire.Octets;
import naru.wire.icmp.IcmpMessage.Echo;
import naru.wire.icmp.IcmpMessage.EchoReply;
import naru.wire.icmp.IcmpMessage.Other;
import naru.wire.icmp.IcmpMessage.ParameterProblem;
import naru.wire.icmp.IcmpMessage.TimeExceeded;
import naru.wire.icmp.IcmpMessage.TooBig;
import naru.wire.icmp.IcmpMessage.Unreachable;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.IpView;
import naru.wire.ip.Ipv4Header;
import naru.wire.ip.Ipv6Header;
import org.junit.jupiter.api.Test;

public class IcmpMessageTest {
  private static final IpAddress A4 = IpAddress.parse("192.0.2.1");
  private static final IpAddress A6 = IpAddress.parse("2001:db8::1");

  public static IcmpMessage message(Draw draw, boolean v4) {
    Octets data = draw.octets(draw.upTo(80));
    int code = draw.upTo(3);
    return switch (draw.upTo(6)) {
      case 0 -> new Echo(draw.upTo(0xffff), draw.upTo(0xffff), data);
      case 1 -> new EchoReply(draw.upTo(0xffff), draw.upTo(0xffff), data);
      case 2 -> new Unreachable(code, data);
      case 3 -> new TooBig(draw.upTo(v4 ? 0xffff : Integer.MAX_VALUE), data);
      case 4 -> new TimeExceeded(code, data);
      case 5 -> new ParameterProblem(code, draw.upTo(v4 ? 0xff : Integer.MAX_VALUE), data);
      default -> new Other(v4 ? 13 : 135, draw.upTo(0xff), draw.bits(), data);
    };
  }

  @Test
  void parseAndEmitAreInverse() {
    Draw draw = Draw.seeded(792);
    IcmpView view = new IcmpView();
    IpView ip = new IpView();
    for (int i = 0; i < 50_000; i++) {
      IpAddress from = draw.coin() ? draw.v4() : draw.v6();
      IpAddress to = from.isV4() ? draw.v4() : draw.v6();
      IcmpMessage message = message(draw, from.isV4());
      ByteBuf packet = packet(from, to, message);
      int length = packet.readableBytes();
      assertThat(ip.read(packet, 0, length)).isTrue();
      int at = ip.payloadAt();
      assertThat(IcmpMessage.parse(packet, at, length - at, ip.v4())).contains(message);
      assertThat(view.read(packet, at, length - at)).isTrue();
      assertThat(view.checksumOk(ip, packet)).isTrue();
      packet.setByte(length - 1, packet.getByte(length - 1) ^ 32);
      assertThat(view.checksumOk(ip, packet)).isFalse();
    }
  }

  private static ByteBuf packet(IpAddress from, IpAddress to, IcmpMessage message) {
    ByteBuf body = Unpooled.buffer();
    message.emit(body, from, to);
    ByteBuf packet = Unpooled.buffer();
    if (from.isV4()) {
      Ipv4Header.of(from, to, IpProtocol.ICMP, body.readableBytes()).emit(packet);
    } else {
      Ipv6Header.of(from, to, IpProtocol.ICMPV6, body.readableBytes()).emit(packet);
    }
    return packet.writeBytes(body);
  }

  @Test
  void rfc1191Section4_theMtuIsTheLowerHalfOfTheRest() {
    ByteBuf b = Unpooled.buffer();
    new TooBig(1400, Octets.ofHex("45")).emit(b, A4, A4);
    assertThat(Octets.of(b)).hasToString("0304" + hex(b, 2) + "00000578" + "45");
    assertThat(new TooBig(70_000, Octets.EMPTY)).isNotEqualTo(new TooBig(65_535, Octets.EMPTY));
  }

  @Test
  void rfc4443Section3_2_theMtuIsTheRest() {
    ByteBuf b = Unpooled.buffer();
    new TooBig(70_000, Octets.ofHex("60")).emit(b, A6, A6);
    assertThat(Octets.of(b)).hasToString("0200" + hex(b, 2) + "00011170" + "60");
    b.setInt(4, -1);
    assertThat(IcmpMessage.parse(b, 0, 9, false))
        .contains(new TooBig(Integer.MAX_VALUE, Octets.ofHex("60")));
  }

  private static String hex(ByteBuf b, int at) {
    return Octets.of(b, at, 2).toString();
  }

  @Test
  void rfc4884_theQuotedPacketEndsWhereTheLengthSays() {
    ByteBuf b = Unpooled.buffer();
    Octets quoted = Octets.of(new byte[128]);
    new TimeExceeded(0, quoted).emit(b, A4, A4);
    b.writeZero(12).setByte(5, 32);
    assertThat(IcmpMessage.parse(b, 0, b.writerIndex(), true))
        .contains(new TimeExceeded(0, quoted));
    b.setByte(5, 255);
    assertThat(IcmpMessage.parse(b, 0, b.writerIndex(), true))
        .contains(new TimeExceeded(0, Octets.of(new byte[140])));
    b.clear();
    new Unreachable(4, quoted).emit(b, A6, A6);
    b.writeZero(12).setByte(4, 16);
    assertThat(IcmpMessage.parse(b, 0, b.writerIndex(), false))
        .contains(new Unreachable(4, quoted));
  }

  @Test
  void whatIsShorterThanItsHeaderIsNoMessage() {
    ByteBuf b = Unpooled.buffer();
    new Echo(1, 2, Octets.EMPTY).emit(b, A4, A4);
    for (int length = 0; length < 8; length++) {
      assertThat(IcmpMessage.parse(b, 0, length, true)).isEmpty();
    }
    assertThat(IcmpMessage.parse(b, 0, 8, true)).contains(new Echo(1, 2, Octets.EMPTY));
    assertThat(new Echo(1, 2, Octets.EMPTY).reply()).isEqualTo(new EchoReply(1, 2, Octets.EMPTY));
  }

  @Test
  void whichTypesAreErrors() {
    assertThat(IcmpType.isError(true, IcmpType.V4_UNREACHABLE)).isTrue();
    assertThat(IcmpType.isError(true, 5)).isTrue();
    assertThat(IcmpType.isError(true, IcmpType.V4_ECHO)).isFalse();
    assertThat(IcmpType.isError(false, 100)).isTrue();
    assertThat(IcmpType.isError(false, 137)).isTrue();
    assertThat(IcmpType.isError(false, IcmpType.V6_ECHO)).isFalse();
  }
}
