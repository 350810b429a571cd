package naru.forward.core;

import java.net.InetAddress;
import java.util.List;
import naru.base.SpecialRanges;

/**
 * Which of a name's addresses may be dialed. The check is made on the addresses that are then used,
 * so that a second answer of the name server (DNS rebinding) changes nothing.
 */
public final class Vetting {
  private Vetting() {}

  /** The addresses that are public, or all of them for a host that a rule names. */
  public static List<InetAddress> allowed(List<InetAddress> addresses, boolean named) {
    return named
        ? addresses
        : addresses.stream().filter(address -> !SpecialRanges.contains(address)).toList();
  }
}
