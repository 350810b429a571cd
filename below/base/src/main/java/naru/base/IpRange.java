package naru.base;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** A range of addresses in CIDR form: {@code 10.0.0.0/8}, {@code fe80::/10}, or one address. */
public final class IpRange {
  private final byte[] network;
  private final int bits;

  private IpRange(byte[] network, int bits) {
    this.network = network;
    this.bits = bits;
  }

  /**
   * Reads a range; names are never resolved.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static IpRange parse(String text) {
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    byte[] address = literal(host).getAddress();
    int max = address.length * 8;
    int bits = max;
    if (slash >= 0) {
      try {
        bits = Integer.parseInt(text.substring(slash + 1));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("'" + text + "' has no number after '/'", e);
      }
      if (bits < 0 || bits > max) {
        throw new IllegalArgumentException("'" + text + "': the prefix must be 0.." + max);
      }
    }
    return new IpRange(masked(address, bits), bits);
  }

  /**
   * An address literal as an address.
   *
   * @throws IllegalArgumentException if the text is no literal
   */
  public static InetAddress literal(String host) {
    boolean v6 = host.indexOf(':') >= 0;
    boolean v4 = !host.isEmpty() && host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    if (v4 && host.split("\\.", -1).length != 4) {
      v4 = false;
    }
    if (!v6 && !v4) {
      throw new IllegalArgumentException("'" + host + "' is not an IP address");
    }
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("'" + host + "' is not an IP address", e);
    }
  }

  /** Whether the text is an IPv4 or IPv6 literal. */
  public static boolean isLiteral(String host) {
    try {
      literal(host);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether the address lies in this range; an IPv4-mapped IPv6 address counts as IPv4. */
  public boolean contains(InetAddress address) {
    byte[] a = address.getAddress();
    if (a.length != network.length) {
      return false;
    }
    int whole = bits / 8;
    if (!Arrays.equals(a, 0, whole, network, 0, whole)) {
      return false;
    }
    int rest = (0xff00 >> (bits % 8)) & 0xff;
    return whole == a.length || (a[whole] & rest) == (network[whole] & rest);
  }

  /** The lowest address of the range. */
  public InetAddress first() {
    try {
      return InetAddress.getByAddress(network);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** The length of the prefix. */
  public int bits() {
    return bits;
  }

  private static byte[] masked(byte[] address, int bits) {
    byte[] out = new byte[address.length];
    int whole = bits / 8;
    System.arraycopy(address, 0, out, 0, whole);
    if (whole < address.length) {
      out[whole] = (byte) (address[whole] & (0xff00 >> (bits % 8)));
    }
    return out;
  }

  @Override
  public String toString() {
    return first().getHostAddress() + "/" + bits;
  }
}
