package naru.dns.core;

/** Big-endian numbers in byte arrays. */
final class Wire {
  private Wire() {}

  static int u16(byte[] b, int at) {
    return ((b[at] & 0xff) << 8) | (b[at + 1] & 0xff);
  }

  static long u32(byte[] b, int at) {
    return (long) u16(b, at) << 16 | u16(b, at + 2);
  }

  static void put16(byte[] b, int at, int v) {
    b[at] = (byte) (v >> 8);
    b[at + 1] = (byte) v;
  }

  static void put32(byte[] b, int at, long v) {
    put16(b, at, (int) (v >> 16));
    put16(b, at + 2, (int) v);
  }
}
