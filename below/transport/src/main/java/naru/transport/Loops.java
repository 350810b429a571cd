package naru.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Side;
import naru.transport.stack.Network;
import naru.transport.stack.StackLoop;

/**
 * The event loops: epoll with NIO as fallback, one per core.
 *
 * <p>A connection lives on one loop for life, and so does whatever is dialed on its behalf.
 */
public final class Loops implements AutoCloseable {
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /**
   * A loop ends when nothing is left to do, so that the handlers of channels that close only now
   * still give back what they hold. Netty looks for longer quiet in steps of 100 ms.
   */
  private static final long QUIET_NANOS = 1;

  private final EventLoopGroup group;
  private final List<EventLoop> loops;
  private final List<IoHandler> handlers;
  private final boolean epoll;
  private final Network network;
  private final Optional<Clock> capture;
  private final Handed handed;
  private final Set<Channel> listening;

  private Loops(
      EventLoopGroup group,
      List<EventLoop> loops,
      List<IoHandler> handlers,
      boolean epoll,
      Network network,
      Optional<Clock> capture,
      Handed handed,
      Set<Channel> listening) {
    this.group = group;
    this.loops = loops;
    this.handlers = handlers;
    this.epoll = epoll;
    this.network = network;
    this.capture = capture;
    this.handed = handed;
    this.listening = listening;
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
    List<IoHandler> handlers = new ArrayList<>(count);
    IoHandlerFactory kept =
        executor -> {
          IoHandler handler = factory.newHandler(executor);
          handlers.add(handler);
          return handler;
        };
    AtomicInteger next = new AtomicInteger();
    ThreadFactory threads =
        task -> new FastThreadLocalThread(task, "naru-loop-" + next.getAndIncrement());
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(count, threads, kept);
    List<EventLoop> loops = new ArrayList<>(count);
    group.forEach(executor -> loops.add((EventLoop) executor));
    return new Loops(
        group,
        List.copyOf(loops),
        List.copyOf(handlers),
        epoll,
        Network.NONE,
        Optional.empty(),
        Handed.none(),
        ConcurrentHashMap.newKeySet());
  }

  /**
   * The same loops, joined to a network of Naru's own: its addresses are dialed and listened on
   * through own stacks, all others through the kernel. Closing either closes the loops.
   */
  public Loops joining(Network own) {
    return new Loops(group, loops, handlers, epoll, own, capture, handed, listening);
  }

  /**
   * The same loops, where listeners use what was handed over to this program.
   *
   * @throws FailureException {@code HANDED_SOCKET} if there are some that NIO cannot use
   */
  public Loops inheriting(Handed sockets) {
    if (!epoll && !sockets.unwanted().isEmpty()) {
      String detail = "sockets that were handed over need Linux's epoll";
      throw Failure.of(Code.HANDED_SOCKET, Side.US, detail).asException();
    }
    return new Loops(group, loops, handlers, epoll, network, capture, sockets, listening);
  }

  /**
   * The same loops, where the packets of what is dialed through the kernel are caught as well, if
   * that is allowed here (CAP_NET_RAW).
   *
   * @param clock of the trace that they are told to
   */
  public Loops capturing(Clock clock) {
    Optional<Clock> caught = Optional.of(clock);
    return new Loops(group, loops, handlers, epoll, network, caught, handed, listening);
  }

  /** Begins to catch the packets to an address; empty if that is not wanted, or not allowed. */
  Optional<FlowCapture> capture(SocketAddress to) {
    return to instanceof InetSocketAddress host && !isOwn(host)
        ? capture.flatMap(clock -> FlowCapture.open(host, clock))
        : Optional.empty();
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

  /** What was handed over to this program. */
  Handed handed() {
    return handed;
  }

  /** A socket of the kernel listens from now on, until it is closed. */
  void listens(Channel socket) {
    if (socket instanceof UnixChannel) {
      listening.add(socket);
      socket.closeFuture().addListener(closed -> listening.remove(socket));
    }
  }

  /** The descriptors of the kernel's sockets on which listeners listen now; none on NIO. */
  public List<Integer> listening() {
    return listening.stream()
        .filter(Channel::isOpen)
        .map(socket -> ((UnixChannel) socket).fd().intValue())
        .toList();
  }

  /** Whether an address is reached through an own stack. */
  boolean isOwn(SocketAddress address) {
    return address instanceof InetSocketAddress host
        && !host.isUnresolved()
        && network.reaches(host.getAddress());
  }

  /** The own stack that dials an address on a loop. */
  StackLoop dialing(EventLoop loop, InetSocketAddress to) {
    return network
        .toward(to.getAddress())
        .from(loop)
        .orElseThrow(() -> new ChannelException("Network is unreachable from this event loop"));
  }

  /** Sockets that listen there. One of IPv6 for 0.0.0.0 would let IPv6 in as well. */
  ChannelFactory<ServerChannel> serverChannel(InetSocketAddress at) {
    SocketProtocolFamily family = family(at);
    return epoll
        ? () -> new EpollServerSocketChannel(family)
        : () -> new NioServerSocketChannel(SelectorProvider.provider(), family);
  }

  /** Sockets that connect to there. */
  ChannelFactory<? extends Channel> socketChannel(SocketAddress to) {
    if (to instanceof InetSocketAddress host) {
      SocketProtocolFamily family = family(host);
      return epoll ? () -> new EpollSocketChannel(family) : NioSocketChannel::new;
    }
    return epoll ? EpollDomainSocketChannel::new : NioDomainSocketChannel::new;
  }

  /** The address as those sockets take it: epoll's have a class of their own for a path. */
  SocketAddress dialed(SocketAddress to) {
    return epoll && to instanceof UnixDomainSocketAddress unix
        ? new DomainSocketAddress(unix.getPath().toFile())
        : to;
  }

  /** Sockets that are bound or connected to there. */
  ChannelFactory<DatagramChannel> datagramChannel(InetSocketAddress at) {
    SocketProtocolFamily family = family(at);
    return epoll ? () -> new EpollDatagramChannel(family) : () -> new NioDatagramChannel(family);
  }

  private static SocketProtocolFamily family(InetSocketAddress of) {
    return of.getAddress() instanceof Inet4Address
        ? SocketProtocolFamily.INET
        : SocketProtocolFamily.INET6;
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
    closeChannels();
    group.shutdownGracefully(QUIET_NANOS, CLOSE_NANOS, TimeUnit.NANOSECONDS).awaitUninterruptibly();
  }

  /**
   * On every loop, before any of them ends: one that is told to end just then, after it looked for
   * what to do, leaves its channels open.
   */
  private void closeChannels() {
    List<Future<?>> closed = new ArrayList<>(loops.size());
    for (int i = 0; i < loops.size(); i++) {
      if (!loops.get(i).isShuttingDown()) {
        closed.add(loops.get(i).submit(handlers.get(i)::prepareToDestroy));
      }
    }
    closed.forEach(Future::awaitUninterruptibly);
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
