package naru.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.SplittableRandom;
import naru.wire.ip.IpAddress;

/** Random parts of packets, and random damage. One seed, one sequence. */
public final class Draw {
  private final SplittableRandom random;

  private Draw(long seed) {
    this.random = new SplittableRandom(seed);
  }

  public static Draw seeded(long seed) {
    return new Draw(seed);
  }

  /** 0 to {@code max}, the ends more often than by chance. */
  public int upTo(int max) {
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> max;
      default -> random.nextInt(max == Integer.MAX_VALUE ? max : max + 1);
    };
  }

  public int bits() {
    return random.nextInt();
  }

  public long longBits() {
    return random.nextLong();
  }

  public boolean coin() {
    return random.nextBoolean();
  }

  public byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  public Octets octets(int length) {
    return Octets.of(bytes(length));
  }

  public IpAddress v4() {
    return IpAddress.v4(bits());
  }

  public IpAddress v6() {
    return new IpAddress(longBits() | 1, longBits());
  }

  /** The bytes with one to four changes, or cut. */
  public byte[] damaged(byte[] good) {
    byte[] b = good.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(random.nextBoolean() ? b.length : Math.min(b.length, 64));
      switch (random.nextInt(5)) {
        case 0 -> b[at] = (byte) random.nextInt(256);
        case 1 -> b[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> b[at] = (byte) 0xff;
        case 3 -> b[at] = 0;
        default -> b = Arrays.copyOf(b, Math.max(1, at));
      }
    }
    return b;
  }

  /** A buffer that holds nothing else, so that a read behind its end throws. */
  public static ByteBuf exactly(byte[] bytes) {
    return Unpooled.wrappedBuffer(bytes);
  }
}
