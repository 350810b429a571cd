package naru.wire.dns;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A record type or query type, known or not (RFC 3597).
 *
 * @param code 0 to 65535
 */
public record Type(int code) {
  public static final Type A = new Type(1);
  public static final Type NS = new Type(2);
  public static final Type CNAME = new Type(5);
  public static final Type SOA = new Type(6);
  public static final Type PTR = new Type(12);
  public static final Type HINFO = new Type(13);
  public static final Type MX = new Type(15);
  public static final Type TXT = new Type(16);
  public static final Type AAAA = new Type(28);
  public static final Type SRV = new Type(33);
  public static final Type OPT = new Type(41);
  public static final Type DS = new Type(43);
  public static final Type RRSIG = new Type(46);
  public static final Type NSEC = new Type(47);
  public static final Type DNSKEY = new Type(48);
  public static final Type NSEC3 = new Type(50);
  public static final Type SVCB = new Type(64);
  public static final Type HTTPS = new Type(65);
  public static final Type TSIG = new Type(250);
  public static final Type IXFR = new Type(251);
  public static final Type AXFR = new Type(252);
  public static final Type MAILB = new Type(253);
  public static final Type MAILA = new Type(254);
  public static final Type ANY = new Type(255);
  public static final Type CAA = new Type(257);

  private static final Map<String, Type> BY_NAME = new TreeMap<>();
  private static final Map<Integer, String> NAMES = new TreeMap<>();

  static {
    name("A", A);
    name("NS", NS);
    name("CNAME", CNAME);
    name("SOA", SOA);
    name("PTR", PTR);
    name("HINFO", HINFO);
    name("MX", MX);
    name("TXT", TXT);
    name("AAAA", AAAA);
    name("SRV", SRV);
    name("OPT", OPT);
    name("DS", DS);
    name("RRSIG", RRSIG);
    name("NSEC", NSEC);
    name("DNSKEY", DNSKEY);
    name("NSEC3", NSEC3);
    name("SVCB", SVCB);
    name("HTTPS", HTTPS);
    name("TSIG", TSIG);
    name("IXFR", IXFR);
    name("AXFR", AXFR);
    name("MAILB", MAILB);
    name("MAILA", MAILA);
    name("ANY", ANY);
    name("CAA", CAA);
  }

  public Type {
    if (code < 0 || code > 0xffff) {
      throw new IllegalArgumentException("type " + code + " is not in 0..65535");
    }
  }

  private static void name(String name, Type type) {
    BY_NAME.put(name, type);
    NAMES.put(type.code, name);
  }

  /**
   * A type by its mnemonic or as {@code TYPE65280}.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static Type parse(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    Type known = BY_NAME.get(upper);
    if (known != null) {
      return known;
    }
    if (upper.matches("TYPE\\d{1,5}") && Integer.parseInt(upper.substring(4)) <= 0xffff) {
      return new Type(Integer.parseInt(upper.substring(4)));
    }
    throw new IllegalArgumentException("'" + text + "' is no record type that Naru knows");
  }

  /** The mnemonic, or {@code TYPE65280}. */
  @Override
  public String toString() {
    return NAMES.getOrDefault(code, "TYPE" + code);
  }
}
