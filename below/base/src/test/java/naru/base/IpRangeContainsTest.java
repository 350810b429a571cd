package naru.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every length of prefix, beside numbers that are shifted. */
final class IpRangeContainsTest {
  private final Random random = new Random(5);

  @Test
  void theFirstBitsDecide() throws Exception {
    for (int length : new int[] {4, 16}) {
      for (int bits = 0; bits <= length * 8; bits++) {
        byte[] network = new byte[length];
        random.nextBytes(network);
        String text = InetAddress.getByAddress(network).getHostAddress() + "/" + bits;
        IpRange range = IpRange.parse(text);
        for (int flip = 0; flip < length * 8; flip++) {
          byte[] other = network.clone();
          other[flip / 8] ^= (byte) (0x80 >> (flip % 8));
          boolean same = top(network, bits).equals(top(other, bits));
          assertThat(range.contains(InetAddress.getByAddress(other)))
              .as("%s, bit %d", text, flip)
              .isEqualTo(same);
          assertThat(same).isEqualTo(flip >= bits);
        }
      }
    }
  }

  @Test
  void anotherFamilyIsOutside() {
    assertThat(IpRange.parse("0.0.0.0/0").contains(IpRange.literal("::1"))).isFalse();
    assertThat(IpRange.parse("::/0").contains(IpRange.literal("127.0.0.1"))).isFalse();
    assertThat(IpRange.parse("10.0.0.0/8").contains(IpRange.literal("::ffff:10.1.1.1"))).isTrue();
  }

  private static BigInteger top(byte[] address, int bits) {
    return new BigInteger(1, address).shiftRight(address.length * 8 - bits);
  }
}
