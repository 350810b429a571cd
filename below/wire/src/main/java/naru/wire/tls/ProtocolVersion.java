package naru.wire.tls;

/** Version numbers as people know them. */
public final class ProtocolVersion {
  /** TLS 1.3. */
  public static final int TLS13 = 0x0304;

  private ProtocolVersion() {}

  /** Such as {@code 1.3}; {@code 0x7f1c} for one without a name. */
  public static String name(int version) {
    return switch (version) {
      case TLS13 -> "1.3";
      case 0x0303 -> "1.2";
      case 0x0302 -> "1.1";
      case 0x0301 -> "1.0";
      case 0x0300 -> "SSL 3.0";
      default -> String.format("0x%04x", version);
    };
  }
}
