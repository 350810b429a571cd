package naru.wire.icmp;

/** The message types that Naru reads and writes: RFC 792 for IPv4, RFC 4443 for IPv6. */
public final class IcmpType {
  public static final int V4_ECHO_REPLY = 0;
  public static final int V4_UNREACHABLE = 3;
  public static final int V4_ECHO = 8;
  public static final int V4_TIME_EXCEEDED = 11;
  public static final int V4_PARAMETER_PROBLEM = 12;

  /** The code of {@link #V4_UNREACHABLE} that carries an MTU. RFC 1191 section 4. */
  public static final int V4_CODE_TOO_BIG = 4;

  public static final int V6_UNREACHABLE = 1;
  public static final int V6_TOO_BIG = 2;
  public static final int V6_TIME_EXCEEDED = 3;
  public static final int V6_PARAMETER_PROBLEM = 4;
  public static final int V6_ECHO = 128;
  public static final int V6_ECHO_REPLY = 129;

  private static final int V4_SOURCE_QUENCH = 4;
  private static final int V4_REDIRECT = 5;
  private static final int V6_REDIRECT = 137;

  private IcmpType() {}

  /**
   * Whether a message of this type must never be answered with an error: RFC 1122 section 3.2.2,
   * RFC 4443 section 2.4 (e). Types that are not known are errors below 128 in IPv6.
   */
  public static boolean isError(boolean v4, int type) {
    if (!v4) {
      return type < 128 || type == V6_REDIRECT;
    }
    return switch (type) {
      case V4_UNREACHABLE, V4_SOURCE_QUENCH, V4_REDIRECT, V4_TIME_EXCEEDED, V4_PARAMETER_PROBLEM ->
          true;
      default -> false;
    };
  }
}
