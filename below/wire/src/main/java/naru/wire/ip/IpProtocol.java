package naru.wire.ip;

/** The protocol numbers that Naru knows: IPv4's Protocol, IPv6's Next Header (IANA). */
public final class IpProtocol {
  public static final int HOP_BY_HOP = 0;
  public static final int ICMP = 1;
  public static final int TCP = 6;
  public static final int UDP = 17;
  public static final int ROUTING = 43;
  public static final int FRAGMENT = 44;
  public static final int ICMPV6 = 58;
  public static final int NO_NEXT = 59;
  public static final int DESTINATION = 60;

  private IpProtocol() {}

  /** Whether it names an IPv6 extension header that a host walks over. RFC 8200 section 4. */
  public static boolean isExtension(int protocol) {
    return switch (protocol) {
      case HOP_BY_HOP, ROUTING, FRAGMENT, DESTINATION -> true;
      default -> false;
    };
  }

  /** Its name in lower case, such as {@code tcp}; {@code protocol 132} for one without. */
  public static String text(int protocol) {
    return switch (protocol) {
      case HOP_BY_HOP -> "hop-by-hop";
      case ICMP -> "icmp";
      case TCP -> "tcp";
      case UDP -> "udp";
      case ROUTING -> "routing";
      case FRAGMENT -> "fragment";
      case ICMPV6 -> "icmpv6";
      case NO_NEXT -> "no-next-header";
      case DESTINATION -> "destination-options";
      default -> "protocol " + protocol;
    };
  }
}
