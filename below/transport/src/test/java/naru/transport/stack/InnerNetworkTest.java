package naru.transport.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import naru.base.Clock;
import naru.base.IpRange;
import naru.stack.StackConfig;
import naru.stack.link.Impairment;
import naru.stack.link.Loss;
import naru.testkit.Seeds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hosts with several stacks each, on several threads, over IPv6. */
final class InnerNetworkTest {
  private static final InetAddress SERVER = IpRange.literal("fd00:77::1");
  private static final int BYTES = 256 << 10;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(3, NioIoHandler.newFactory());
  private final List<EventLoop> loops = new ArrayList<>();
  private final InnerNetwork network =
      InnerNetwork.of(
          List.of(IpRange.parse("fd00:77::/64")), 1500, Clock.system(), Seeds.of(4)::generator);
  private final InnerHost server;
  private final InnerHost client;

  InnerNetworkTest() {
    group.forEach(loop -> loops.add((EventLoop) loop));
    server = network.host("server", StackConfig.of("fd00:77::1/64"), loops);
    client = network.host("client", StackConfig.of("fd00:77::2/64"), loops);
  }

  @AfterEach
  void close() {
    network.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private int listen() throws Exception {
    int port = 0;
    for (EventLoop loop : loops) {
      StackLoop stack = server.at(SERVER, loop).orElseThrow();
      Channel channel =
          new ServerBootstrap()
              .group(loop)
              .channelFactory(() -> new StackServerSocketChannel(stack))
              .childHandler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                      accepted.pipeline().addLast(new Echo());
                    }
                  })
              .bind(new InetSocketAddress(SERVER, port))
              .sync()
              .channel();
      port = ((InetSocketAddress) channel.localAddress()).getPort();
    }
    return port;
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ctx.writeAndFlush(message);
    }
  }

  private Channel dial(EventLoop loop, int port, Diary diary) throws Exception {
    StackLoop stack = client.from(loop).orElseThrow();
    return new Bootstrap()
        .group(loop)
        .channelFactory(() -> new StackSocketChannel(stack))
        .handler(diary)
        .connect(new InetSocketAddress(SERVER, port))
        .sync()
        .channel();
  }

  private void echoes(int port) throws Exception {
    byte[] data = new byte[BYTES];
    new Random(5).nextBytes(data);
    int sum = Diary.sum(0, Unpooled.wrappedBuffer(data));
    List<Diary> diaries = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Diary diary = new Diary();
      ByteBuf all = Unpooled.wrappedBuffer(data);
      dial(loops.get(i % loops.size()), port, diary).writeAndFlush(all);
      diaries.add(diary);
    }
    for (Diary diary : diaries) {
      diary.awaitBytes(BYTES);
      assertThat(diary.sum()).isEqualTo(sum);
      assertThat(diary.thrown()).isNull();
    }
  }

  @Test
  void everyStackOfAHostGetsItsOwnAnswers() throws Exception {
    echoes(listen());
    assertThat(client.dropped() + server.dropped()).isZero();
  }

  @Test
  void alsoOverABadRoad() throws Exception {
    int port = listen();
    Impairment bad =
        Impairment.NONE
            .withDelay(TimeUnit.MICROSECONDS.toNanos(500))
            .withLoss(new Loss.Bernoulli(0.02));
    network.impair(client, server, bad);
    network.impair(server, client, bad);
    echoes(port);
    network.impair(client, server, Impairment.NONE);
    network.impair(server, client, Impairment.NONE);
    echoes(port);
  }
}
