package naru.gateway.core.regex;

import java.util.BitSet;

/** A set of bytes, 0 to 255. */
final class ByteSet {
  private final BitSet bits;

  private ByteSet(BitSet bits) {
    this.bits = bits;
  }

  static ByteSet of(int from, int to) {
    BitSet bits = new BitSet(256);
    bits.set(from, to + 1);
    return new ByteSet(bits);
  }

  /** The bytes of a text. */
  static ByteSet of(String chars) {
    BitSet bits = new BitSet(256);
    chars.chars().forEach(bits::set);
    return new ByteSet(bits);
  }

  ByteSet or(ByteSet other) {
    BitSet both = (BitSet) bits.clone();
    both.or(other.bits);
    return new ByteSet(both);
  }

  ByteSet not() {
    BitSet others = (BitSet) bits.clone();
    others.flip(0, 256);
    return new ByteSet(others);
  }

  /** With the other case of each letter. */
  ByteSet inAnyCase() {
    BitSet all = (BitSet) bits.clone();
    for (int c = 'a'; c <= 'z'; c++) {
      boolean either = bits.get(c) || bits.get(c - 32);
      all.set(c, either);
      all.set(c - 32, either);
    }
    return new ByteSet(all);
  }

  boolean has(int b) {
    return bits.get(b);
  }
}
