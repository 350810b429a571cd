package naru.base;

import java.net.InetAddress;
import java.util.List;

/**
 * Addresses that are not of the public internet (IANA special-purpose registries, RFC 6890 and its
 * successors). A proxy must not be talked into reaching them (SSRF).
 */
public final class SpecialRanges {
  private static final List<IpRange> RANGES =
      List.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/4",
              "240.0.0.0/4",
              "::/96",
              "64:ff9b::/96",
              "64:ff9b:1::/48",
              "100::/64",
              "2001::/23",
              "2001:db8::/32",
              "2002::/16",
              "fc00::/7",
              "fe80::/10",
              "fec0::/10",
              "ff00::/8")
          .stream()
          .map(IpRange::parse)
          .toList();

  private SpecialRanges() {}

  /** Whether the address is loopback, private, link-local, multicast, reserved or embeds IPv4. */
  public static boolean contains(InetAddress address) {
    for (IpRange range : RANGES) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
