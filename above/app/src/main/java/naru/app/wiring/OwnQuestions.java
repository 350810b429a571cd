package naru.app.wiring;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import naru.app.config.Config;
import naru.app.config.Listener;
import naru.base.IpRange;

/**
 * The addresses from which Naru's own proxy and gateway ask its name server: whatever {@code
 * dns.recursion} says, they may. The kernel answers to an address of this machine from that
 * address, to those of loopback from {@code 127.0.0.1} or {@code ::1}; on a network of Naru's own
 * stack they speak with the addresses of listeners there.
 */
final class OwnQuestions {
  private OwnQuestions() {}

  static List<IpRange> from(Config config) {
    List<IpRange> out = new ArrayList<>();
    if (config.listen().proxy().isEmpty() && config.listen().gateway().isEmpty()) {
      return out;
    }
    config.listen().dns().forEach(l -> out.add(source(l)));
    config.network().inner().ifPresent(inner -> out.add(inner.range()));
    config
        .network()
        .tun()
        .ifPresent(
            tun ->
                config
                    .listen()
                    .all()
                    .filter(l -> in(tun.range(), l))
                    .map(OwnQuestions::exact)
                    .forEach(out::add));
    return List.copyOf(out);
  }

  private static IpRange source(Listener listener) {
    InetAddress at = IpRange.literal(listener.at().host());
    if (!at.isLoopbackAddress() && !at.isAnyLocalAddress()) {
      return exact(listener);
    }
    return IpRange.parse(at.getAddress().length == 4 ? "127.0.0.1" : "::1");
  }

  private static boolean in(IpRange range, Listener listener) {
    return range.contains(IpRange.literal(listener.at().host()));
  }

  private static IpRange exact(Listener listener) {
    return IpRange.parse(listener.at().host());
  }
}
