package naru.http.h2;

import io.netty.buffer.ByteBuf;

/**
 * The Huffman code of RFC 7541 appendix B. The code is canonical (codes of one length follow each
 * other in the order of their symbols), so the lengths alone define it.
 */
final class Huffman {
  /** Length of each symbol's code in bits, 5 to 30, as one digit of base 36; the last is EOS. */
  private static final String LENGTHS =
      "dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6ca"
          + "d67777777777777777777777878djde6f56565666577666567655677777fbeds"
          + "kmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmolmnnllmlnmnnkmmmnmmn"
          + "qqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrqu";

  private static final int SYMBOLS = 257;
  private static final int SHORTEST = 5;
  private static final int LONGEST = 30;

  /** Codes up to this long are found with one look; only rare symbols have longer ones. */
  private static final int LOOK_BITS = 10;

  private static final int[] CODE = new int[SYMBOLS];
  private static final byte[] LENGTH = new byte[SYMBOLS];

  /** By the next {@link #LOOK_BITS} bits: length shifted by 8, and symbol; 0 if it is longer. */
  private static final short[] LOOK = new short[1 << LOOK_BITS];

  /** By length: the first code, how many there are, and where their symbols begin. */
  private static final int[] FIRST = new int[LONGEST + 1];

  private static final int[] COUNT = new int[LONGEST + 1];
  private static final int[] START = new int[LONGEST + 1];
  private static final short[] SORTED = new short[SYMBOLS];

  static {
    int code = 0;
    int sorted = 0;
    for (int length = SHORTEST; length <= LONGEST; length++) {
      code <<= 1;
      FIRST[length] = code;
      START[length] = sorted;
      for (int s = 0; s < SYMBOLS; s++) {
        if (Character.digit(LENGTHS.charAt(s), 36) == length) {
          CODE[s] = code++;
          LENGTH[s] = (byte) length;
          SORTED[sorted++] = (short) s;
        }
      }
      COUNT[length] = sorted - START[length];
    }
    for (int s = 0; s < SYMBOLS; s++) {
      int spare = LOOK_BITS - LENGTH[s];
      for (int i = 0; spare >= 0 && i < 1 << spare; i++) {
        LOOK[CODE[s] << spare | i] = (short) (LENGTH[s] << 8 | s);
      }
    }
  }

  private Huffman() {}

  /** How many bytes the text has when coded. */
  static int encodedLength(byte[] b, int offset, int length) {
    int bits = 0;
    for (int i = offset; i < offset + length; i++) {
      bits += LENGTH[b[i] & 0xff];
    }
    return bits + 7 >>> 3;
  }

  static void encode(byte[] b, int offset, int length, ByteBuf out) {
    long bits = 0;
    int n = 0;
    for (int i = offset; i < offset + length; i++) {
      int symbol = b[i] & 0xff;
      int codeLength = LENGTH[symbol];
      bits = bits << codeLength | CODE[symbol];
      n += codeLength;
      if (n >= 32) {
        n -= 32;
        out.writeInt((int) (bits >>> n));
      }
    }
    while (n >= 8) {
      n -= 8;
      out.writeByte((int) (bits >>> n));
    }
    if (n > 0) {
      out.writeByte((int) (bits << 8 - n) | 0xff >>> n);
    }
  }

  /** The most bytes that {@code length} coded bytes can become. */
  static int longestDecoded(int length) {
    return length * 8 / SHORTEST;
  }

  /**
   * Decodes into {@code out}, which has room for {@link #longestDecoded}.
   *
   * @return how many bytes there are now behind {@code at}; -1 if the code is not good
   */
  static int decode(byte[] in, int from, int to, byte[] out, int at) {
    long bits = 0;
    int n = 0;
    int i = from;
    int o = at;
    while (true) {
      while (n <= 56 && i < to) {
        bits = bits << 8 | in[i++] & 0xff;
        n += 8;
      }
      if (n < SHORTEST) {
        break;
      }
      int look = (int) (n >= LOOK_BITS ? bits >>> n - LOOK_BITS : bits << LOOK_BITS - n);
      int entry = LOOK[look & (1 << LOOK_BITS) - 1];
      int codeLength = entry >>> 8;
      if (entry == 0) {
        int found = longer(bits, n);
        if (found < 0) {
          break;
        }
        codeLength = found >>> 16;
        entry = found & 0xffff;
        if (entry == SYMBOLS - 1) {
          return -1; // EOS must not be sent: RFC 7541 section 5.2
        }
      }
      if (codeLength > n) {
        break;
      }
      out[o++] = (byte) entry;
      n -= codeLength;
    }
    return isPadding(bits, n) ? o - at : -1;
  }

  /** A symbol whose code is longer than one look: length shifted by 16 and symbol; -1 if none. */
  private static int longer(long bits, int n) {
    for (int length = LOOK_BITS + 1; length <= Math.min(n, LONGEST); length++) {
      int offset = (int) (bits >>> n - length & (1L << length) - 1) - FIRST[length];
      if (offset >= 0 && offset < COUNT[length]) {
        return length << 16 | SORTED[START[length] + offset];
      }
    }
    return -1;
  }

  /** What is left must be the beginning of EOS, shorter than a byte. RFC 7541 section 5.2. */
  private static boolean isPadding(long bits, int n) {
    return n < 8 && (bits & (1 << n) - 1) == (1 << n) - 1;
  }
}
