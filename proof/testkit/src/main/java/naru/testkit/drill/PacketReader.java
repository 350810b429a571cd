package naru.testkit.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the packets that the subject sent; what is wrong in them is the subject's mistake. */
final class PacketReader {
  private static final int TCP = 6;

  private final Addresses addresses;

  PacketReader(Addresses addresses) {
    this.addresses = addresses;
  }

  /** The TCP segment in an IP packet to the remote host; empty if it is something else. */
  Optional<Segment> segment(byte[] packet) {
    boolean v6 = packet[0] >>> 4 == 6;
    if (v6 != addresses.v6() || packet[v6 ? 6 : 9] != TCP) {
      return Optional.empty();
    }
    int length = v6 ? 40 + Octets.u16(packet, 4) : Octets.u16(packet, 2);
    int tcp = v6 ? 40 : (packet[0] & 15) * 4;
    require(length == packet.length, "an IP length of " + length + ", not " + packet.length);
    require(v6 || Octets.sum(packet, 0, tcp) == 0xffff, "a wrong IPv4 header checksum");
    int sum = Octets.sum(packet, tcp, length);
    require(Octets.checksum(sum, addresses.pseudo(TCP, length - tcp)) == 0, "a wrong TCP checksum");
    int ecn = (v6 ? Octets.u16(packet, 0) >> 4 : packet[1]) & 3;
    return Optional.of(segment(packet, tcp, ecn, v6 || (packet[6] & 0x40) != 0));
  }

  private static Segment segment(byte[] p, int at, int ecn, boolean dontFragment) {
    int text = at + (p[at + 12] >> 4 & 15) * 4;
    require(text >= at + 20 && text <= p.length, "a TCP header longer than the packet");
    List<Byte> data = new ArrayList<>(p.length - text);
    for (int i = text; i < p.length; i++) {
      data.add(p[i]);
    }
    return new Segment(
        Octets.u16(p, at),
        Octets.u16(p, at + 2),
        Octets.u32(p, at + 4),
        Octets.u32(p, at + 8),
        Octets.u8(p, at + 13),
        Octets.u16(p, at + 14),
        Octets.u16(p, at + 18),
        options(p, at + 20, text),
        ecn,
        dontFragment,
        data);
  }

  private static List<Option> options(byte[] p, int from, int to) {
    List<Option> options = new ArrayList<>();
    int at = from;
    while (at < to && p[at] != 0) {
      int length = p[at] == 1 ? 1 : at + 1 < to ? Octets.u8(p, at + 1) : 0;
      require(length > 0 && at + length <= to, "a TCP option that overruns the header");
      options.add(option(p, at, length));
      at += length;
    }
    return List.copyOf(options);
  }

  private static Option option(byte[] p, int at, int length) {
    return switch (p[at] << 8 | length) {
      case 0x0101 -> new Option.Nop();
      case 0x0204 -> new Option.Mss(Octets.u16(p, at + 2));
      case 0x0303 -> new Option.WindowScale(Octets.u8(p, at + 2));
      case 0x0402 -> new Option.SackPermitted();
      case 0x080a -> new Option.Timestamps(Octets.u32(p, at + 2), Octets.u32(p, at + 6));
      case 0x050a, 0x0512, 0x051a, 0x0522 -> sack(p, at, length);
      default -> raw(p, at, length);
    };
  }

  private static Option sack(byte[] p, int at, int length) {
    List<Option.Block> blocks = new ArrayList<>();
    for (int i = at + 2; i < at + length; i += 8) {
      blocks.add(new Option.Block(Octets.u32(p, i), Octets.u32(p, i + 4)));
    }
    return new Option.Sack(List.copyOf(blocks));
  }

  private static Option raw(byte[] p, int at, int length) {
    List<Integer> octets = new ArrayList<>();
    for (int i = at; i < at + length; i++) {
      octets.add(Octets.u8(p, i));
    }
    return new Option.Raw(List.copyOf(octets));
  }

  private static void require(boolean holds, String complaint) {
    if (!holds) {
      throw new AssertionError("the subject sent a packet with " + complaint);
    }
  }
}
