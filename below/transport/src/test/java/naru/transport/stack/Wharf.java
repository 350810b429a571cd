package naru.transport.stack;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import naru.base.Clock;
import naru.base.IpRange;
import naru.stack.StackConfig;
import naru.testkit.Seeds;

/**
 * A server and a client, each on a loop of its own, over the kernel's sockets or over two hosts of
 * an inner network: the same tests run on all of them.
 */
final class Wharf implements AutoCloseable {
  /** What carries the bytes. */
  enum Kind {
    NIO,
    EPOLL,
    STACK
  }

  final Kind kind;
  final EventLoop serverLoop;
  final EventLoop clientLoop;
  private final MultiThreadIoEventLoopGroup group;
  private final InnerNetwork network;
  private final InnerHost serverHost;
  private final InnerHost clientHost;

  private Wharf(Kind kind) {
    this.kind = kind;
    IoHandlerFactory io =
        kind == Kind.EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    group = new MultiThreadIoEventLoopGroup(2, io);
    serverLoop = group.next();
    clientLoop = group.next();
    Seeds seeds = Seeds.of(1);
    network =
        InnerNetwork.of(
            List.of(IpRange.parse("10.77.0.0/24"), IpRange.parse("fd77::/64")),
            1500,
            Clock.system(),
            seeds::generator);
    serverHost =
        network.host("server", StackConfig.of("10.77.0.1/24", "fd77::1/64"), List.of(serverLoop));
    clientHost =
        network.host("client", StackConfig.of("10.77.0.2/24", "fd77::2/64"), List.of(clientLoop));
  }

  static Wharf open(Kind kind) {
    return new Wharf(kind);
  }

  InetAddress serverAddress() {
    return kind == Kind.STACK ? IpRange.literal("10.77.0.1") : InetAddress.getLoopbackAddress();
  }

  InetSocketAddress serverAddress(int port) {
    return new InetSocketAddress(serverAddress(), port);
  }

  private StackLoop serverStack() {
    return serverHost.from(serverLoop).orElseThrow();
  }

  private StackLoop clientStack() {
    return clientHost.from(clientLoop).orElseThrow();
  }

  ServerBootstrap server() {
    ServerBootstrap bootstrap = new ServerBootstrap().group(serverLoop);
    return switch (kind) {
      case NIO -> bootstrap.channel(NioServerSocketChannel.class);
      case EPOLL -> bootstrap.channel(EpollServerSocketChannel.class);
      case STACK -> bootstrap.channelFactory(() -> new StackServerSocketChannel(serverStack()));
    };
  }

  /** Listens on a free port; each connection gets a new handler. */
  Channel listen(ServerBootstrap bootstrap, Handlers handlers) throws Exception {
    return bootstrap
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(handlers.next());
              }
            })
        .bind(serverAddress(0))
        .sync()
        .channel();
  }

  Channel listen(Handlers handlers) throws Exception {
    return listen(server(), handlers);
  }

  interface Handlers {
    ChannelHandler next();
  }

  Bootstrap client() {
    Bootstrap bootstrap =
        new Bootstrap().group(clientLoop).handler(new ChannelInboundHandlerAdapter());
    return switch (kind) {
      case NIO -> bootstrap.channel(NioSocketChannel.class);
      case EPOLL -> bootstrap.channel(EpollSocketChannel.class);
      case STACK -> bootstrap.channelFactory(() -> new StackSocketChannel(clientStack()));
    };
  }

  Channel connect(Channel server, ChannelHandler handler) throws Exception {
    return client().handler(handler).connect(server.localAddress()).sync().channel();
  }

  Bootstrap datagrams(boolean ofServer) {
    EventLoop loop = ofServer ? serverLoop : clientLoop;
    Bootstrap bootstrap = new Bootstrap().group(loop);
    return switch (kind) {
      case NIO -> bootstrap.channel(NioDatagramChannel.class);
      case EPOLL -> bootstrap.channel(EpollDatagramChannel.class);
      case STACK ->
          bootstrap.channelFactory(
              () -> new StackDatagramChannel(ofServer ? serverStack() : clientStack()));
    };
  }

  @Override
  public void close() {
    network.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** The same bytes each time, for the same length. */
  static ByteBuf random(int bytes) {
    byte[] data = new byte[bytes];
    new Random(bytes).nextBytes(data);
    return Unpooled.wrappedBuffer(data);
  }
}
