package naru.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.LeakPresenceDetector;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import naru.base.Failure;
import naru.trace.Party;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ends, half ends and wrong moments on a client's connection. */
final class LifecycleTest {
  private static final String CLOSE = "Host: x\r\nConnection: close\r\n\r\n";

  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  /** A stop that leaves its exchanges to the test. */
  private static void answer(Exchange x, String text) {
    x.answer(x.response(200), ByteBufUtil.writeAscii(x.alloc(), text));
  }

  /** Answers with the body's length. */
  private static void count(Exchange x) {
    x.readBody(
        new Swallowing() {
          @Override
          public void end() {
            answer(x, "got " + bytes);
          }
        });
  }

  /** Notes what it is told. */
  private static final class Told implements ResponseSource {
    final CompletableFuture<Failure> cancelled = new CompletableFuture<>();

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void cancel(Failure why) {
      cancelled.complete(why);
    }

    Failure why() throws Exception {
      return cancelled.get(10, TimeUnit.SECONDS);
    }
  }

  /** Without the detector the check at the end of each test would mean nothing. */
  @Test
  void buffersThatAreNotReleasedAreSeen() {
    ByteBuf lost = site.engine.state(site.loops.next()).alloc().directBuffer(8);
    assertThatThrownBy(LeakPresenceDetector::check).isInstanceOf(IllegalStateException.class);
    lost.release();
    // It counts what was released after all as a surplus, once.
    assertThatThrownBy(LeakPresenceDetector::check).hasMessageContaining("negative");
  }

  @Test
  void aBodyThatNobodyWantsAndNobodySendsDoesNotHoldTheConnection() throws Exception {
    InetSocketAddress at = site.listen(x -> answer(x, "early"));
    try (Socket socket = Site.connect(at)) {
      Site.write(socket, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n");
      Site.readUntil(socket, "early");
      site.clock.forward(HttpLimits.DEFAULT.bodyIdleNanos() * 2, TimeUnit.NANOSECONDS);
      assertThat(Site.readAll(socket)).isEmpty();
    }
  }

  @Test
  void section96ABigAnswerIsWholeBeforeTheConnectionCloses() throws Exception {
    int bytes = 16 << 20;
    InetSocketAddress at =
        site.listen(x -> x.answer(x.response(200), x.alloc().directBuffer(bytes).writeZero(bytes)));
    try (Socket socket = Site.connect(at)) {
      Site.write(socket, "GET / HTTP/1.1\r\n" + CLOSE);
      Site.readUntil(socket, "\r\n\r\n");
      assertThat(Site.readAll(socket)).hasSize(bytes);
    }
  }

  /** Others are waited for until a time that does not come here. */
  @Test
  void section96AClientThatSaidItsLastIsNotWaitedFor() throws Exception {
    InetSocketAddress at = site.listen(x -> answer(x, "bye"));
    try (Socket socket = Site.connect(at)) {
      Site.write(socket, "GET / HTTP/1.1\r\n" + CLOSE);
      assertThat(Site.readAll(socket)).endsWith("bye");
      site.clock.forward(-1, TimeUnit.HOURS);
      Channel channel = site.channels.take();
      site.until(() -> !channel.isOpen());
    }
  }

  @Test
  void section96AHalfClosedClientsBodyIsReadToItsEnd() throws Exception {
    InetSocketAddress at = site.listen(site.held::add);
    try (Socket socket = Site.connect(at)) {
      Site.write(socket, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
      socket.shutdownOutput();
      Exchange x = site.held();
      site.untilHalfClosed(site.channels.take());
      x.loop().execute(() -> count(x));
      assertThat(Site.readAll(socket)).contains("got 3");
    }
  }

  @Test
  void section96AHalfClosedClientsPipelineIsAnswered() throws Exception {
    InetSocketAddress at = site.listen(site.held::add);
    try (Socket socket = Site.connect(at)) {
      Site.write(socket, "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\nGE");
      socket.shutdownOutput();
      Exchange first = site.held();
      site.untilHalfClosed(site.channels.take());
      first.loop().execute(() -> answer(first, "first"));
      Exchange second = site.held();
      second.loop().execute(() -> answer(second, "second"));
      assertThat(Site.readAll(socket)).contains("first", "second");
    }
  }

  @Test
  void aBodyThatEndsEarlyByHalfCloseIsAFailure() throws Exception {
    InetSocketAddress at = site.listen(LifecycleTest::count);
    try (Socket socket = Site.connect(at)) {
      Site.write(socket, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab");
      socket.shutdownOutput();
      assertThat(Site.readAll(socket)).contains("N1709");
    }
  }

  @Test
  void aSourceIsCancelledWhenItsBodyIsTooLong() throws Exception {
    Told told = new Told();
    InetSocketAddress at =
        site.listen(
            x -> {
              x.source(told);
              ResponseHead head = x.response(200);
              head.fields().add(Field.CONTENT_LENGTH, 3);
              x.out().head(head);
              x.out().data(ByteBufUtil.writeAscii(x.alloc(), "four"));
            });
    try (Socket socket = Site.connect(at)) {
      Site.write(socket, "GET / HTTP/1.1\r\n" + CLOSE);
      assertThat(told.why().detail()).contains("exceeds");
    }
  }

  @Test
  void aSourceIsCancelledWhenALaterStopBreaks() throws Exception {
    Told told = new Told();
    InetSocketAddress at =
        site.listen(
            x -> {
              x.source(told);
              throw new IllegalStateException("bug");
            });
    assertThat(Site.ask(at, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 500 ");
    assertThat(told.why().detail()).contains("bug");
  }

  /** Whoever answers too late must not answer the next request, nor disturb the loop. */
  @Test
  void aLateAnswerIsDropped() throws Exception {
    HttpLimits limits = HttpLimits.DEFAULT;
    InetSocketAddress at = site.listen(Party.GATEWAY, limits, site.held::add);
    try (Socket socket = Site.connect(at)) {
      Site.write(socket, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n");
      Exchange x = site.held();
      x.loop().submit(() -> count(x)).get();
      site.clock.forward(limits.bodyIdleNanos() * 2, TimeUnit.NANOSECONDS);
      assertThat(Site.readUntil(socket, "\r\n\r\n")).startsWith("HTTP/1.1 408 ");
      assertThatCode(() -> x.loop().submit(() -> answer(x, "late")).get())
          .doesNotThrowAnyException();
      assertThat(Site.readAll(socket)).doesNotContain("late");
    }
  }

  @Test
  void theSweepOutlivesABug() throws Exception {
    InetSocketAddress at =
        site.listen(
            x ->
                x.readBody(
                    new Swallowing() {
                      @Override
                      public void abort(Failure failure) {
                        throw new IllegalStateException("bug");
                      }
                    }));
    try (Socket first = Site.connect(at);
        Socket second = Site.connect(at)) {
      Site.write(first, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n");
      Site.write(second, "GET / HT");
      site.untilMetric("naru_http_requests_total 1");
      site.channels.take();
      Channel channel = site.channels.take();
      site.until(() -> Site.connection(channel).contains("HEAD"));
      site.clock.forward(1, TimeUnit.HOURS);
      assertThat(Site.readAll(second)).startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void section22AnEmptyLineBeforeARequestMayComeInTwoParts() throws Exception {
    InetSocketAddress at = site.listen(x -> answer(x, "fine"));
    try (Socket socket = Site.connect(at)) {
      Channel channel = site.channels.take();
      Site.write(socket, "\r");
      site.until(() -> channel.pipeline().get(ServerConnection.class).toString().contains("HEAD"));
      Site.write(socket, "\nGET / HTTP/1.1\r\n" + CLOSE);
      assertThat(Site.readAll(socket)).contains("fine");
    }
  }

  @Test
  void aRefusedRequestKeepsItsEndInItsTrace() throws Exception {
    InetSocketAddress at = site.listen(x -> answer(x, "never"));
    assertThat(Site.ask(at, "\u0016\u0003\u0001\u0002\u0000")).startsWith("HTTP/1.1 400 ");
    var refused = site.spans.take();
    assertThat(refused.entries()).extracting(Site::name).startsWith("Accepted", "Failed");
    var late = site.spans.take();
    assertThat(late.entries()).extracting(Site::name).containsExactly("Closed");
    assertThat(late.trace()).isEqualTo(refused.trace());
  }

  /** A client that sends ahead and reads nothing must not fill the memory with answers. */
  @Test
  void answersDoNotPileUp() throws Exception {
    ByteBuf megabyte = Unpooled.wrappedBuffer(new byte[1 << 20]);
    InetSocketAddress at =
        site.listen(x -> x.answer(x.response(200), megabyte.retainedDuplicate()));
    try (Socket socket = Site.connect(at)) {
      String request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
      Site.write(socket, request.repeat(63) + "GET / HTTP/1.1\r\n" + CLOSE);
      Channel channel = site.channels.take();
      site.until(() -> !channel.isWritable());
      long queued =
          channel
              .eventLoop()
              .submit(() -> channel.unsafe().outboundBuffer().totalPendingWriteBytes())
              .get();
      assertThat(queued).isLessThan(3 << 20);
      InputStream in = socket.getInputStream();
      assertThat(in.transferTo(java.io.OutputStream.nullOutputStream())).isGreaterThan(64L << 20);
    }
  }

  @Test
  void aClientThatReadsNothingIsCut() throws Exception {
    Told told = new Told();
    InetSocketAddress at =
        site.listen(
            x -> {
              x.source(told);
              ResponseHead head = x.response(200);
              head.fields().add(Field.CONTENT_LENGTH, 128L << 20);
              x.out().head(head);
              x.out().data(x.alloc().directBuffer(64 << 20).writeZero(64 << 20));
              x.out().flush();
            });
    try (Socket socket = Site.connect(at)) {
      Site.write(socket, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      Site.readUntil(socket, "\r\n\r\n");
      Channel channel = site.channels.take();
      site.until(() -> !channel.isWritable());
      // It takes a little of the one big part in every half of the time: that is enough.
      byte[] block = new byte[4 << 20];
      for (int i = 0; i < 4; i++) {
        long before = progress(channel);
        assertThat(socket.getInputStream().readNBytes(block, 0, block.length)).isPositive();
        site.until(() -> progressNow(channel) > before);
        site.until(new Ticks(site, 3));
        site.clock.forward(HttpLimits.DEFAULT.writeIdleNanos() * 2 / 3, TimeUnit.NANOSECONDS);
      }
      assertThat(told.cancelled).isNotDone();
      site.clock.forward(HttpLimits.DEFAULT.writeIdleNanos() * 2, TimeUnit.NANOSECONDS);
      site.until(new Ticks(site, 3));
      assertThat(told.why().detail()).contains("took nothing");
    }
  }

  private static long progress(Channel channel) throws Exception {
    return channel.eventLoop().submit(() -> progressNow(channel)).get();
  }

  private static long progressNow(Channel channel) {
    var out = channel.unsafe().outboundBuffer();
    return out == null ? Long.MAX_VALUE : out.currentProgress();
  }

  @Test
  void bytesBehindAConnectGoToWhoTakesOver() throws Exception {
    StringBuilder got = new StringBuilder();
    InetSocketAddress at =
        site.listen(
            x -> {
              Channel channel = x.takeOver(x.response(200));
              x.span().end();
              channel.pipeline().addLast(new Taker(got));
              channel.config().setAutoRead(true);
            });
    try (Socket socket = Site.connect(at)) {
      Site.write(socket, "CONNECT a.test:1 HTTP/1.1\r\nHost: a.test:1\r\n\r\nhello");
      Site.readUntil(socket, "\r\n\r\n");
      Site.write(socket, " there");
      site.until(() -> got.toString().equals("hello there"));
    }
    site.until(() -> got.toString().equals("hello there, gone"));
    assertThat(site.metrics.text()).contains("naru_http_connections 0\n");
  }

  private static final class Taker extends ChannelInboundHandlerAdapter {
    private final StringBuilder got;

    Taker(StringBuilder got) {
      this.got = got;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf in = (ByteBuf) message;
      got.append(in.toString(StandardCharsets.US_ASCII));
      in.release();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      got.append(", gone");
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      ctx.close();
    }
  }
}
