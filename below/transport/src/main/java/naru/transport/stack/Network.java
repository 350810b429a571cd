package naru.transport.stack;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Which addresses lie behind Naru's own stacks, and which stack serves one on a loop. */
public interface Network {
  /** Everything is the kernel's. */
  Network NONE =
      new Network() {
        @Override
        public boolean reaches(InetAddress address) {
          return false;
        }

        @Override
        public Optional<StackLoop> from(EventLoop loop) {
          return Optional.empty();
        }

        @Override
        public Optional<StackLoop> at(InetAddress address, EventLoop loop) {
          return Optional.empty();
        }
      };

  /** Whether an address, ours or another's, is not the kernel's business. */
  boolean reaches(InetAddress address);

  /** The stack that dials on a loop; empty if this network has none there. */
  Optional<StackLoop> from(EventLoop loop);

  /** The stack that has an address, on a loop; empty if nobody has it there. */
  Optional<StackLoop> at(InetAddress address, EventLoop loop);

  /** The network that an address is reached through, where this is several. */
  default Network toward(InetAddress address) {
    return this;
  }

  /** The networks that this is made of. */
  default List<Network> parts() {
    return List.of(this);
  }
}
