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
}
