package naru.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import naru.transport.stack.StackDatagramChannel;
import naru.transport.stack.StackLoop;

/** UDP sockets. */
public final class Datagrams {
  /** How many datagrams one recvmmsg call may take. */
  static final int BATCH = 32;

  private Datagrams() {}

  /**
   * A socket that talks to one server, for a client such as a resolver: the kernel drops what
   * others send, and tells the handler (by {@code exceptionCaught}) if the port is closed. Each
   * call gets a source port of its own, chosen by the kernel at random.
   *
   * @param loop where it lives; one of {@code loops}
   * @param maxPayload the largest datagram to be received, in bytes; longer ones are cut
   * @param handler gets {@link io.netty.channel.socket.DatagramPacket}
   */
  public static ChannelFuture connect(
      Loops loops,
      EventLoop loop,
      InetSocketAddress server,
      int maxPayload,
      ChannelHandler handler) {
    Bootstrap bootstrap =
        loops.isOwn(server)
            ? own(loop, () -> loops.dialing(loop, server), maxPayload)
            : kernel(loops, loop, maxPayload);
    return bootstrap.handler(handler).connect(server);
  }

  static Bootstrap own(EventLoop loop, Supplier<StackLoop> stack, int maxPayload) {
    return new Bootstrap()
        .group(loop)
        .channelFactory(() -> new StackDatagramChannel(stack.get()))
        .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, maxPayload);
  }

  /** Without a recvmmsg-sized buffer Netty would read one datagram per system call. */
  static Bootstrap kernel(Loops loops, EventLoop loop, int maxPayload) {
    Bootstrap bootstrap = new Bootstrap().group(loop).channel(loops.datagramChannel());
    if (!loops.epoll()) {
      return bootstrap.option(
          ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(maxPayload));
    }
    return bootstrap
        .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, maxPayload)
        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(maxPayload * BATCH));
  }
}
