package naru.cache;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import naru.base.Limit;

/**
 * A body while it comes in, to be stored when it is whole.
 *
 * <p>Written by the fetch's loop. With a known length the array never changes and other loops read
 * what {@link #filled} covers; with an unknown one it grows, and only the fetch's own loop reads.
 */
final class Filling {
  private static final int FIRST_BYTES = 4096;

  private final Limit limit;
  private final int max;
  private final boolean fixed;
  private byte[] bytes;
  private volatile int filled;

  private Filling(Limit limit, int max, int size, boolean fixed) {
    this.limit = limit;
    this.max = max;
    this.fixed = fixed;
    this.bytes = new byte[size];
  }

  /** Nothing kept: for a response that passes. */
  static Filling none(Limit limit) {
    return new Filling(limit, 0, 0, true);
  }

  /** For a body of exactly that many bytes, which the caller has taken from the limit. */
  static Filling ofLength(Limit limit, int length) {
    return new Filling(limit, length, length, true);
  }

  /** For a body of unknown length, up to {@code max}; what it holds is taken from the limit. */
  static Filling growing(Limit limit, int max) {
    return new Filling(limit, max, 0, false);
  }

  int filled() {
    return filled;
  }

  /** What is kept, from 0 to {@link #filled}. */
  byte[] bytes() {
    return bytes;
  }

  /** Adds a part; false, and nothing is added, when it is too much. Does not release it. */
  boolean add(ByteBuf part) {
    int n = part.readableBytes();
    int at = filled;
    if (n > max - at || !ensure(at + n)) {
      return false;
    }
    part.getBytes(part.readerIndex(), bytes, at, n);
    filled = at + n;
    return true;
  }

  private boolean ensure(int size) {
    if (size <= bytes.length) {
      return true;
    }
    int larger = (int) Math.min(max, Math.max(Math.max(FIRST_BYTES, size), 2L * bytes.length));
    if (fixed || !limit.tryTake(larger - bytes.length)) {
      return false;
    }
    bytes = Arrays.copyOf(bytes, larger);
    return true;
  }

  /** The whole body. */
  byte[] whole() {
    return filled == bytes.length ? bytes : Arrays.copyOf(bytes, filled);
  }

  /** Gives back what was taken from the limit; the bytes stay for those who still read them. */
  void close() {
    if (bytes.length > 0) {
      limit.give(bytes.length);
    }
  }
}
