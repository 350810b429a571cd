package naru.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import naru.base.Clock;
import naru.transport.stack.Network;
import naru.transport.stack.StackLoop;

/**
 * The event loops: epoll with NIO as fallback, one per core.
 *
 * <p>A connection lives on one loop for life, and so does whatever is dialed on its behalf.
 */
public final class Loops implements AutoCloseable {
  private static final int CLOSE_MILLIS = 5_000;

  /** So that the handlers of channels that close only now still give back what they hold. */
  private static final int QUIET_MILLIS = 20;

  private final EventLoopGroup group;
  private final List<EventLoop> loops;
  private final boolean epoll;
  private final Network network;
  private final Optional<Clock> capture;

  private Loops(
      EventLoopGroup group,
      List<EventLoop> loops,
      boolean epoll,
      Network network,
      Optional<Clock> capture) {
    this.group = group;
    this.loops = loops;
    this.epoll = epoll;
    this.network = network;
    this.capture = capture;
  }

  /**
   * Starts loops on the best mechanism that this machine has.
   *
   * @param threads how many; 0 for one per core
   */
  public static Loops open(int threads) {
    return open(threads, Epoll.isAvailable());
  }

  static Loops open(int wanted, boolean epoll) {
    int count = wanted > 0 ? wanted : Runtime.getRuntime().availableProcessors();
    IoHandlerFactory factory = epoll ? SteadyEpoll.factory() : NioIoHandler.newFactory();
    AtomicInteger next = new AtomicInteger();
    ThreadFactory threads =
        task -> new FastThreadLocalThread(task, "naru-loop-" + next.getAndIncrement());
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(count, threads, factory);
    List<EventLoop> loops = new ArrayList<>(count);
    group.forEach(executor -> loops.add((EventLoop) executor));
    return new Loops(group, List.copyOf(loops), epoll, Network.NONE, Optional.empty());
  }

  /**
   * The same loops, joined to a network of Naru's own: its addresses are dialed and listened on
   * through own stacks, all others through the kernel. Closing either closes the loops.
   */
  public Loops joining(Network own) {
    return new Loops(group, loops, epoll, own, capture);
  }

  /**
   * The same loops, where the packets of what is dialed through the kernel are caught as well, if
   * that is allowed here (CAP_NET_RAW).
   *
   * @param clock of the trace that they are told to
   */
  public Loops capturing(Clock clock) {
    return new Loops(group, loops, epoll, network, Optional.of(clock));
  }

  /** Begins to catch the packets to an address; empty if that is not wanted, or not allowed. */
  Optional<FlowCapture> capture(InetSocketAddress to) {
    return isOwn(to) ? Optional.empty() : capture.flatMap(clock -> FlowCapture.open(to, clock));
  }

  /** A loop for something that belongs to no connection yet; they take turns. */
  public EventLoop next() {
    return group.next();
  }

  public EventLoopGroup group() {
    return group;
  }

  /** Whether the kernel's epoll is used; NIO otherwise. */
  public boolean epoll() {
    return epoll;
  }

  public int count() {
    return loops.size();
  }

  /** All of them, in the order of their names. */
  public List<EventLoop> all() {
    return loops;
  }

  Network network() {
    return network;
  }

  /** Whether an address is reached through an own stack. */
  boolean isOwn(InetSocketAddress address) {
    return !address.isUnresolved() && network.reaches(address.getAddress());
  }

  /** The own stack that dials an address on a loop. */
  StackLoop dialing(EventLoop loop, InetSocketAddress to) {
    return network
        .toward(to.getAddress())
        .from(loop)
        .orElseThrow(() -> new ChannelException("Network is unreachable from this event loop"));
  }

  Class<? extends ServerChannel> serverChannel() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  Class<? extends SocketChannel> socketChannel() {
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  Class<? extends DatagramChannel> datagramChannel() {
    return epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
  }

  /** Closes every channel and ends the threads; waits at most 5 seconds for them. */
  @Override
  public void close() {
    for (EventLoop loop : loops) {
      if (!loop.isShuttingDown()) {
        for (Network part : network.parts()) {
          part.from(loop).ifPresent(stack -> loop.submit(stack::closeAll).awaitUninterruptibly());
        }
      }
    }
    group
        .shutdownGracefully(QUIET_MILLIS, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly();
  }

  /** Waits for a channel's close outside the loops; on a loop it can only be asked for. */
  static void closeAndWait(Channel channel) {
    if (channel.eventLoop().inEventLoop()) {
      channel.close();
    } else {
      channel.close().syncUninterruptibly();
    }
  }
}
