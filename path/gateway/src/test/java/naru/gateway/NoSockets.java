package naru.gateway;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.Optional;
import naru.transport.stack.Network;
import naru.transport.stack.StackLoop;

/**
 * As when no file descriptor is left: one address is its own, and no channel to it can be made.
 *
 * @param own that address
 * @param asked each time that one is to be made
 */
record NoSockets(InetAddress own, Runnable asked) implements Network {
  @Override
  public boolean reaches(InetAddress address) {
    return address.equals(own);
  }

  @Override
  public Optional<StackLoop> from(EventLoop loop) {
    asked.run();
    return Optional.empty();
  }

  @Override
  public Optional<StackLoop> at(InetAddress address, EventLoop loop) {
    return Optional.empty();
  }
}
