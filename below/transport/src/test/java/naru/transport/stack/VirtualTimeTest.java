package naru.transport.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import naru.base.IpRange;
import naru.stack.StackConfig;
import naru.stack.link.Impairment;
import naru.stack.link.Loss;
import naru.testkit.Seeds;
import naru.testkit.VirtualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole connections in virtual time: every event at its exact moment, the same in every run. */
final class VirtualTimeTest {
  private static final InetSocketAddress SERVER =
      new InetSocketAddress(IpRange.literal("10.77.0.1"), 80);

  private final List<String> told = new ArrayList<>();
  private World world = new World();

  private final class World {
    final VirtualClock clock = new VirtualClock();
    final VirtualLoop loop = new VirtualLoop(clock);
    final InnerNetwork network =
        InnerNetwork.of(
            List.of(IpRange.parse("10.77.0.0/24")), 1500, clock, Seeds.of(9)::generator);
    final InnerHost server = network.host("server", StackConfig.of("10.77.0.1/24"), List.of(loop));
    final InnerHost client = network.host("client", StackConfig.of("10.77.0.2/24"), List.of(loop));

    World() {
      delay(client, server, new Loss.None());
      delay(server, client, new Loss.None());
    }

    void delay(InnerHost from, InnerHost to, Loss loss) {
      network.impair(
          from, to, Impairment.NONE.withDelay(TimeUnit.MILLISECONDS.toNanos(25)).withLoss(loss));
    }

    void tell(String what) {
      told.add(what + " @" + clock.nanos() / 1e6);
    }

    ChannelFuture listen() {
      StackLoop stack = server.from(loop).orElseThrow();
      ChannelFuture bind =
          new ServerBootstrap()
              .group(loop)
              .channelFactory(() -> new StackServerSocketChannel(stack))
              .childHandler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                      channel
                          .pipeline()
                          .addLast(new IdleStateHandler(0, 0, 30), new Teller("server"));
                    }
                  })
              .bind(SERVER);
      loop.until(bind::isDone);
      return bind;
    }

    ChannelFuture connect() {
      return client(new Teller("client")).connect(SERVER);
    }

    Bootstrap client(Teller teller) {
      StackLoop stack = client.from(loop).orElseThrow();
      return new Bootstrap()
          .group(loop)
          .channelFactory(() -> new StackSocketChannel(stack))
          .handler(teller);
    }
  }

  private final class Teller extends ChannelInboundHandlerAdapter {
    private final String name;

    Teller(String name) {
      this.name = name;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      world.tell(name + " " + ctx.channel().id().asLongText() + " active");
      if (name.equals("client")) {
        ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[100]));
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      world.tell(name + " read " + ((ByteBuf) message).readableBytes());
      if (name.equals("client")) {
        ((ByteBuf) message).release();
      } else {
        ctx.writeAndFlush(message);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      world.tell(name + " idle");
      ctx.close();
    }

    @Override
    @SuppressWarnings("deprecation") // the name is inherited
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      world.tell(name + " " + cause.getMessage());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      world.tell(name + " inactive");
    }
  }

  @AfterEach
  void close() {
    world.network.close();
  }

  @Test
  void everyEventHasItsExactTimeInEveryRun() {
    for (int run = 0; run < 2; run++) {
      world.listen();
      world.connect();
      world.loop.until(() -> told.toString().contains("client inactive"));
      assertThat(told)
          .containsExactly(
              "client 00000001-00000001 active @50.0",
              "server 00000000-00000002 active @75.0",
              "server read 100 @75.0",
              "client read 100 @100.0",
              "server idle @30075.0",
              "server inactive @30075.0",
              "client inactive @30100.0");
      told.clear();
      world.network.close();
      world = new World();
    }
  }

  @Test
  void aLostSynIsSentAgainAfterASecond() {
    world.delay(world.client, world.server, Loss.Scripted.of(0));
    world.listen();
    ChannelFuture connect = world.connect();
    world.loop.until(connect::isDone);
    assertThat(told).containsExactly("client 00000001-00000001 active @1050.0");
  }

  @Test
  void aConnectTimesOutToTheMillisecond() {
    world.listen();
    InetSocketAddress nobody = new InetSocketAddress(IpRange.literal("10.77.0.99"), 80);
    ChannelFuture connect =
        world
            .client(new Teller("client"))
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 777)
            .connect(nobody);
    world.loop.until(connect::isDone);
    assertThat(world.clock.nanos()).isEqualTo(777_000_000);
    assertThat(connect.isSuccess()).isFalse();
  }

  /** RFC 9293 section 3.8.3, R2 as the user timeout. */
  @Test
  void whoNeverAnswersIsGivenUpAfterTheUserTimeout() {
    world.listen();
    ChannelFuture connect = world.connect();
    world.loop.until(() -> told.toString().contains("client read"));
    world.network.impair(
        world.client, world.server, Impairment.NONE.withLoss(new Loss.Bernoulli(1)));
    StackSocketChannel channel = (StackSocketChannel) connect.channel();
    channel.config().setUserTimeoutMillis(5000);
    channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));
    world.loop.until(() -> told.toString().contains("client inactive"));
    assertThat(told).endsWith("client Connection timed out @5100.0", "client inactive @5100.0");
  }
}
