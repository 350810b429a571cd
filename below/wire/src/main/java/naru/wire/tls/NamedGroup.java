package naru.wire.tls;

/** Key-agreement groups by number. IANA, TLS Supported Groups. */
public final class NamedGroup {
  private NamedGroup() {}

  /** Such as {@code X25519}; {@code 0x1234} for one without a name here. */
  public static String name(int group) {
    return switch (group) {
      case 0x0017 -> "P-256";
      case 0x0018 -> "P-384";
      case 0x0019 -> "P-521";
      case 0x001d -> "X25519";
      case 0x001e -> "X448";
      case 0x0100 -> "ffdhe2048";
      case 0x0101 -> "ffdhe3072";
      case 0x0102 -> "ffdhe4096";
      case 0x0103 -> "ffdhe6144";
      case 0x0104 -> "ffdhe8192";
      case 0x11eb -> "SecP256r1MLKEM768";
      case 0x11ec -> "X25519MLKEM768";
      case 0x11ed -> "SecP384r1MLKEM1024";
      case 0x6399 -> "X25519Kyber768Draft00";
      default -> String.format("0x%04x", group);
    };
  }
}
