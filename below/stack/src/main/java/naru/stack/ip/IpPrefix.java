package naru.stack.ip;

import naru.wire.ip.IpAddress;

/**
 * An address with the length of its network prefix: {@code 10.0.0.1/24}, {@code fd00::1/64}.
 *
 * @param address an address of this host, or of a network
 * @param bits 0..32 for IPv4, 0..128 for IPv6
 */
public record IpPrefix(IpAddress address, int bits) {
  private static final int V4_MAPPED_BITS = 96;

  public IpPrefix {
    int max = address.isV4() ? 32 : 128;
    if (bits < 0 || bits > max) {
      throw new IllegalArgumentException(address + "/" + bits + ": the prefix must be 0.." + max);
    }
  }

  /**
   * Reads {@code address/bits}; without {@code /bits} it is this one address.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static IpPrefix parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      IpAddress address = IpAddress.parse(text);
      return new IpPrefix(address, address.isV4() ? 32 : 128);
    }
    try {
      IpAddress address = IpAddress.parse(text.substring(0, slash));
      return new IpPrefix(address, Integer.parseInt(text.substring(slash + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' has no number after '/'", e);
    }
  }

  /** Whether the address, of the same family, lies in this network. */
  public boolean contains(long high, long low) {
    return IpAddress.isV4(high, low) == address.isV4()
        && ((high ^ address.high()) & highMask()) == 0
        && ((low ^ address.low()) & lowMask()) == 0;
  }

  /** Whether it is the directed broadcast address of this IPv4 network (RFC 1122 s. 3.2.1.3 d). */
  public boolean isBroadcast(long high, long low) {
    return address.isV4() && bits <= 30 && contains(high, low) && (low | lowMask()) == -1L;
  }

  /** How many leading bits the address has in common with this one, 0..128. */
  int commonBits(long high, long low) {
    long different = high ^ address.high();
    return different != 0
        ? Long.numberOfLeadingZeros(different)
        : 64 + Long.numberOfLeadingZeros(low ^ address.low());
  }

  /** The prefix length in the 128-bit form. */
  int wideBits() {
    return address.isV4() ? bits + V4_MAPPED_BITS : bits;
  }

  private long highMask() {
    int wide = Math.min(wideBits(), 64);
    return wide == 0 ? 0 : -1L << (64 - wide);
  }

  private long lowMask() {
    int wide = Math.max(wideBits() - 64, 0);
    return wide == 0 ? 0 : -1L << (64 - wide);
  }

  @Override
  public String toString() {
    return address + "/" + bits;
  }
}
