package naru.wire.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import naru.wire.Octets;
import naru.wire.ip.IpAddress;
import naru.wire.ip.Ipv4Header;
import naru.wire.ip.Ipv6Extension.Fragment;
import naru.wire.ip.Ipv6Extension.Options;
import naru.wire.ip.Ipv6Header;
import org.junit.jupiter.api.Test;

class QuotedDatagramTest {
  private static final IpAddress A4 = IpAddress.parse("192.0.2.1");
  private static final IpAddress B4 = IpAddress.parse("192.0.2.2");
  private static final IpAddress A6 = IpAddress.parse("2001:db8::1");
  private static final IpAddress B6 = IpAddress.parse("2001:db8::2");

  private final QuotedDatagram quoted = new QuotedDatagram();
  private final ByteBuf b = Unpooled.buffer();

  @Test
  void v4CutBehind8BytesWithAChangedHeader() {
    new Ipv4Header(0, 1, true, false, 0, 64, 6, A4, B4, Octets.ofHex("01010100"), 1460).emit(b);
    b.setByte(8, 1);
    b.writeLong(7);
    assertThat(quoted.read(b, 0, 32)).isTrue();
    assertThat(quoted.v4()).isTrue();
    assertThat(quoted.protocol()).isEqualTo(6);
    assertThat(new IpAddress(quoted.sourceHigh(), quoted.sourceLow())).isEqualTo(A4);
    assertThat(new IpAddress(quoted.destinationHigh(), quoted.destinationLow())).isEqualTo(B4);
    assertThat(quoted.transportAt()).isEqualTo(24);
    assertThat(quoted.transportLength()).isEqualTo(8);
    for (int length = 0; length < 32; length++) {
      assertThat(quoted.read(b, 0, length)).isFalse();
    }
  }

  @Test
  void v6BehindExtensionHeadersEvenOnesThatWeDoNotKnow() {
    Ipv6Header.of(A6, B6, 60, 1400).emit(b);
    Options.padded(false, 44, (byte) 0xc5, (byte) 0).emit(b);
    new Fragment(17, 0, true, 5).emit(b);
    b.writeLong(7).writeLong(8);
    assertThat(quoted.read(b, 0, b.writerIndex())).isTrue();
    assertThat(quoted.v4()).isFalse();
    assertThat(quoted.protocol()).isEqualTo(17);
    assertThat(quoted.transportAt()).isEqualTo(56);
    assertThat(quoted.transportLength()).isEqualTo(16);
    for (int length = 0; length < 64; length++) {
      assertThat(quoted.read(b, 0, length)).isFalse();
    }
  }

  @Test
  void aLaterFragmentShowsNoTransportHeader() {
    new Ipv4Header(0, 1, false, false, 8, 64, 6, A4, B4, Octets.EMPTY, 40).emit(b);
    assertThat(quoted.read(b.writeZero(40), 0, 60)).isFalse();
    b.clear();
    Ipv6Header.of(A6, B6, 44, 1400).emit(b);
    new Fragment(17, 8, true, 5).emit(b);
    assertThat(quoted.read(b.writeZero(40), 0, 88)).isFalse();
  }
}
