package naru.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.UnixChannelOption;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.FailureException;
import naru.transport.stack.StackLoop;

/**
 * UDP: one socket per loop on the same port, read and written in batches (recvmmsg, sendmmsg) on
 * epoll; on NIO one socket, a datagram at a time; in Naru's own network a socket per stack. Sockets
 * that were handed over ({@link Handed}) are used as they are, on as many loops as there are of
 * them.
 */
public final class DatagramListener implements AutoCloseable {
  private final List<Channel> sockets = new ArrayList<>();

  private DatagramListener() {}

  /** Gets each datagram, on the socket's loop; shared by all loops. */
  public interface Receiver {
    /**
     * A datagram came. The receiver releases it. Answers go out by {@code channel.write} and are
     * flushed in {@link #batchEnd}.
     */
    void received(DatagramChannel channel, DatagramPacket packet);

    /** No more datagrams for now. */
    void batchEnd(DatagramChannel channel);
  }

  /**
   * Begins to receive.
   *
   * @param address port 0 for a free one, see {@link #address()}
   * @param maxPayload the largest datagram to be received, in bytes; longer ones are cut
   * @throws FailureException if the address cannot be had
   */
  public static DatagramListener open(
      Loops loops, InetSocketAddress address, int maxPayload, Receiver receiver) {
    boolean own = loops.isOwn(address);
    List<Integer> handed = own ? List.of() : loops.handed().take(true, address);
    if (!own && handed.isEmpty()) {
      Ports.requireFreeUdp(address);
    }
    DatagramListener listener = new DatagramListener();
    try {
      if (own) {
        listener.bindOwn(loops, address, maxPayload, receiver);
      } else if (!handed.isEmpty()) {
        listener.adopt(loops, handed, address, maxPayload, receiver);
      } else {
        listener.bindKernel(loops, address, maxPayload, receiver);
      }
      return listener;
    } catch (FailureException failure) {
      listener.close();
      throw failure;
    }
  }

  /** One socket for each loop on which the address has a stack. */
  private void bindOwn(Loops loops, InetSocketAddress address, int maxPayload, Receiver receiver) {
    InetSocketAddress bound = address;
    for (EventLoop loop : loops.all()) {
      Optional<StackLoop> stack = loops.network().at(address.getAddress(), loop);
      if (stack.isPresent()) {
        Bootstrap bootstrap = Datagrams.own(loop, stack::get, maxPayload);
        bind(bootstrap.handler(new Reader(receiver)), bound);
        bound = address();
      }
    }
    if (sockets.isEmpty()) {
      throw Ports.cannotListen("udp", address, Ports.noSuchAddress());
    }
  }

  private void bindKernel(
      Loops loops, InetSocketAddress address, int maxPayload, Receiver receiver) {
    InetSocketAddress bound = address;
    for (EventLoop loop : loops.epoll() ? loops.all() : List.of(loops.next())) {
      Bootstrap bootstrap = Datagrams.kernel(loops, loop, bound, maxPayload);
      if (loops.epoll()) {
        bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
      }
      bind(bootstrap.handler(new Reader(receiver)), bound);
      bound = address();
    }
    sockets.forEach(loops::listens);
  }

  /** What was handed over is bound already, and may have datagrams that wait. */
  private void adopt(
      Loops loops,
      List<Integer> handed,
      InetSocketAddress address,
      int maxPayload,
      Receiver receiver) {
    for (int i = 0; i < handed.size(); i++) {
      int descriptor = handed.get(i);
      EventLoop loop = loops.all().get(i % loops.count());
      Bootstrap bootstrap =
          Datagrams.kernel(loops, loop, () -> new EpollDatagramChannel(descriptor), maxPayload)
              .option(ChannelOption.AUTO_READ, false)
              .handler(new Reader(receiver));
      opened(bootstrap.register().awaitUninterruptibly(), address);
    }
    sockets.forEach(loops::listens);
    sockets.forEach(loops.handed()::opened);
    if (handed.size() < loops.count()) {
      loops.handed().narrow(address, handed.size(), loops.count());
    }
  }

  private void bind(Bootstrap bootstrap, InetSocketAddress address) {
    opened(bootstrap.bind(address).awaitUninterruptibly(), address);
  }

  private void opened(ChannelFuture future, InetSocketAddress address) {
    if (!future.isSuccess()) {
      throw Ports.cannotListen("udp", address, future.cause());
    }
    sockets.add(future.channel());
  }

  /** Where it receives, with the port that was found for 0. */
  public InetSocketAddress address() {
    return Addresses.local(sockets.getFirst());
  }

  /**
   * Receives nothing more, but for one batch; what was asked before can still be answered, until
   * the close.
   */
  public void pause() {
    sockets.forEach(socket -> socket.config().setAutoRead(false));
  }

  /** Closes the sockets. */
  @Override
  public void close() {
    sockets.forEach(Loops::closeAndWait);
  }

  private static final class Reader extends ChannelInboundHandlerAdapter {
    private final Receiver receiver;

    Reader(Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      receiver.received((DatagramChannel) ctx.channel(), (DatagramPacket) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      receiver.batchEnd((DatagramChannel) ctx.channel());
    }

    /** An ICMP error for an answer that nobody waits for any more: the socket goes on. */
    @Override
    @SuppressWarnings("deprecation") // the name is inherited
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.channel().flush();
    }
  }
}
