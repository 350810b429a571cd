package naru.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
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
 */
public final class Listener implements AutoCloseable {
  private static final int BACKLOG = 4096;

  private final List<Channel> sockets;

  private Listener(List<Channel> sockets) {
    this.sockets = sockets;
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
   */
  public record Options(
      Party at, @Nullable ServerTls tls, long handshakeTimeoutNanos, Limit connections) {}

  /**
   * Begins to listen.
   *
   * @param address port 0 for a free one, see {@link #address()}
   * @throws FailureException if the address cannot be had
   */
  public static Listener open(
      Loops loops, InetSocketAddress address, Options options, Tracer tracer, Acceptor acceptor) {
    boolean own = loops.isOwn(address);
    if (!own) {
      Ports.requireFreeTcp(address);
    }
    ServerBootstrap bootstrap = bootstrap(new Doorway(options, tracer, acceptor));
    Listener listener = new Listener(new ArrayList<>(loops.count()));
    try {
      if (own) {
        listener.bindOwn(loops, bootstrap, address);
      } else {
        listener.bindKernel(loops, bootstrap.channel(loops.serverChannel()), address);
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
        .childOption(ChannelOption.TCP_NODELAY, true)
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
  }

  private void bind(ServerBootstrap bootstrap, InetSocketAddress address) {
    ChannelFuture future = bootstrap.bind(address).awaitUninterruptibly();
    if (!future.isSuccess()) {
      throw Ports.cannotListen("tcp", address, future.cause());
    }
    sockets.add(future.channel());
  }

  /** Where it listens, with the port that was found for 0. */
  public InetSocketAddress address() {
    return Addresses.local(sockets.getFirst());
  }

  /** Stops accepting; open connections stay. */
  @Override
  public void close() {
    sockets.forEach(Loops::closeAndWait);
  }
}
