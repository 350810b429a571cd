package naru.testkit.drill;

import java.util.List;

/** Writes the packets that a script sends to the subject, IP header and checksums included. */
final class PacketWriter {
  private static final int TCP = 6;
  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;
  private static final int HOP_LIMIT = 64;

  private final Addresses addresses;

  PacketWriter(Addresses addresses) {
    this.addresses = addresses;
  }

  /** A segment from the remote to the local host. */
  byte[] segment(Segment segment, boolean spoiltChecksum) {
    byte[] tcp = tcp(segment);
    int sum = Octets.sum(tcp, 0, tcp.length);
    int checksum = Octets.checksum(sum, addresses.pseudo(TCP, tcp.length));
    Octets.put16(tcp, 16, spoiltChecksum ? checksum ^ 0x5555 : checksum);
    return ip(TCP, segment.ecn(), tcp, true);
  }

  /**
   * An ICMP error from the remote host about a segment that the local one sent.
   *
   * @param rest the second word of the ICMP header: the MTU, if any
   */
  byte[] error(int type, int code, long rest, Segment about) {
    byte[] tcp = tcp(about);
    Octets icmp = new Octets().u8(type).u8(code).u16(0).u32(rest);
    byte[] message = icmp.all(ip(TCP, 0, tcp, false)).bytes();
    int protocol = addresses.v6() ? ICMPV6 : ICMP;
    int pseudo = addresses.v6() ? addresses.pseudo(ICMPV6, message.length) : 0;
    Octets.put16(message, 2, Octets.checksum(Octets.sum(message, 0, message.length), pseudo));
    return ip(protocol, 0, message, true);
  }

  private static byte[] tcp(Segment s) {
    byte[] options = options(s.options());
    Octets out = new Octets().u16(s.sourcePort()).u16(s.destinationPort());
    out.u32(s.sequence()).u32(s.acknowledgment());
    out.u8((20 + options.length) / 4 << 4).u8(s.flags()).u16(s.window()).u16(0).u16(s.urgent());
    out.all(options);
    s.data().forEach(b -> out.u8(b));
    return out.bytes();
  }

  private static byte[] options(List<Option> options) {
    Octets out = new Octets();
    options.forEach(o -> option(out, o));
    while (out.size() % 4 != 0) {
      out.u8(0);
    }
    return out.bytes();
  }

  private static void option(Octets out, Option option) {
    switch (option) {
      case Option.End _ -> out.u8(0);
      case Option.Nop _ -> out.u8(1);
      case Option.Mss o -> out.u8(2).u8(4).u16(o.bytes());
      case Option.WindowScale o -> out.u8(3).u8(3).u8(o.shift());
      case Option.SackPermitted _ -> out.u8(4).u8(2);
      case Option.Sack o -> {
        out.u8(5).u8(2 + 8 * o.blocks().size());
        o.blocks().forEach(b -> out.u32(b.left()).u32(b.right()));
      }
      case Option.Timestamps o -> out.u8(8).u8(10).u32(o.value()).u32(o.echo());
      case Option.Raw o -> o.octets().forEach(out::u8);
    }
  }

  private byte[] ip(int protocol, int ecn, byte[] payload, boolean toLocal) {
    byte[] from = (toLocal ? addresses.remote() : addresses.local()).getAddress();
    byte[] to = (toLocal ? addresses.local() : addresses.remote()).getAddress();
    Octets out = new Octets();
    if (addresses.v6()) {
      out.u32(6L << 28 | (long) ecn << 20).u16(payload.length).u8(protocol).u8(HOP_LIMIT);
      return out.all(from).all(to).all(payload).bytes();
    }
    out.u8(0x45).u8(ecn).u16(20 + payload.length).u16(0).u16(0x4000);
    out.u8(HOP_LIMIT).u8(protocol).u16(0).all(from).all(to);
    byte[] header = out.bytes();
    Octets.put16(header, 10, Octets.checksum(Octets.sum(header, 0, 20), 0));
    return new Octets().all(header).all(payload).bytes();
  }
}
