package naru.trace.render;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.stream.Stream;
import naru.trace.Packet;
import naru.wire.ip.IpProblem;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.IpView;

/** The IP header of a packet in a line, read from its bytes. */
final class IpFacts {
  private static final String[] ECN = {"not-ECT", "ECT(1)", "ECT(0)", "CE"};

  private final Words words;
  private final IpView ip = new IpView();

  IpFacts(Words words) {
    this.words = words;
  }

  /** The facts, each a few words. */
  List<String> of(Packet packet) {
    if (packet.bytes().isEmpty()) {
      return List.of(words.say("ip.unkept"));
    }
    ByteBuf bytes = PacketBytes.whole(packet);
    if (!ip.read(bytes, 0, bytes.readableBytes())) {
      return List.of(problem(ip.problem()));
    }
    PacketBytes.Sum sum = PacketBytes.checksum(packet, ip, bytes);
    return Stream.of(
            (ip.v4() ? "IPv4 " : "IPv6 ") + ip.source() + " > " + ip.destination(),
            protocol(ip.protocol()),
            (ip.v4() ? "ttl " : "hops ") + ip.hopLimit(),
            ip.v4() || ip.isFragment() ? "id " + ip.identification() : "",
            ip.v4() && ip.dontFragment() ? "DF" : "",
            ip.isFragment() ? "+" + ip.fragmentOffset() + (ip.moreFragments() ? " MF" : "") : "",
            ECN[ip.ecn()],
            packet.wholeBytes() + " B",
            words.say("checksum." + JsonShape.word(sum)))
        .filter(fact -> !fact.isEmpty())
        .toList();
  }

  private static String problem(IpProblem problem) {
    return "IP: " + JsonShape.word(problem);
  }

  private static String protocol(int number) {
    return switch (number) {
      case IpProtocol.TCP -> "TCP";
      case IpProtocol.UDP -> "UDP";
      case IpProtocol.ICMP -> "ICMP";
      case IpProtocol.ICMPV6 -> "ICMPv6";
      default -> "protocol " + number;
    };
  }

  /** The first bytes in hex, and what of them is ASCII. */
  static String hex(Packet packet, int most) {
    int shown = Math.min(most, packet.bytes().length());
    StringBuilder hex = new StringBuilder();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < shown; i++) {
      int b = packet.bytes().at(i);
      hex.append(i == 0 ? "" : " ").append(Character.forDigit(b >>> 4, 16));
      hex.append(Character.forDigit(b & 15, 16));
      text.append(b >= ' ' && b < 0x7f ? (char) b : '.');
    }
    return hex + "  " + text;
  }
}
