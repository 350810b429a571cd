package naru.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.FailureException;
import naru.base.Limit;
import naru.trace.Party;
import naru.trace.Tracer;
import naru.transport.stack.StackLoop;
import naru.transport.stack.StackServerSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections on one address.
 *
 * <p>On epoll each loop has a listening socket of its own (SO_REUSEPORT): the kernel spreads the
 * connections, and each is accepted on the loop where it lives. On NIO one socket hands them out.
 * An address of Naru's own network has a listening channel on each loop of its host.
 *
 * <p>Sockets that were handed over ({@link Handed}) are used as they are: as many as loops, and
 * each loop has its own; fewer, and each deals its connections out over all loops in turn.
 */
public final class Listener implements AutoCloseable {
  private static final int BACKLOG = 4096;

  private final List<Channel> sockets;
  private final Doorway doorway;

  private Listener(List<Channel> sockets, Doorway doorway) {
    this.sockets = sockets;
    this.doorway = doorway;
  }

  /**
   * Told to the handlers of each connection (as a user event) when its listener is no more: who
   * serves request after request ends the connection with the one under way.
   */
  public enum Leaving {
    NOW
  }

  /** Gets each connection when it is ready for use. */
  public interface Acceptor {
    /**
     * Called on the connection's loop. Adds its handlers to {@code channel.pipeline()} before it
     * returns; bytes follow. The handlers see {@code handlerAdded}, but no {@code channelActive}:
     * the channel is active already.
     */
    void accepted(Arrival arrival);
  }

  /**
   * How to listen.
   *
   * @param at who listens, for the trace
   * @param tls null for plain TCP
   * @param handshakeTimeoutNanos from the accept to the end of the handshake; unused for plain TCP
   * @param connections how many may be open at once; further ones are closed at once
   * @param proxy null if connections begin with what the client says
   */
  public record Options(
      Party at,
      @Nullable ServerTls tls,
      long handshakeTimeoutNanos,
      Limit connections,
      @Nullable ProxyAcceptance proxy) {
    /** Connections come from the client itself. */
    public Options(
        Party at, @Nullable ServerTls tls, long handshakeTimeoutNanos, Limit connections) {
      this(at, tls, handshakeTimeoutNanos, connections, null);
    }

    /** The same, where each connection begins with a PROXY header; null for not. */
    public Options behind(@Nullable ProxyAcceptance proxies) {
      return new Options(at, tls, handshakeTimeoutNanos, connections, proxies);
    }
  }

  /**
   * Begins to listen.
   *
   * @param address port 0 for a free one, see {@link #address()}
   * @throws FailureException if the address cannot be had
   */
  public static Listener open(
      Loops loops, InetSocketAddress address, Options options, Tracer tracer, Acceptor acceptor) {
    boolean own = loops.isOwn(address);
    List<Integer> handed = own ? List.of() : loops.handed().take(false, address);
    if (!own && handed.isEmpty()) {
      Ports.requireFreeTcp(address);
    }
    Doorway doorway = new Doorway(new Doorway.Reception(options, tracer, acceptor));
    ServerBootstrap bootstrap = bootstrap(doorway);
    Listener listener = new Listener(new ArrayList<>(loops.count()), doorway);
    try {
      if (own) {
        listener.bindOwn(loops, bootstrap, address);
      } else if (!handed.isEmpty()) {
        listener.adopt(loops, bootstrap, handed, address);
      } else {
        listener.bindKernel(loops, bootstrap.channelFactory(loops.serverChannel(address)), address);
      }
      return listener;
    } catch (FailureException failure) {
      listener.close();
      throw failure;
    }
  }

  private static ServerBootstrap bootstrap(Doorway doorway) {
    return new ServerBootstrap()
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                doorway.enter(channel);
              }
            });
  }

  /** One listening channel for each loop on which the address has a stack. */
  private void bindOwn(Loops loops, ServerBootstrap bootstrap, InetSocketAddress address) {
    InetSocketAddress bound = address;
    for (EventLoop loop : loops.all()) {
      Optional<StackLoop> stack = loops.network().at(address.getAddress(), loop);
      if (stack.isPresent()) {
        StackLoop home = stack.get();
        ServerBootstrap one = bootstrap.clone();
        bind(one.channelFactory(() -> new StackServerSocketChannel(home)).group(loop), bound);
        bound = address();
      }
    }
    if (sockets.isEmpty()) {
      throw Ports.cannotListen("tcp", address, Ports.noSuchAddress());
    }
  }

  private void bindKernel(Loops loops, ServerBootstrap bootstrap, InetSocketAddress address) {
    bootstrap.childOption(ChannelOption.RECVBUF_ALLOCATOR, LoopBuffers.reads());
    if (!loops.epoll()) {
      bind(bootstrap.group(loops.group()), address);
      return;
    }
    bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
    InetSocketAddress bound = address;
    for (EventLoop loop : loops.all()) {
      bind(bootstrap.clone().group(loop), bound);
      bound = address();
    }
    sockets.forEach(loops::listens);
  }

  /** What was handed over is bound already, and may have connections that wait. */
  private void adopt(
      Loops loops, ServerBootstrap bootstrap, List<Integer> handed, InetSocketAddress address) {
    bootstrap.childOption(ChannelOption.RECVBUF_ALLOCATOR, LoopBuffers.reads());
    bootstrap.option(ChannelOption.AUTO_READ, false);
    boolean enough = handed.size() >= loops.count();
    for (int i = 0; i < handed.size(); i++) {
      int descriptor = handed.get(i);
      EventLoop home = loops.all().get(i % loops.count());
      ServerBootstrap one =
          bootstrap
              .clone()
              .channelFactory(() -> new EpollServerSocketChannel(descriptor))
              .group(home, enough ? home : loops.group());
      opened(one.register().awaitUninterruptibly(), address);
    }
    sockets.forEach(loops::listens);
    sockets.forEach(loops.handed()::opened);
  }

  private void bind(ServerBootstrap bootstrap, InetSocketAddress address) {
    opened(bootstrap.bind(address).awaitUninterruptibly(), address);
  }

  private void opened(ChannelFuture future, InetSocketAddress address) {
    if (!future.isSuccess()) {
      throw Ports.cannotListen("tcp", address, future.cause());
    }
    sockets.add(future.channel());
  }

  /** Where it listens, with the port that was found for 0. */
  public InetSocketAddress address() {
    return Addresses.local(sockets.getFirst());
  }

  /** Receives the next connections otherwise; those that are open go on as they came. */
  public void receive(Options options, Tracer tracer, Acceptor acceptor) {
    doorway.receive(new Doorway.Reception(options, tracer, acceptor));
  }

  /** Connections that are open now. */
  public int open() {
    return doorway.inside().size();
  }

  /** Connections accepted so far. */
  public long accepted() {
    return doorway.accepted();
  }

  /** Stops accepting, and asks the open connections to leave when they have done what they do. */
  public void drain() {
    close();
    doorway.leave();
    for (Channel channel : doorway.inside()) {
      Doorway.askToLeave(channel);
    }
  }

  /**
   * Closes the connections that are still open, with a second for goodbyes ({@link Farewell}); how
   * many there were.
   */
  public int cut() {
    int count = 0;
    for (Channel channel : doorway.inside()) {
      channel.eventLoop().execute(() -> cut(channel));
      count++;
    }
    return count;
  }

  private static void cut(Channel channel) {
    Farewell.on(channel);
    channel.close();
  }

  /** Stops accepting; open connections stay. */
  @Override
  public void close() {
    sockets.forEach(Loops::closeAndWait);
  }
}
