package naru.wire.tcp;

/** The option kinds that Naru reads and writes (IANA; RFC 9293, 7323, 2018). */
public final class TcpOptionKind {
  public static final int END = 0;
  public static final int NO_OPERATION = 1;
  public static final int MSS = 2;
  public static final int WINDOW_SCALE = 3;
  public static final int SACK_PERMITTED = 4;
  public static final int SACK = 5;
  public static final int TIMESTAMPS = 8;

  private TcpOptionKind() {}

  /** Whether a kind of several bytes is known and this length, kind and length in it, its own. */
  static boolean known(int kind, int length) {
    return switch (kind) {
      case MSS -> length == 4;
      case WINDOW_SCALE -> length == 3;
      case SACK_PERMITTED -> length == 2;
      case TIMESTAMPS -> length == 10;
      case SACK -> length >= 10 && length <= 34 && (length & 7) == 2;
      default -> false;
    };
  }
}
