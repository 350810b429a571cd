package naru.forward.core;

import java.util.Locale;
import naru.base.DomainPattern;
import naru.base.IpRange;

/** What a target's host may look like, and when two of them are the same. */
public final class Hosts {
  private Hosts() {}

  /**
   * Whether the host is a name or a proper address literal. What ends in a number and is no literal
   * ({@code 127.1}, {@code 0x7f000001}, {@code 2130706433}) some resolvers take for an address: it
   * would pass by the rules for that address.
   */
  public static boolean isClear(String host) {
    String name = canonical(host);
    if (name.isEmpty()) {
      return false;
    }
    String last = name.substring(name.lastIndexOf('.') + 1);
    return !isNumber(last) || IpRange.isLiteral(name);
  }

  private static boolean isNumber(String label) {
    boolean hex = label.startsWith("0x");
    String digits = hex ? label.substring(2) : label;
    return digits.chars().allMatch(c -> Character.digit(c, hex ? 16 : 10) >= 0);
  }

  /** Whether both mean the same host: case, a trailing dot and the spelling of IPv6 apart. */
  public static boolean same(String one, String other) {
    String a = canonical(one);
    String b = canonical(other);
    return a.equals(b) || (a.indexOf(':') >= 0 && sameAddress(a, b));
  }

  /** Whether a pattern covers the host; an address is compared as an address. */
  static boolean matches(DomainPattern pattern, String host) {
    return pattern.matches(host)
        || (pattern.isExact() && isAddressLike(host) && sameAddress(pattern.toString(), host));
  }

  private static boolean isAddressLike(String host) {
    return host.indexOf(':') >= 0
        || !host.isEmpty() && Character.isDigit(host.charAt(host.length() - 1));
  }

  private static boolean sameAddress(String one, String other) {
    return IpRange.isLiteral(one)
        && IpRange.isLiteral(other)
        && IpRange.literal(one).equals(IpRange.literal(other));
  }

  private static String canonical(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
