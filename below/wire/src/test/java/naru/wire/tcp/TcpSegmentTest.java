package naru.wire.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import naru.wire.Draw;
import naru.wire.Octets;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpView;
import naru.wire.ip.Ipv4Header;
import naru.wire.ip.Ipv6Header;
import org.junit.jupiter.api.Test;

/** Parse and emit are inverse, and the flat view agrees. */
public class TcpSegmentTest {
  public static TcpSegment segment(Draw draw, int text) {
    List<TcpOption> options = new ArrayList<>();
    int left = 40;
    for (int i = draw.upTo(5); i > 0; i--) {
      TcpOption option = option(draw);
      if (option.length() <= left) {
        options.add(option);
        left -= option.length();
      }
    }
    return new TcpSegment(
        draw.upTo(0xffff),
        draw.upTo(0xffff),
        draw.bits(),
        draw.bits(),
        draw.upTo(0xff),
        draw.upTo(0xffff),
        draw.upTo(0xffff),
        options,
        draw.octets(text));
  }

  private static TcpOption option(Draw draw) {
    return switch (draw.upTo(6)) {
      case 0 -> new TcpOption.NoOperation();
      case 1 -> new TcpOption.Mss(draw.upTo(0xffff));
      case 2 -> new TcpOption.WindowScale(draw.upTo(0xff));
      case 3 -> new TcpOption.SackPermitted();
      case 4 -> new TcpOption.Timestamps(draw.bits(), draw.bits());
      case 5 -> new TcpOption.Other(254, draw.octets(draw.upTo(8)));
      default -> {
        List<TcpOption.Sack.Block> blocks = new ArrayList<>();
        for (int i = draw.upTo(3); i >= 0; i--) {
          blocks.add(new TcpOption.Sack.Block(draw.bits(), draw.bits()));
        }
        yield new TcpOption.Sack(blocks);
      }
    };
  }

  @Test
  void parseAndEmitAreInverse() {
    Draw draw = Draw.seeded(9293);
    TcpView view = new TcpView();
    IpView ip = new IpView();
    for (int i = 0; i < 50_000; i++) {
      TcpSegment segment = segment(draw, draw.upTo(100));
      IpAddress a = draw.coin() ? draw.v4() : draw.v6();
      IpAddress b = a.isV4() ? draw.v4() : draw.v6();
      ByteBuf packet = packet(a, b, segment);
      assertThat(ip.read(packet, 0, packet.readableBytes())).isTrue();
      assertThat(TcpSegment.parse(packet, ip.payloadAt(), ip.payloadLength())).contains(segment);
      assertThat(view.read(packet, ip.payloadAt(), ip.payloadLength())).isTrue();
      assertThat(view.checksumOk(ip, packet)).isTrue();
      packet.setByte(ip.payloadAt() + 4, packet.getByte(ip.payloadAt() + 4) ^ 1);
      assertThat(view.checksumOk(ip, packet)).isFalse();
      assertAgree(view, segment);
    }
  }

  private static ByteBuf packet(IpAddress a, IpAddress b, TcpSegment segment) {
    ByteBuf packet = Unpooled.buffer();
    if (a.isV4()) {
      Ipv4Header.of(a, b, 6, segment.length()).emit(packet);
    } else {
      Ipv6Header.of(a, b, 6, segment.length()).emit(packet);
    }
    segment.emit(packet, a, b);
    return packet;
  }

  private static void assertAgree(TcpView view, TcpSegment segment) {
    assertThat(view.flags()).isEqualTo(segment.flags());
    assertThat(view.headerLength()).isEqualTo(segment.headerLength());
    assertThat(view.textLength()).isEqualTo(segment.text().length());
    assertThat(view.optionsBroken()).isFalse();
    for (TcpOption option : segment.options()) {
      switch (option) {
        case TcpOption.SackPermitted s -> assertThat(view.sackPermitted()).isTrue();
        case TcpOption.Timestamps t -> assertThat(view.hasTimestamps()).isTrue();
        case TcpOption.Sack s -> assertThat(view.sackBlocks()).isPositive();
        case TcpOption.WindowScale w -> assertThat(view.windowScale()).isNotNegative();
        case TcpOption.Mss m -> assertThat(TcpOptionText.of(view)).isNotNull();
        case TcpOption.Other o -> {}
        case TcpOption.NoOperation n -> {}
      }
    }
  }

  @Test
  void onlySenseCanBeHeld() {
    assertThatThrownBy(() -> new TcpOption.Other(2, Octets.ofHex("05b4")))
        .hasMessageContaining("a record of its own");
    assertThatThrownBy(() -> new TcpOption.Sack(List.of())).hasMessageContaining("1 to 4");
    TcpOption long1 = new TcpOption.Other(99, Octets.of(new byte[38]));
    List<TcpOption> tooMany = List.of(long1, new TcpOption.NoOperation());
    assertThatThrownBy(() -> new TcpSegment(1, 2, 3, 4, 5, 6, 7, tooMany, Octets.EMPTY))
        .hasMessageContaining("options");
  }

  @Test
  void optionsWithALengthThatCannotBeMakeNoValue() {
    ByteBuf b = Unpooled.buffer(24).writeZero(24);
    TcpWriter.header(b, 0, 1, 2, 3, 4, 24, TcpFlags.SYN, 5);
    b.setInt(20, 0x02_05_00_00);
    assertThat(TcpSegment.parse(b, 0, 24)).isEmpty();
    assertThat(new TcpView().read(b, 0, 24)).isTrue();
  }
}
