package naru.stack.tcp;

/**
 * Arithmetic of sequence numbers: modulo 2^32, with an order that holds within a window of 2^31
 * (RFC 9293 section 3.4).
 */
final class Seq {
  private Seq() {}

  static boolean lt(int a, int b) {
    return a - b < 0;
  }

  static boolean le(int a, int b) {
    return a - b <= 0;
  }

  static boolean gt(int a, int b) {
    return a - b > 0;
  }

  static boolean ge(int a, int b) {
    return a - b >= 0;
  }

  static int max(int a, int b) {
    return lt(a, b) ? b : a;
  }

  static int min(int a, int b) {
    return lt(a, b) ? a : b;
  }

  /** As events and people write it: 0 to 2^32-1. */
  static long unsigned(int seq) {
    return Integer.toUnsignedLong(seq);
  }
}
