package naru.wire.ip;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import naru.base.IpRange;

/**
 * An IPv4 or IPv6 address in two longs.
 *
 * <p>An IPv4 address is held as IPv4-mapped, {@code ::ffff:a.b.c.d} (RFC 4291 section 2.5.5.2), so
 * that hot paths keep two longs for either version and never an object; the static methods ask the
 * same questions of the bare longs. On the wire a mapped address never stands: {@link #isV4()}
 * decides the version.
 *
 * @param high the first 8 bytes, big endian; 0 for IPv4
 * @param low the last 8 bytes; {@code 0x0000_ffff_aabbccdd} for IPv4
 */
public record IpAddress(long high, long low) implements Comparable<IpAddress> {
  public static final IpAddress ANY_V4 = v4(0);
  public static final IpAddress ANY_V6 = new IpAddress(0, 0);
  public static final IpAddress LOOPBACK_V4 = v4(0x7f000001);
  public static final IpAddress LOOPBACK_V6 = new IpAddress(0, 1);

  private static final long MAPPED = 0xffff_0000_0000L;
  private static final long WORD = 0xffff_ffffL;

  /** The IPv4 address with these 32 bits, big endian: {@code 0x7f000001} is 127.0.0.1. */
  public static IpAddress v4(int bits) {
    return new IpAddress(0, lowOf(bits));
  }

  public static IpAddress of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address
        ? v4(bytes.getInt(0))
        : new IpAddress(bytes.getLong(0), bytes.getLong(8));
  }

  /**
   * Reads a literal without zone and brackets; names are never resolved.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static IpAddress parse(String literal) {
    if (literal.indexOf('%') >= 0 || literal.startsWith("[")) {
      throw new IllegalArgumentException("'" + literal + "' is not a plain IP address");
    }
    return of(IpRange.literal(literal));
  }

  /** The low half of the IPv4 address with these bits; its high half is 0. */
  public static long lowOf(int v4) {
    return MAPPED | (v4 & WORD);
  }

  public boolean isV4() {
    return isV4(high, low);
  }

  public static boolean isV4(long high, long low) {
    return high == 0 && low >>> 32 == 0xffff;
  }

  /** The 32 bits of an IPv4 address, big endian; the last four bytes of any other. */
  public int v4() {
    return (int) low;
  }

  /** 224.0.0.0/4 or ff00::/8. */
  public boolean isMulticast() {
    return isMulticast(high, low);
  }

  public static boolean isMulticast(long high, long low) {
    return isV4(high, low) ? ((int) low & 0xf000_0000) == 0xe000_0000 : high >>> 56 == 0xff;
  }

  /** 0.0.0.0 or ::. */
  public boolean isUnspecified() {
    return isUnspecified(high, low);
  }

  public static boolean isUnspecified(long high, long low) {
    return high == 0 && (low == 0 || low == MAPPED);
  }

  /** 127.0.0.0/8 or ::1. */
  public boolean isLoopback() {
    return isLoopback(high, low);
  }

  public static boolean isLoopback(long high, long low) {
    return isV4(high, low) ? ((int) low >>> 24) == 127 : high == 0 && low == 1;
  }

  /** 255.255.255.255. */
  public boolean isLimitedBroadcast() {
    return isLimitedBroadcast(high, low);
  }

  public static boolean isLimitedBroadcast(long high, long low) {
    return high == 0 && low == (MAPPED | WORD);
  }

  /** 169.254.0.0/16 or fe80::/10. */
  public boolean isLinkLocal() {
    return isV4() ? ((int) low >>> 16) == 0xa9fe : high >>> 54 == 0xfe80 >>> 6;
  }

  public InetAddress inet() {
    byte[] bytes =
        isV4()
            ? ByteBuffer.allocate(4).putInt(v4()).array()
            : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }

  /** By unsigned value; all of IPv4 stands together. */
  @Override
  public int compareTo(IpAddress other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** {@code 10.0.0.1}, or the one canonical text of RFC 5952: {@code fe80::1}. */
  @Override
  public String toString() {
    return text(high, low);
  }

  public static String text(long high, long low) {
    if (isV4(high, low)) {
      int a = (int) low;
      return (a >>> 24) + "." + (a >>> 16 & 255) + "." + (a >>> 8 & 255) + "." + (a & 255);
    }
    int gap = longestZeros(high, low);
    int from = gap >>> 4;
    int to = from + (gap & 15);
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i >= from && i < to) {
        text.append(i == from ? "::" : "");
      } else {
        text.append(i == 0 || i == to ? "" : ":").append(Integer.toHexString(group(high, low, i)));
      }
    }
    return text.toString();
  }

  /** The first longest run of at least two zero groups: its start times 16, plus its length. */
  private static int longestZeros(long high, long low) {
    int best = 8 << 4;
    int length = 0;
    for (int i = 0; i < 8; i++) {
      length = group(high, low, i) == 0 ? length + 1 : 0;
      if (length >= 2 && length > (best & 15)) {
        best = i + 1 - length << 4 | length;
      }
    }
    return best;
  }

  private static int group(long high, long low, int i) {
    return (int) ((i < 4 ? high : low) >>> 48 - 16 * (i & 3)) & 0xffff;
  }
}
