package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.net.Socket;
import naru.base.Clock;
import naru.base.Limit;
import naru.base.Metrics;
import naru.trace.Party;
import naru.trace.Tracer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9293 section 3.6: who has said its last word still hears the other to the end. */
final class HalfCloseTest {
  private static final int BYTES = 32 << 20;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void muchIsSentAfterTheClientsFin(boolean epoll) throws Exception {
    Loops loops = Loops.open(1, epoll);
    Limit limit = Limit.of(new Metrics(), "test.connections", 10);
    Listener.Options options = new Listener.Options(Party.ORIGIN, null, 1, limit);
    Tracer tracer = Tracer.of(Clock.system(), 7, span -> {});
    try (loops;
        Listener listener =
            Listener.open(loops, Harbour.loopback(0), options, tracer, HalfCloseTest::accept)) {
      InetSocketAddress at = listener.address();
      try (Socket client = new Socket(at.getAddress(), at.getPort())) {
        client.setSoTimeout(10_000);
        client.getOutputStream().write(1);
        client.shutdownOutput();
        assertThat(client.getInputStream().readAllBytes().length).isEqualTo(BYTES);
      }
    }
  }

  private static void accept(Arrival arrival) {
    arrival.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    arrival.channel().pipeline().addLast(new AnswersTheEnd());
  }

  private static final class AnswersTheEnd extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ReferenceCountUtil.release(message);
    }

    /** In a turn of its own, when nothing else is awaited of the socket. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        ctx.channel().config().setAutoRead(false);
        ctx.executor()
            .execute(
                () ->
                    ctx.writeAndFlush(ctx.alloc().directBuffer(BYTES).writeZero(BYTES))
                        .addListener(written -> ctx.close()));
      }
    }
  }
}
