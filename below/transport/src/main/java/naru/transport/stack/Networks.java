package naru.transport.stack;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Several networks with different addresses, seen as one.
 *
 * @param parts none of which reaches what another does
 */
public record Networks(List<Network> parts) implements Network {
  public Networks {
    parts = List.copyOf(parts);
  }

  @Override
  public boolean reaches(InetAddress address) {
    return parts.stream().anyMatch(n -> n.reaches(address));
  }

  @Override
  public Network toward(InetAddress address) {
    return parts.stream().filter(n -> n.reaches(address)).findFirst().orElse(NONE);
  }

  @Override
  public Optional<StackLoop> from(EventLoop loop) {
    return parts.stream().flatMap(n -> n.from(loop).stream()).findFirst();
  }

  @Override
  public Optional<StackLoop> at(InetAddress address, EventLoop loop) {
    return toward(address).at(address, loop);
  }
}
