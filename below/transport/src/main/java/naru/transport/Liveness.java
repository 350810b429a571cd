package naru.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;

/**
 * The last look at a connection before something is sent that must not be lost: whether its other
 * side has closed or reset it in the meantime, although no event has told of it yet. Costs a system
 * call and no object. One per event loop.
 */
public final class Liveness {
  /** TCP_ESTABLISHED of Linux's tcp_states.h. */
  private static final int ESTABLISHED = 1;

  private final EpollTcpInfo info = new EpollTcpInfo();

  /** One for a loop. */
  public Liveness() {}

  /** Whether both directions are open as far as the kernel knows. */
  public boolean isOpen(Channel channel) {
    if (!channel.isActive()) {
      return false;
    }
    if (!(channel instanceof EpollSocketChannel socket)) {
      // Naru's own stack tells of a FIN in the same turn of the loop.
      return true;
    }
    try {
      socket.tcpInfo(info);
      return info.state() == ESTABLISHED;
    } catch (ChannelException closedMeanwhile) {
      return false;
    }
  }
}
