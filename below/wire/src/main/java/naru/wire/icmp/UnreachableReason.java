package naru.wire.icmp;

/** Why a destination is unreachable, whatever the version's code. RFC 792, 1122, 1812, 4443. */
public enum UnreachableReason {
  NETWORK(0, 0),
  HOST(1, 3),
  /** IPv6 says Parameter Problem, code 1, instead. */
  PROTOCOL(2, -1),
  PORT(3, 4),
  PROHIBITED(13, 1),
  /** Any other code; sent as {@link #NETWORK}. */
  OTHER(0, 0);

  private final int v4;
  private final int v6;

  UnreachableReason(int v4, int v6) {
    this.v4 = v4;
    this.v6 = v6;
  }

  /** The code to send; -1 if the version has none. */
  public int code(boolean forV4) {
    return forV4 ? v4 : v6;
  }

  public static UnreachableReason of(boolean v4, int code) {
    return v4 ? ofV4(code) : ofV6(code);
  }

  private static UnreachableReason ofV4(int code) {
    return switch (code) {
      case 0, 6, 11 -> NETWORK;
      case 1, 5, 7, 8, 12 -> HOST;
      case 2 -> PROTOCOL;
      case 3 -> PORT;
      case 9, 10, 13 -> PROHIBITED;
      default -> OTHER;
    };
  }

  private static UnreachableReason ofV6(int code) {
    return switch (code) {
      case 0, 6 -> NETWORK;
      case 2, 3 -> HOST;
      case 4 -> PORT;
      case 1, 5 -> PROHIBITED;
      default -> OTHER;
    };
  }
}
