package naru.transport.stack;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import naru.base.IpRange;
import naru.wire.ip.IpAddress;

/**
 * A network that one host of ours is joined to, such as by a TUN device.
 *
 * @param ranges the addresses that are reached through it
 * @param stacks the host's, at most one per loop
 */
record Subnet(List<IpRange> ranges, List<StackLoop> stacks) implements Network {
  public Subnet {
    ranges = List.copyOf(ranges);
    stacks = List.copyOf(stacks);
  }

  @Override
  public boolean reaches(InetAddress address) {
    return ranges.stream().anyMatch(r -> r.contains(address));
  }

  @Override
  public Optional<StackLoop> from(EventLoop loop) {
    return stacks.stream().filter(s -> loop.equals(s.loop())).findFirst();
  }

  @Override
  public Optional<StackLoop> at(InetAddress address, EventLoop loop) {
    IpAddress local = IpAddress.of(address);
    return from(loop).filter(s -> s.stack().ip().isLocal(local.high(), local.low()));
  }
}
