package naru.stack.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import naru.stack.link.Link;
import naru.wire.ip.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks, routes, own addresses, and the small parts. */
class IpPrefixTest {
  private static IpAddress a(String text) {
    return IpAddress.parse(text);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1/24, 10.0.0.255, true",
    "10.0.0.1/24, 10.0.1.0, false",
    "10.0.0.1/32, 10.0.0.1, true",
    "10.0.0.1/32, 10.0.0.0, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "::/0, 2001:db8::1, true",
    "::/0, 10.0.0.1, false",
    "fd00::1/64, fd00::ffff:1, true",
    "fd00::1/64, fd00:0:0:1::1, false",
    "fd00::1/65, fd00::8000:0:0:1, false",
    "fd00::1/16, fd00:9::1, true",
    "fd00::1, fd00::1, true",
    "fd00::1/128, fd00::2, false"
  })
  void contains(String prefix, String address, boolean in) {
    assertThat(IpPrefix.parse(prefix).contains(a(address).high(), a(address).low())).isEqualTo(in);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1/33", "fd00::1/129", "10.0.0.1/", "10.0.0.1/-1", "host/24"})
  void nonsenseIsRefused(String text) {
    assertThatThrownBy(() -> IpPrefix.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rfc1122_3_2_1_3_directedBroadcast() {
    assertThat(broadcast("10.0.0.1/24", "10.0.0.255")).isTrue();
    assertThat(broadcast("10.0.0.1/24", "10.0.0.254")).isFalse();
    assertThat(broadcast("10.0.0.0/31", "10.0.0.1")).as("RFC 3021").isFalse();
    assertThat(broadcast("10.0.0.1/32", "10.0.0.1")).isFalse();
    assertThat(broadcast("fd00::/64", "fd00::ffff:ffff:ffff:ffff")).isFalse();
  }

  private static boolean broadcast(String prefix, String address) {
    return IpPrefix.parse(prefix).isBroadcast(a(address).high(), a(address).low());
  }

  private record Named(String name) implements Link {
    @Override
    public int mtu() {
      return 1500;
    }

    @Override
    public int superPacketBytes() {
      return 1500;
    }

    @Override
    public boolean offloadsChecksums() {
      return false;
    }

    @Override
    public boolean transmit(ByteBuf frame) {
      frame.release();
      return true;
    }
  }

  @Test
  void theLongestPrefixIsTheRoute() {
    Routes routes = new Routes();
    routes.put(IpPrefix.parse("0.0.0.0/0"), new Named("default"));
    routes.put(IpPrefix.parse("10.1.0.0/16"), new Named("old"));
    routes.put(IpPrefix.parse("10.0.0.0/8"), new Named("ten"));
    routes.put(IpPrefix.parse("10.1.0.0/16"), new Named("ten-one"));
    assertThat(List.of("10.1.2.3", "10.2.2.3", "11.0.0.1"))
        .extracting(d -> routes.find(a(d).high(), a(d).low()))
        .containsExactly(new Named("ten-one"), new Named("ten"), new Named("default"));
    assertThat(routes.find(a("fd00::1").high(), a("fd00::1").low())).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.9, 10.0.0.1",
    "192.168.1.9, 192.168.1.1",
    "8.8.8.8, 10.0.0.1",
    "127.0.0.5, 127.0.0.5",
    "10.0.0.1, 10.0.0.1",
    "fe80::9, fe80::1",
    "2001:db8::9, fd00::1",
    "::1, ::1"
  })
  void rfc6724_5_sourceAddress(String destination, String source) {
    LocalAddresses local =
        LocalAddresses.of(
            List.of("10.0.0.1/24", "192.168.1.1/24", "fe80::1/64", "fd00::1/64").stream()
                .map(IpPrefix::parse)
                .toList());
    assertThat(local.sourceFor(a(destination))).isEqualTo(a(source));
  }

  @Test
  void withoutAnAddressOfTheFamilyThereIsNoSource() {
    LocalAddresses local = LocalAddresses.of(List.of(IpPrefix.parse("10.0.0.1/24")));
    assertThat(local.sourceFor(a("fd00::1")).isUnspecified()).isTrue();
  }

  @Test
  void rfc6056_3_3_1_portsAreRandomAndFree() {
    EphemeralPorts ports = EphemeralPorts.of(50000, 50009, new SplittableRandom(1));
    assertThat(ports.find(p -> true)).isBetween(50000, 50009);
    assertThat(ports.find(p -> p == 50003)).isEqualTo(50003);
    assertThat(ports.find(p -> false)).isZero();
    long different = IntStream.range(0, 50).map(i -> ports.find(p -> true)).distinct().count();
    assertThat(different).isGreaterThan(5);
  }

  @Test
  void keyedHashDependsOnKeyAndEveryWord() {
    KeyedHash hash = KeyedHash.of(new SplittableRandom(1));
    KeyedHash other = KeyedHash.of(new SplittableRandom(2));
    long h = hash.hash(1, 2, 3, 4, 5);
    assertThat(hash.hash(1, 2, 3, 4, 5)).isEqualTo(h);
    assertThat(other.hash(1, 2, 3, 4, 5)).isNotEqualTo(h);
    assertThat(
            List.of(
                hash.hash(0, 2, 3, 4, 5),
                hash.hash(1, 0, 3, 4, 5),
                hash.hash(1, 2, 0, 4, 5),
                hash.hash(1, 2, 3, 0, 5),
                hash.hash(1, 2, 3, 4, 0)))
        .doesNotContain(h)
        .doesNotHaveDuplicates();
  }

  @Test
  void aBucketSavesUpNoMoreThanABurst() {
    TokenBucket bucket = TokenBucket.of(10, 2);
    assertThat(bucket.take(5)).isTrue();
    assertThat(bucket.take(5)).isTrue();
    assertThat(bucket.take(5)).isFalse();
    assertThat(bucket.take(100_000_004)).isFalse();
    assertThat(bucket.take(100_000_005)).isTrue();
    assertThat(bucket.take(1)).as("a clock that runs back").isFalse();
    assertThat(bucket.take(Long.MAX_VALUE / 2)).isTrue();
  }
}
