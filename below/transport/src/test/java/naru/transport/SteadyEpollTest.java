package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import naru.base.Clock;
import naru.base.Limit;
import naru.base.Metrics;
import naru.trace.Party;
import naru.trace.Tracer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An edge is told once: a reader that stops before its socket is empty is told again. */
final class SteadyEpollTest {
  private static final int BYTES = 300_000;

  /** What a socket holds of which nobody reads yet. */
  private static final int FEW = 3000;

  /** How a reader stops early. */
  private enum Reader {
    /** After so many reads, as the others of its loop wait. */
    FEW_READS_AT_A_TIME,
    /** After each read, until it asks for the next. */
    ASKS_FOR_EACH,
    /** The same, with buffers that know nothing of edges. */
    BUFFERS_OF_ANOTHER,
    /** In the middle of a read, and goes on in a later turn of the loop. */
    PAUSES,
    /** Not before its socket is empty. */
    MANY_READS
  }

  private interface Sender {
    void send(Socket client) throws Exception;
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MANY_READS")
  void allThatWasSentIsRead(Reader reader) throws Exception {
    try (Loops loops = loops()) {
      answersWhatIsSent(loops, reader, s -> s.getOutputStream().write(new byte[BYTES]));
    }
  }

  /**
   * RFC 9293 section 3.8.5: a read ends at the mark of urgent data, and there is more behind it.
   */
  @Test
  void whatStandsBehindUrgentDataIsRead() throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    try (Loops loops = loops()) {
      Sender sender =
          s -> {
            loops.next().execute(() -> await(sent));
            s.getOutputStream().write(new byte[1000]);
            s.sendUrgentData(1);
            s.getOutputStream().write(new byte[FEW - 1000]);
            sent.countDown();
          };
      answersWhatIsSent(loops, Reader.MANY_READS, sender);
    }
  }

  private static Loops loops() {
    assumeThat(Epoll.isAvailable()).isTrue();
    return Loops.open(1, true);
  }

  private static void await(CountDownLatch sent) {
    try {
      assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answersWhatIsSent(Loops loops, Reader reader, Sender sender)
      throws Exception {
    Limit limit = Limit.of(new Metrics(), "test.connections", 10);
    Listener.Options options = new Listener.Options(Party.ORIGIN, null, 1, limit);
    Tracer tracer = Tracer.of(Clock.system(), 7, span -> {});
    try (Listener listener =
        Listener.open(loops, Harbour.loopback(0), options, tracer, a -> accept(a, reader))) {
      InetSocketAddress at = listener.address();
      try (Socket client = new Socket(at.getAddress(), at.getPort())) {
        client.setSoTimeout(10_000);
        sender.send(client);
        assertThat(client.getInputStream().read()).isEqualTo(1);
      }
    }
  }

  private static void accept(Arrival arrival, Reader reader) {
    var config = arrival.channel().config();
    if (reader == Reader.BUFFERS_OF_ANOTHER) {
      config.setRecvByteBufAllocator(new FixedRecvByteBufAllocator(1000));
    }
    DefaultMaxMessagesRecvByteBufAllocator buffers = config.getRecvByteBufAllocator();
    boolean many = reader == Reader.PAUSES || reader == Reader.MANY_READS;
    buffers.maxMessagesPerRead(many ? 16 : 1);
    config.setAutoRead(reader != Reader.ASKS_FOR_EACH && reader != Reader.BUFFERS_OF_ANOTHER);
    arrival.channel().pipeline().addLast(new Counts(reader));
  }

  /** Answers with one byte when all has come. */
  private static final class Counts extends ChannelInboundHandlerAdapter {
    private final Reader reader;
    private int left;

    Counts(Reader reader) {
      this.reader = reader;
      this.left = reader == Reader.MANY_READS ? FEW : BYTES;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      left -= bytes.readableBytes();
      bytes.release();
      if (left == 0) {
        ctx.writeAndFlush(ctx.alloc().directBuffer(1).writeByte(1));
      }
      if (reader == Reader.PAUSES) {
        ctx.channel().config().setAutoRead(false);
        ctx.executor().execute(() -> ctx.channel().config().setAutoRead(true));
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.read();
    }
  }
}
