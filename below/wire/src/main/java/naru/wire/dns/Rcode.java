package naru.wire.dns;

/**
 * A response code; above 15 it needs EDNS (RFC 6891 section 6.1.3).
 *
 * @param code 0 to 4095
 */
public record Rcode(int code) {
  public static final Rcode NOERROR = new Rcode(0);
  public static final Rcode FORMERR = new Rcode(1);
  public static final Rcode SERVFAIL = new Rcode(2);
  public static final Rcode NXDOMAIN = new Rcode(3);
  public static final Rcode NOTIMP = new Rcode(4);
  public static final Rcode REFUSED = new Rcode(5);
  public static final Rcode BADVERS = new Rcode(16);

  public Rcode {
    if (code < 0 || code > 0xfff) {
      throw new IllegalArgumentException("rcode " + code + " is not in 0..4095");
    }
  }

  /** The mnemonic, or {@code RCODE23}. */
  @Override
  public String toString() {
    return switch (code) {
      case 0 -> "NOERROR";
      case 1 -> "FORMERR";
      case 2 -> "SERVFAIL";
      case 3 -> "NXDOMAIN";
      case 4 -> "NOTIMP";
      case 5 -> "REFUSED";
      case 16 -> "BADVERS";
      default -> "RCODE" + code;
    };
  }
}
