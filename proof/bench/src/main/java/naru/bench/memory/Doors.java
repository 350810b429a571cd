package naru.bench.memory;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.stream.Stream;

/** Ports that a server listens on: several, since a client has no more than 65,536 for each. */
record Doors(List<Channel> channels) {
  static final int COUNT = 16;
  private static final int BACKLOG = 4096;

  static Doors open(Ground ground, ChannelHandler handler) {
    return new Doors(Stream.generate(() -> open(ground, handler, 0)).limit(COUNT).toList());
  }

  private static Channel open(Ground ground, ChannelHandler handler, int port) {
    return ground
        .server()
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childHandler(handler)
        .bind(new InetSocketAddress(ground.serverAddress(), port))
        .syncUninterruptibly()
        .channel();
  }

  /** They take turns. */
  SocketAddress address(long number) {
    return channels.get((int) (number % COUNT)).localAddress();
  }

  void close() {
    channels.forEach(c -> c.close().syncUninterruptibly());
  }
}
