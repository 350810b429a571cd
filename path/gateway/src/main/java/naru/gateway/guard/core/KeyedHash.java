package naru.gateway.guard.core;

/**
 * SipHash-2-4 (Aumasson, Bernstein 2012): a 64-bit hash whose collisions nobody can make who does
 * not know its key. Without an object per hash.
 */
public final class KeyedHash {
  private final long k0;
  private final long k1;

  /** With this key, which should come from chance. */
  public KeyedHash(long k0, long k1) {
    this.k0 = k0;
    this.k1 = k1;
  }

  /** The hash of some bytes. */
  public long of(byte[] b, int offset, int length) {
    long v0 = k0 ^ 0x736f6d6570736575L;
    long v1 = k1 ^ 0x646f72616e646f6dL;
    long v2 = k0 ^ 0x6c7967656e657261L;
    long v3 = k1 ^ 0x7465646279746573L;
    int words = length >> 3;
    for (int w = 0; w <= words + 2; w++) {
      long m;
      int rounds = 2;
      if (w < words) {
        m = word(b, offset + (w << 3), 8);
      } else if (w == words) {
        m = word(b, offset + (w << 3), length & 7) | (long) length << 56;
      } else {
        m = 0;
        rounds = w == words + 1 ? 0 : 4;
        v2 ^= w == words + 1 ? 0xff : 0;
      }
      v3 ^= m;
      for (int r = 0; r < rounds; r++) {
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
      }
      v0 ^= m;
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }

  private static long word(byte[] b, int offset, int length) {
    long word = 0;
    for (int i = 0; i < length; i++) {
      word |= (b[offset + i] & 0xffL) << (i << 3);
    }
    return word;
  }

  /** The hash of a whole array. */
  public long of(byte[] b) {
    return of(b, 0, b.length);
  }
}
