package naru.transport.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import naru.base.Clock;
import naru.base.IpRange;
import naru.linux.Interface;
import naru.linux.NetworkNamespace;
import naru.linux.Tun;
import naru.stack.Stack;
import naru.stack.StackConfig;
import naru.testkit.Seeds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** The kernel's TCP and ours, joined by a TUN device in a namespace that vanishes with the test. */
@Tag("interop")
@Timeout(120)
@EnabledIf("naru.linux.NetworkNamespace#available")
final class TunDeviceInteropTest {
  private static final int MUCH = 64 << 20;
  private static final InetAddress KERNEL = IpRange.literal("10.99.0.1");
  private static final InetAddress OURS = IpRange.literal("10.99.0.2");

  private final NetworkNamespace namespace = NetworkNamespace.create();
  private final Tun tun = namespace.call(TunDeviceInteropTest::openUp);
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final TunDevice device = TunDevice.of(tun.queue(), 1500, PooledByteBufAllocator.DEFAULT);
  private final StackLoop stack = start();

  private static Tun openUp() {
    Tun tun = Tun.open("naru0");
    Interface.named(tun.name()).address(KERNEL, 24).up();
    return tun;
  }

  private StackLoop start() {
    EventLoop loop = group.next();
    Stack host =
        Stack.of(StackConfig.of("10.99.0.2/24"), Clock.system(), Seeds.of(5).generator("host"));
    host.link(device);
    StackLoop driver = StackLoop.of(loop, Clock.system(), host, 0);
    device.start(driver).syncUninterruptibly();
    return driver;
  }

  @AfterEach
  void close() throws Exception {
    stack.loop().submit(stack::resetAll).sync();
    stack.loop().submit(device::close).sync();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    tun.close();
    namespace.close();
  }

  private static byte[] random() {
    byte[] data = new byte[MUCH];
    new Random(7).nextBytes(data);
    return data;
  }

  /** Sends everything back, and the end too. */
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ctx.writeAndFlush(message);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      ctx.channel().config().setAutoRead(ctx.channel().isWritable());
    }

    @Override
    @SuppressWarnings("deprecation") // the name is inherited
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  @Test
  void theKernelDialsUs() throws Exception {
    Channel server =
        new ServerBootstrap()
            .group(stack.loop())
            .channelFactory(() -> new StackServerSocketChannel(stack))
            .childHandler(new SharedEcho())
            .bind(new InetSocketAddress(OURS, 7))
            .sync()
            .channel();
    byte[] data = random();
    try (Socket socket = namespace.call(() -> dial(server.localAddress()))) {
      CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(socket, data));
      byte[] back = socket.getInputStream().readNBytes(MUCH);
      assertThat(Arrays.equals(back, data)).isTrue();
      sent.get(10, TimeUnit.SECONDS);
    }
    server.close().sync();
    assertThat(device.dropped()).isZero();
  }

  private static Socket dial(SocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.connect(address, 10_000);
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void send(Socket socket, byte[] data) {
    try {
      socket.getOutputStream().write(data);
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }

  @Sharable
  private static final class SharedEcho extends ChannelInboundHandlerAdapter {
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      ctx.pipeline().addLast(new Echo());
    }
  }

  @Test
  void weDialTheKernel() throws Exception {
    byte[] data = random();
    try (ServerSocket server = namespace.call(() -> new ServerSocket(0, 5, KERNEL))) {
      CompletableFuture<Boolean> heard = CompletableFuture.supplyAsync(() -> hears(server, data));
      Diary diary = new Diary();
      Channel client =
          new Bootstrap()
              .group(stack.loop())
              .channelFactory(() -> new StackSocketChannel(stack))
              .handler(diary)
              .connect(server.getLocalSocketAddress())
              .sync()
              .channel();
      ByteBuf all = Unpooled.wrappedBuffer(data);
      int sum = Diary.sum(0, all);
      client.writeAndFlush(all).sync();
      ((StackSocketChannel) client).shutdownOutput().sync();
      diary.awaitBytes(MUCH);
      assertThat(diary.sum()).isEqualTo(sum);
      diary.await("inactive");
      assertThat(heard.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Reads to the end, then sends it all back. */
  private static boolean hears(ServerSocket server, byte[] data) {
    try (Socket socket = server.accept()) {
      byte[] heard = socket.getInputStream().readAllBytes();
      socket.getOutputStream().write(heard);
      return Arrays.equals(heard, data);
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }

  @Test
  void aClosedPortOfTheKernelRefuses() throws Exception {
    ChannelFuture connect =
        new Bootstrap()
            .group(stack.loop())
            .channelFactory(() -> new StackSocketChannel(stack))
            .handler(new Diary())
            .connect(new InetSocketAddress(KERNEL, 9))
            .await();
    assertThat(connect.cause()).hasMessageContaining("Connection refused: /10.99.0.1:9");
  }
}
