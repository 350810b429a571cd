package naru.stack.ip;

/**
 * Types of ICMP messages (RFC 792, RFC 4443), and how errors are named in one vocabulary. The hot
 * path's numbers; {@code naru.wire.icmp} holds the messages as values.
 */
final class IcmpType {
  static final int V4_ECHO_REPLY = 0;
  static final int V4_UNREACHABLE = 3;
  static final int V4_SOURCE_QUENCH = 4;
  static final int V4_REDIRECT = 5;
  static final int V4_ECHO = 8;
  static final int V4_TIME_EXCEEDED = 11;
  static final int V4_PARAMETER_PROBLEM = 12;

  static final int V6_UNREACHABLE = 1;
  static final int V6_TOO_BIG = 2;
  static final int V6_TIME_EXCEEDED = 3;
  static final int V6_PARAMETER_PROBLEM = 4;
  static final int V6_ECHO = 128;
  static final int V6_ECHO_REPLY = 129;
  static final int V6_REDIRECT = 137;

  /** Code of both versions: a datagram's fragments did not all come in time. */
  static final int REASSEMBLY_TIME_EXCEEDED = 1;

  private static final int V6_UNRECOGNISED_NEXT_HEADER = 1;

  private IcmpType() {}

  /** Whether no error may be sent about a message of this type. */
  static boolean isError(boolean v4, int type) {
    if (!v4) {
      return type < 128 || type == V6_REDIRECT;
    }
    return switch (type) {
      case V4_UNREACHABLE, V4_SOURCE_QUENCH, V4_REDIRECT, V4_TIME_EXCEEDED, V4_PARAMETER_PROBLEM ->
          true;
      default -> false;
    };
  }

  /** Whether a message of this type tells a transport something about a packet it sent. */
  static boolean isReport(boolean v4, int type) {
    return v4
        ? type == V4_UNREACHABLE || type == V4_TIME_EXCEEDED || type == V4_PARAMETER_PROBLEM
        : type >= V6_UNREACHABLE && type <= V6_PARAMETER_PROBLEM;
  }

  /** What a report says; codes that are not known count as the broadest of their type. */
  static IcmpError error(boolean v4, int type, int code) {
    return v4 ? errorV4(type, code) : errorV6(type, code);
  }

  private static IcmpError errorV4(int type, int code) {
    return switch (type) {
      case V4_TIME_EXCEEDED -> IcmpError.TIME_EXCEEDED;
      case V4_PARAMETER_PROBLEM -> IcmpError.PARAMETER_PROBLEM;
      default ->
          switch (code) {
            case 0, 6, 11 -> IcmpError.NET_UNREACHABLE;
            case 2 -> IcmpError.PROTOCOL_UNREACHABLE;
            case 3 -> IcmpError.PORT_UNREACHABLE;
            case 4 -> IcmpError.TOO_BIG;
            case 9, 10, 13, 14, 15 -> IcmpError.ADMIN_PROHIBITED;
            default -> IcmpError.HOST_UNREACHABLE;
          };
    };
  }

  private static IcmpError errorV6(int type, int code) {
    return switch (type) {
      case V6_TOO_BIG -> IcmpError.TOO_BIG;
      case V6_TIME_EXCEEDED -> IcmpError.TIME_EXCEEDED;
      case V6_PARAMETER_PROBLEM ->
          code == V6_UNRECOGNISED_NEXT_HEADER
              ? IcmpError.PROTOCOL_UNREACHABLE
              : IcmpError.PARAMETER_PROBLEM;
      default ->
          switch (code) {
            case 0 -> IcmpError.NET_UNREACHABLE;
            case 4 -> IcmpError.PORT_UNREACHABLE;
            case 1, 5, 6 -> IcmpError.ADMIN_PROHIBITED;
            default -> IcmpError.HOST_UNREACHABLE;
          };
    };
  }

  /** Type and code of an error to send, as type &lt;&lt; 8 | code. */
  static int wire(boolean v4, IcmpError error) {
    return v4 ? wireV4(error) : wireV6(error);
  }

  private static int wireV4(IcmpError error) {
    return switch (error) {
      case NET_UNREACHABLE -> V4_UNREACHABLE << 8;
      case HOST_UNREACHABLE -> V4_UNREACHABLE << 8 | 1;
      case PROTOCOL_UNREACHABLE -> V4_UNREACHABLE << 8 | 2;
      case PORT_UNREACHABLE -> V4_UNREACHABLE << 8 | 3;
      case TOO_BIG -> V4_UNREACHABLE << 8 | 4;
      case ADMIN_PROHIBITED -> V4_UNREACHABLE << 8 | 13;
      case TIME_EXCEEDED -> V4_TIME_EXCEEDED << 8;
      case PARAMETER_PROBLEM -> V4_PARAMETER_PROBLEM << 8;
    };
  }

  private static int wireV6(IcmpError error) {
    return switch (error) {
      case NET_UNREACHABLE -> V6_UNREACHABLE << 8;
      case ADMIN_PROHIBITED -> V6_UNREACHABLE << 8 | 1;
      case HOST_UNREACHABLE -> V6_UNREACHABLE << 8 | 3;
      case PORT_UNREACHABLE -> V6_UNREACHABLE << 8 | 4;
      case TOO_BIG -> V6_TOO_BIG << 8;
      case TIME_EXCEEDED -> V6_TIME_EXCEEDED << 8;
      case PROTOCOL_UNREACHABLE -> V6_PARAMETER_PROBLEM << 8 | V6_UNRECOGNISED_NEXT_HEADER;
      case PARAMETER_PROBLEM -> V6_PARAMETER_PROBLEM << 8;
    };
  }
}
