package naru.wire.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import naru.wire.Draw;
import naru.wire.Octets;
import org.junit.jupiter.api.Test;

/** Parse and emit are inverse, for both headers and all extension headers. */
class HeaderValuesTest {
  private static final int ROUNDS = 20_000;

  static Ipv4Header v4(Draw draw, int payload) {
    boolean more = draw.upTo(7) == 0 && payload >= 8;
    return new Ipv4Header(
        draw.upTo(0xff),
        draw.upTo(0xffff),
        draw.coin(),
        more,
        draw.upTo(3) == 0 ? 8 * draw.upTo((0xffff - 60 - payload) / 8) : 0,
        draw.upTo(0xff),
        draw.upTo(0xff),
        draw.v4(),
        draw.v4(),
        draw.octets(4 * draw.upTo(10)),
        more ? payload & ~7 : payload);
  }

  @Test
  void v4() {
    Draw draw = Draw.seeded(791);
    for (int i = 0; i < ROUNDS; i++) {
      Ipv4Header header = v4(draw, draw.upTo(2000));
      ByteBuf b = Unpooled.buffer().writeZero(3);
      header.emit(b);
      b.writeZero(header.payloadLength());
      assertThat(Checksum.sum(b, 3, header.length())).isEqualTo(0xffff);
      assertThat(Ipv4Header.parse(b, 3, header.totalLength())).contains(header);
      assertThat(Ipv4Header.parse(b, 3, header.totalLength() - 1)).isEmpty();
    }
  }

  @Test
  void v6() {
    Draw draw = Draw.seeded(8200);
    for (int i = 0; i < ROUNDS; i++) {
      Ipv6Header header =
          new Ipv6Header(
              draw.upTo(0xff),
              draw.upTo(0xfffff),
              draw.upTo(2000),
              draw.upTo(0xff),
              draw.upTo(0xff),
              draw.v6(),
              draw.v6());
      ByteBuf b = Unpooled.buffer(40).writeZero(1);
      header.emit(b);
      b.writeZero(header.payloadLength());
      assertThat(Ipv6Header.parse(b, 1, 40 + header.payloadLength())).contains(header);
      assertThat(Ipv6Header.parse(b, 1, 39 + header.payloadLength())).isEmpty();
    }
  }

  @Test
  void theWritersInPlaceWriteTheSame() {
    Draw draw = Draw.seeded(7911);
    for (int i = 0; i < ROUNDS; i++) {
      IpAddress from = draw.v4();
      IpAddress to = draw.v4();
      int id = draw.upTo(0xffff);
      int payload = draw.upTo(0xffff - 20);
      boolean df = draw.coin();
      Ipv4Header value =
          new Ipv4Header(3, id, df, false, 0, 64, 6, from, to, Octets.EMPTY, payload);
      ByteBuf b = Unpooled.buffer(20).writeZero(20);
      IpHeaders.writeV4(b, 0, payload + 20, 3, id, df, 64, 6, from.v4(), to.v4());
      assertThat(ByteBufUtil.hexDump(b)).isEqualTo(emitted(value));
      int offset = 8 * draw.upTo(0x1fff);
      Ipv4Header piece =
          new Ipv4Header(3, id, false, df, offset, 255, 17, from, to, Octets.EMPTY, payload);
      IpHeaders.writeV4Fragment(b, 0, payload + 20, 3, id, offset, df, 255, 17, from.v4(), to.v4());
      assertThat(ByteBufUtil.hexDump(b)).isEqualTo(emitted(piece));
    }
  }

  private static String emitted(Ipv4Header header) {
    ByteBuf b = Unpooled.buffer();
    header.emit(b);
    return ByteBufUtil.hexDump(b);
  }

  @Test
  void extensionHeaders() {
    Draw draw = Draw.seeded(8201);
    for (int i = 0; i < ROUNDS; i++) {
      List<Ipv6Extension> all = HeaderValues.chain(draw, 17);
      int first = all.isEmpty() ? 17 : all.getFirst().number();
      ByteBuf b = Unpooled.buffer().writeZero(2);
      all.forEach(e -> e.emit(b));
      int length = b.writerIndex() - 2;
      assertThat(Ipv6Extension.parse(first, b, 2, length)).contains(all);
      if (length > 0) {
        assertThat(Ipv6Extension.parse(first, b, 2, length - 1)).isEmpty();
      }
    }
  }

  @Test
  void onlySenseCanBeHeld() {
    IpAddress a = IpAddress.LOOPBACK_V4;
    assertThatThrownBy(() -> Ipv4Header.of(a, IpAddress.LOOPBACK_V6, 6, 0))
        .hasMessageContaining("is not IPv4");
    assertThatThrownBy(() -> Ipv4Header.of(a, a, 256, 0)).hasMessageContaining("protocol");
    assertThatThrownBy(() -> Ipv4Header.of(a, a, 6, 65516)).hasMessageContaining("payload");
    assertThatThrownBy(() -> new Ipv6Extension.Fragment(6, 7, true, 1))
        .hasMessageContaining("multiple of 8");
  }
}
