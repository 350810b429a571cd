package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against a byte-string SipHash-2-4 that holds the vectors of its authors. */
class SipHashTest {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long K0 = 0x0706050403020100L;
  private static final long K1 = 0x0f0e0d0c0b0a0908L;

  /** 0, 1, 2, ... */
  private static byte[] counting(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  @Test
  void theReferenceHoldsTheOfficialVectors() {
    assertThat(reference(K0, K1, counting(0))).isEqualTo(0x726fdb47dd0e0e31L);
    assertThat(reference(K0, K1, counting(1))).isEqualTo(0x74f839c593dc67fdL);
    assertThat(reference(K0, K1, counting(2))).isEqualTo(0x0d6c8009d9a94f5aL);
    assertThat(reference(K0, K1, counting(15))).isEqualTo(0xa129ca6149be45e5L);
  }

  @Test
  void fiveWordsHoldTheOfficialVectorOfFortyBytes() {
    byte[] bytes = counting(40);
    long hash =
        SipHash.hash(
            K0,
            K1,
            (long) LONG.get(bytes, 0),
            (long) LONG.get(bytes, 8),
            (long) LONG.get(bytes, 16),
            (long) LONG.get(bytes, 24),
            (long) LONG.get(bytes, 32));

    assertThat(hash).isEqualTo(0x0e3ea96b5304a7d0L);
    assertThat(reference(K0, K1, bytes)).isEqualTo(hash);
  }

  @Test
  void fiveWordsAreTheirFortyBytes() {
    Random random = new Random(3);
    for (int i = 0; i < 1000; i++) {
      long[] v = random.longs(7).toArray();
      byte[] bytes = new byte[40];
      for (int word = 0; word < 5; word++) {
        LONG.set(bytes, 8 * word, v[2 + word]);
      }
      assertThat(SipHash.hash(v[0], v[1], v[2], v[3], v[4], v[5], v[6]))
          .isEqualTo(reference(v[0], v[1], bytes));
    }
  }

  /** SipHash-2-4 as its paper writes it. */
  private static long reference(long k0, long k1, byte[] bytes) {
    long[] v = {
      k0 ^ 0x736f6d6570736575L,
      k1 ^ 0x646f72616e646f6dL,
      k0 ^ 0x6c7967656e657261L,
      k1 ^ 0x7465646279746573L
    };
    byte[] padded = Arrays.copyOf(bytes, bytes.length / 8 * 8 + 8);
    padded[padded.length - 1] = (byte) bytes.length;
    for (int at = 0; at < padded.length; at += 8) {
      long word = (long) LONG.get(padded, at);
      v[3] ^= word;
      rounds(v, 2);
      v[0] ^= word;
    }
    v[2] ^= 0xff;
    rounds(v, 4);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
  }

  private static void rounds(long[] v, int count) {
    for (int i = 0; i < count; i++) {
      half(v, 0, 1, 13, 32);
      half(v, 2, 3, 16, 0);
      half(v, 0, 3, 21, 0);
      half(v, 2, 1, 17, 32);
    }
  }

  private static void half(long[] v, int a, int b, int turnB, int turnA) {
    v[a] += v[b];
    v[b] = Long.rotateLeft(v[b], turnB) ^ v[a];
    v[a] = Long.rotateLeft(v[a], turnA);
  }
}
