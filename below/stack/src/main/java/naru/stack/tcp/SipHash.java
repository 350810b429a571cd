package naru.stack.tcp;

/**
 * SipHash-2-4 (Aumasson, Bernstein, 2012) of five 64-bit words: a keyed hash that nobody without
 * the key can predict. For tables of connections, initial sequence numbers (RFC 6528), ports (RFC
 * 6056) and SYN cookies (RFC 4987).
 *
 * <p>The same value as the hash of the 40 bytes that the words are in little endian. No allocation.
 */
final class SipHash {
  /** Rounds for the words: two for each of five, and for the length. */
  private static final int COMPRESSION_ROUNDS = 12;

  private static final int FINAL_ROUNDS = 4;

  /** The length, 40 bytes, as the last word holds it. */
  private static final long LENGTH = 40L << 56;

  private SipHash() {}

  /** The hash of {@code a..e} under the key {@code k0, k1}. */
  static long hash(long k0, long k1, long a, long b, long c, long d, long e) {
    long v0 = k0 ^ 0x736f6d6570736575L;
    long v1 = k1 ^ 0x646f72616e646f6dL;
    long v2 = k0 ^ 0x6c7967656e657261L;
    long v3 = k1 ^ 0x7465646279746573L;
    for (int round = 0; round < COMPRESSION_ROUNDS + FINAL_ROUNDS; round++) {
      boolean first = (round & 1) == 0;
      long word = word(round >> 1, a, b, c, d, e);
      if (first) {
        v3 ^= word;
      }
      if (round == COMPRESSION_ROUNDS) {
        v2 ^= 0xff;
      }
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
      if (!first) {
        v0 ^= word;
      }
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }

  /** The words, then the length, then nothing. */
  private static long word(int index, long a, long b, long c, long d, long e) {
    return switch (index) {
      case 0 -> a;
      case 1 -> b;
      case 2 -> c;
      case 3 -> d;
      case 4 -> e;
      case 5 -> LENGTH;
      default -> 0;
    };
  }
}
