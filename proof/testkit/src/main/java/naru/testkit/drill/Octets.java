package naru.testkit.drill;

import java.io.ByteArrayOutputStream;

/** A growing packet: big-endian fields, and the Internet checksum (RFC 1071) over what is there. */
final class Octets {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Octets u8(long value) {
    out.write((int) value);
    return this;
  }

  Octets u16(long value) {
    return u8(value >>> 8).u8(value);
  }

  Octets u32(long value) {
    return u16(value >>> 16).u16(value);
  }

  Octets all(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  int size() {
    return out.size();
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  static int u8(byte[] b, int at) {
    return b[at] & 0xff;
  }

  static int u16(byte[] b, int at) {
    return u8(b, at) << 8 | u8(b, at + 1);
  }

  static long u32(byte[] b, int at) {
    return (long) u16(b, at) << 16 | u16(b, at + 2);
  }

  static void put16(byte[] b, int at, int value) {
    b[at] = (byte) (value >>> 8);
    b[at + 1] = (byte) value;
  }

  /** The folded sum of 16-bit words; an odd last byte counts as if a zero followed. */
  static int sum(byte[] b, int from, int to) {
    long sum = 0;
    for (int at = from; at < to; at += 2) {
      sum += u8(b, at) << 8 | (at + 1 < to ? u8(b, at + 1) : 0);
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (int) sum;
  }

  static int checksum(int sum, int another) {
    int both = sum + another;
    return ~((both & 0xffff) + (both >>> 16)) & 0xffff;
  }
}
