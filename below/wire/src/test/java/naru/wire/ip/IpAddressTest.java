package naru.wire.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import naru.wire.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1",
    "255.255.255.255, 255.255.255.255",
    "::ffff:192.0.2.1, 192.0.2.1",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "2001:DB8::1, 2001:db8::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "0:0:1:0:0:0:0:0, 0:0:1::",
    "fe80:0:0:0:0:0:0:1, fe80::1",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
  })
  void textIsCanonical(String literal, String text) {
    assertThat(IpAddress.parse(literal)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "1.2.3", "1.2.3.4.5", "[::1]", "fe80::1%lo", "::g"})
  void whatIsNoLiteralIsRefused(String text) {
    assertThatThrownBy(() -> IpAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void textAndInetAreInverse() {
    Draw draw = Draw.seeded(5952);
    for (int i = 0; i < 20_000; i++) {
      IpAddress address = draw.coin() ? draw.v4() : sparse(draw);
      assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
      InetAddress inet = address.inet();
      assertThat(IpAddress.of(inet)).isEqualTo(address);
      assertThat(address.isMulticast()).isEqualTo(inet.isMulticastAddress());
      assertThat(address.isLoopback()).isEqualTo(inet.isLoopbackAddress());
      assertThat(address.isUnspecified()).isEqualTo(inet.isAnyLocalAddress());
      assertThat(address.isLinkLocal()).isEqualTo(inet.isLinkLocalAddress());
    }
  }

  /** Mostly zeros, as real ones are. */
  private static IpAddress sparse(Draw draw) {
    long mask = draw.longBits();
    mask &= draw.longBits();
    long groups = 0;
    for (int i = 0; i < 4; i++) {
      groups |= (mask >>> i & 1) == 0 ? 0 : 0xffffL << 16 * i;
    }
    return new IpAddress(draw.longBits() & groups, draw.longBits() & mask);
  }

  @Test
  void classes() {
    assertThat(IpAddress.ANY_V4.isUnspecified()).isTrue();
    assertThat(IpAddress.ANY_V6.isUnspecified()).isTrue();
    assertThat(IpAddress.LOOPBACK_V4.isLoopback()).isTrue();
    assertThat(IpAddress.LOOPBACK_V6.isLoopback()).isTrue();
    assertThat(IpAddress.parse("255.255.255.255").isLimitedBroadcast()).isTrue();
    assertThat(IpAddress.parse("224.0.0.1").isMulticast()).isTrue();
    assertThat(IpAddress.parse("ff02::1").isMulticast()).isTrue();
    assertThat(IpAddress.parse("fe80::1").isLinkLocal()).isTrue();
    assertThat(IpAddress.parse("169.254.1.1").isLinkLocal()).isTrue();
    assertThat(IpAddress.parse("10.1.2.3").v4()).isEqualTo(0x0a010203);
    assertThat(IpAddress.parse("::1").isV4()).isFalse();
  }

  @Test
  void orderIsUnsigned() {
    assertThat(IpAddress.parse("10.0.0.1")).isLessThan(IpAddress.parse("200.0.0.1"));
    assertThat(IpAddress.parse("2001:db8::1")).isLessThan(IpAddress.parse("fe80::1"));
    assertThat(IpAddress.parse("::1")).isLessThan(IpAddress.parse("0.0.0.0"));
  }
}
