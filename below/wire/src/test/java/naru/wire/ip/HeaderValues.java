package naru.wire.ip;

import java.util.ArrayList;
import java.util.List;
import naru.wire.Draw;
import naru.wire.ip.Ipv6Extension.Fragment;
import naru.wire.ip.Ipv6Extension.Options;
import naru.wire.ip.Ipv6Extension.Routing;

/** Random chains of extension headers. */
public final class HeaderValues {
  private HeaderValues() {}

  /** A chain of a packet that is no fragment. */
  public static List<Ipv6Extension> wholeChain(Draw draw, int upper) {
    return linked(draw, kinds(draw), upper);
  }

  /** A chain that ends with a fragment header, maybe. */
  static List<Ipv6Extension> chain(Draw draw, int upper) {
    List<Integer> kinds = kinds(draw);
    if (draw.coin()) {
      kinds.add(IpProtocol.FRAGMENT);
    }
    return linked(draw, kinds, upper);
  }

  private static List<Integer> kinds(Draw draw) {
    List<Integer> kinds = new ArrayList<>();
    for (int i = draw.upTo(4); i > 0; i--) {
      boolean first = kinds.isEmpty() && draw.coin();
      int other = draw.coin() ? IpProtocol.DESTINATION : IpProtocol.ROUTING;
      kinds.add(first ? IpProtocol.HOP_BY_HOP : other);
    }
    return kinds;
  }

  private static List<Ipv6Extension> linked(Draw draw, List<Integer> kinds, int upper) {
    kinds.add(upper);
    List<Ipv6Extension> all = new ArrayList<>();
    for (int i = 0; i + 1 < kinds.size(); i++) {
      all.add(one(draw, kinds.get(i), kinds.get(i + 1)));
    }
    return all;
  }

  private static Ipv6Extension one(Draw draw, int kind, int next) {
    return switch (kind) {
      case IpProtocol.ROUTING ->
          new Routing(next, draw.upTo(255), 0, draw.octets(4 + 8 * draw.upTo(3)));
      case IpProtocol.FRAGMENT -> new Fragment(next, 8 * draw.upTo(100), draw.coin(), draw.bits());
      default -> Options.padded(kind == IpProtocol.HOP_BY_HOP, next, option(draw));
    };
  }

  /** One that may be skipped. */
  private static byte[] option(Draw draw) {
    byte[] option = draw.bytes(2 + draw.upTo(20));
    option[0] = (byte) (2 + draw.upTo(60));
    option[1] = (byte) (option.length - 2);
    return option;
  }
}
