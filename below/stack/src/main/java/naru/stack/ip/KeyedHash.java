package naru.stack.ip;

import java.util.random.RandomGenerator;

/**
 * SipHash-1-3 over words, with a secret key: for tables and identifiers that a stranger must
 * neither predict nor make collide.
 *
 * <p>Allocates nothing. Confined to one thread, because the state lies in fields.
 */
public final class KeyedHash {
  private final long key0;
  private final long key1;
  private long v0;
  private long v1;
  private long v2;
  private long v3;

  private KeyedHash(long key0, long key1) {
    this.key0 = key0;
    this.key1 = key1;
  }

  /** With a key of 128 random bits. */
  public static KeyedHash of(RandomGenerator random) {
    return new KeyedHash(random.nextLong(), random.nextLong());
  }

  /** The hash of five words. */
  public long hash(long a, long b, long c, long d, long e) {
    v0 = key0 ^ 0x736f6d6570736575L;
    v1 = key1 ^ 0x646f72616e646f6dL;
    v2 = key0 ^ 0x6c7967656e657261L;
    v3 = key1 ^ 0x7465646279746573L;
    word(a);
    word(b);
    word(c);
    word(d);
    word(e);
    word(5L * Long.BYTES << 56);
    v2 ^= 0xff;
    round();
    round();
    round();
    return v0 ^ v1 ^ v2 ^ v3;
  }

  private void word(long m) {
    v3 ^= m;
    round();
    v0 ^= m;
  }

  private void round() {
    v0 += v1;
    v2 += v3;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v1;
    v0 += v3;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 = Long.rotateLeft(v2, 32);
  }
}
