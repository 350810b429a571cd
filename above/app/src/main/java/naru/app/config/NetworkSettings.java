package naru.app.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import naru.base.IpRange;
import naru.base.Place;

/**
 * Naru's own TCP/IP stack: which addresses it has, and what happens to packets on the way there.
 * Listeners and targets at these addresses are served by it, all others by the kernel.
 *
 * @param inner a network inside this process
 * @param tun a network interface of this machine whose other end is Naru
 */
public record NetworkSettings(Place place, Optional<Inner> inner, Optional<Tun> tun) {
  /**
   * A network inside this process: its packets are real, and nobody needs a privilege.
   *
   * @param range its addresses
   * @param client the address of who travels in this process, such as the demo's client
   * @param mtu the largest packet, in bytes
   * @param impair what happens to packets between the client and Naru, each way
   */
  public record Inner(Place place, IpRange range, String client, int mtu, Impair impair) {}

  /**
   * A TUN interface: programs on this machine reach Naru's stack through it.
   *
   * @param name of the interface
   * @param range addresses behind it; those that listeners name are Naru's
   * @param host the kernel's own address on it
   * @param mtu the largest packet, in bytes
   * @param impair what happens to packets, each way
   */
  public record Tun(Place place, String name, IpRange range, String host, int mtu, Impair impair) {}

  /**
   * What happens to packets.
   *
   * @param delay of each packet
   * @param jitter up to so much more
   * @param lossPercent how many are lost
   * @param duplicatePercent how many arrive twice
   * @param reorderPercent how many are overtaken by later ones
   * @param corruptPercent how many arrive with a wrong bit
   * @param bitsPerSecond of the bottleneck; 0 for none
   * @param queueBytes what waits before it
   */
  public record Impair(
      Place place,
      Duration delay,
      Duration jitter,
      double lossPercent,
      double duplicatePercent,
      double reorderPercent,
      double corruptPercent,
      long bitsPerSecond,
      long queueBytes) {}

  /** Whether an address is served by the own stack. */
  public boolean covers(String address) {
    return ranges().stream().anyMatch(r -> r.contains(IpRange.literal(address)));
  }

  private List<IpRange> ranges() {
    return Stream.concat(inner.map(Inner::range).stream(), tun.map(Tun::range).stream()).toList();
  }
}
