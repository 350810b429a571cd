package naru.wire.ip;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class VnetHeaderTest {
  private final ByteBuf b = Unpooled.buffer(11).writeZero(11);

  @Test
  void littleEndianAsLinuxHasIt() {
    VnetHeader.write(b, 1, VnetHeader.NEEDS_CSUM, VnetHeader.GSO_TCPV4, 54, 1448, 20, 16);
    assertThat(ByteBufUtil.hexDump(b))
        .isEqualTo("00" + "01" + "01" + "3600" + "a805" + "1400" + "1000");
    assertThat(VnetHeader.flags(b, 1)).isEqualTo(VnetHeader.NEEDS_CSUM);
    assertThat(VnetHeader.gsoType(b, 1)).isEqualTo(VnetHeader.GSO_TCPV4);
    assertThat(VnetHeader.headerLength(b, 1)).isEqualTo(54);
    assertThat(VnetHeader.gsoSize(b, 1)).isEqualTo(1448);
    assertThat(VnetHeader.checksumStart(b, 1)).isEqualTo(20);
    assertThat(VnetHeader.checksumOffset(b, 1)).isEqualTo(16);
    assertThat(VnetHeader.trusted(b, 1)).isTrue();
  }

  @Test
  void none() {
    VnetHeader.write(b, 1, 0xff, 0xff, 0xffff, 0xffff, 0xffff, 0xffff);
    assertThat(VnetHeader.gsoType(b, 1)).isEqualTo(0xff);
    VnetHeader.writeNone(b, 1);
    assertThat(ByteBufUtil.hexDump(b)).isEqualTo("00".repeat(11));
    assertThat(VnetHeader.trusted(b, 1)).isFalse();
  }
}
