package naru.wire.dns;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.List;
import java.util.stream.Collectors;
import naru.wire.Octets;

/**
 * What a record says. Types without a form of their own are {@link Opaque} (RFC 3597); {@code
 * toString} is the presentation form of zone files.
 */
public sealed interface Rdata {
  /** The type of the record that carries it. */
  Type type();

  /** An IPv4 address. RFC 1035 section 3.4.1. */
  record A(Inet4Address address) implements Rdata {
    @Override
    public Type type() {
      return Type.A;
    }

    @Override
    public String toString() {
      return NetUtil.toAddressString(address);
    }
  }

  /** An IPv6 address. RFC 3596. */
  record Aaaa(Inet6Address address) implements Rdata {
    @Override
    public Type type() {
      return Type.AAAA;
    }

    @Override
    public String toString() {
      return NetUtil.toAddressString(address);
    }
  }

  /** The canonical name of an alias. RFC 1035 section 3.3.1. */
  record Cname(Name target) implements Rdata {
    @Override
    public Type type() {
      return Type.CNAME;
    }

    @Override
    public String toString() {
      return target.toString();
    }
  }

  /** A name server of a zone. RFC 1035 section 3.3.11. */
  record Ns(Name server) implements Rdata {
    @Override
    public Type type() {
      return Type.NS;
    }

    @Override
    public String toString() {
      return server.toString();
    }
  }

  /** A pointer to a name. RFC 1035 section 3.3.12. */
  record Ptr(Name target) implements Rdata {
    @Override
    public Type type() {
      return Type.PTR;
    }

    @Override
    public String toString() {
      return target.toString();
    }
  }

  /**
   * The start of a zone of authority. RFC 1035 section 3.3.13.
   *
   * @param server the primary name server
   * @param mailbox of who is responsible, as a name
   * @param serial version of the zone, 32 bits
   * @param refresh seconds, 32 bits
   * @param retry seconds, 32 bits
   * @param expire seconds, 32 bits
   * @param minimum TTL of negative answers in seconds (RFC 2308), 32 bits
   */
  record Soa(
      Name server, Name mailbox, long serial, long refresh, long retry, long expire, long minimum)
      implements Rdata {
    public Soa {
      for (long v : new long[] {serial, refresh, retry, expire, minimum}) {
        if (v < 0 || v > 0xffffffffL) {
          throw new IllegalArgumentException("SOA number " + v + " does not fit 32 bits");
        }
      }
    }

    @Override
    public Type type() {
      return Type.SOA;
    }

    @Override
    public String toString() {
      return server + " " + mailbox + " " + serial + " " + refresh + " " + retry + " " + expire
          + " " + minimum;
    }
  }

  /** A mail exchange; lower preference first, 0 to 65535. RFC 1035 section 3.3.9. */
  record Mx(int preference, Name exchange) implements Rdata {
    public Mx {
      sixteen("MX preference", preference);
    }

    @Override
    public Type type() {
      return Type.MX;
    }

    @Override
    public String toString() {
      return preference + " " + exchange;
    }
  }

  /** Texts of at most 255 bytes each, one or more. RFC 1035 section 3.3.14. */
  record Txt(List<Octets> strings) implements Rdata {
    public Txt {
      strings = List.copyOf(strings);
      if (strings.isEmpty() || strings.stream().anyMatch(s -> s.length() > 255)) {
        throw new IllegalArgumentException("a TXT record has one or more texts of up to 255 bytes");
      }
    }

    @Override
    public Type type() {
      return Type.TXT;
    }

    @Override
    public String toString() {
      return strings.stream().map(Rdata::quoted).collect(Collectors.joining(" "));
    }
  }

  /** The location of a service; all numbers 0 to 65535. RFC 2782. */
  record Srv(int priority, int weight, int port, Name target) implements Rdata {
    public Srv {
      sixteen("SRV priority", priority);
      sixteen("SRV weight", weight);
      sixteen("SRV port", port);
    }

    @Override
    public Type type() {
      return Type.SRV;
    }

    @Override
    public String toString() {
      return priority + " " + weight + " " + port + " " + target;
    }
  }

  /**
   * Which CA may issue. RFC 8659 section 4.1.
   *
   * @param flags 0 to 255; 128 is critical
   * @param tag 1 to 255 ASCII letters and digits
   * @param value what the tag says
   */
  record Caa(int flags, String tag, Octets value) implements Rdata {
    public Caa {
      if (flags < 0 || flags > 255) {
        throw new IllegalArgumentException("CAA flags " + flags + " are not in 0..255");
      }
      if (!tag.matches("[A-Za-z0-9]{1,255}")) {
        throw new IllegalArgumentException("CAA tag '" + tag + "' is not letters and digits");
      }
    }

    @Override
    public Type type() {
      return Type.CAA;
    }

    @Override
    public String toString() {
      return flags + " " + tag + " " + quoted(value);
    }
  }

  /** Data of a type that Naru does not look into, as {@code \# length hex}. RFC 3597 section 5. */
  record Opaque(Type type, Octets data) implements Rdata {
    public Opaque {
      if (data.length() > 0xffff) {
        throw new IllegalArgumentException("record data of more than 65535 bytes");
      }
    }

    @Override
    public String toString() {
      return "\\# " + data.length() + (data.length() == 0 ? "" : " " + data);
    }
  }

  private static void sixteen(String what, int value) {
    if (value < 0 || value > 0xffff) {
      throw new IllegalArgumentException(what + " " + value + " is not in 0..65535");
    }
  }

  /** A {@code <character-string>} as zone files write it: quoted, with escapes. */
  private static String quoted(Octets text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      int b = text.at(i);
      if (b == '"' || b == '\\') {
        out.append('\\').append((char) b);
      } else if (b < ' ' || b >= 127) {
        out.append(String.format("\\%03d", b));
      } else {
        out.append((char) b);
      }
    }
    return out.append('"').toString();
  }
}
