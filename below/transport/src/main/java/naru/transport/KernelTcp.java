package naru.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import java.util.Optional;
import naru.trace.TcpEvent;

/** What the kernel knows of a connection: timings and counters (TCP_INFO, Linux tcp(7)). */
public final class KernelTcp {
  private KernelTcp() {}

  /** The state as of now; empty where there is no TCP_INFO or the socket is closed. */
  public static Optional<TcpEvent.Info> info(Channel channel) {
    if (!(channel instanceof EpollSocketChannel socket) || !socket.isOpen()) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(socket.tcpInfo()));
    } catch (ChannelException closedMeanwhile) {
      return Optional.empty();
    }
  }

  private static TcpEvent.Info read(EpollTcpInfo info) {
    return new TcpEvent.Info(
        info.rtt(),
        info.rttvar(),
        info.totalRetrans(),
        info.sndCwnd(),
        info.sndSsthresh(),
        info.sndMss(),
        info.rcvSpace());
  }
}
