package naru.transport.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import naru.base.IpRange;
import naru.transport.stack.Wharf.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a stream channel promises, on the kernel's sockets and on the stack alike. */
final class SocketTest {
  private static final int MUCH = 8 << 20;

  private static ByteBuf random(int bytes) {
    byte[] data = new byte[bytes];
    new Random(bytes).nextBytes(data);
    return Unpooled.wrappedBuffer(data);
  }

  private static final class Echo extends Diary {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ctx.write(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.flush();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everythingComesBack(Kind kind) throws Exception {
    try (Wharf wharf = Wharf.open(kind)) {
      Channel server = wharf.listen(Echo::new);
      Diary diary = new Diary();
      Channel client = wharf.connect(server, diary);
      ByteBuf data = random(MUCH);
      int sum = Diary.sum(0, data);
      client.writeAndFlush(data).sync();
      diary.awaitBytes(MUCH);
      assertThat(diary.sum()).isEqualTo(sum);
      client.close().sync();
      diary.await("unregistered");
      assertThat(diary.told())
          .filteredOn(told -> !told.endsWith("writable"))
          .containsExactly("active", "inactive", "unregistered");
    }
  }

  @ParameterizedTest
  @EnumSource
  void bothKnowTheirAddresses(Kind kind) throws Exception {
    try (Wharf wharf = Wharf.open(kind)) {
      Diary accepted = new Diary();
      Channel server = wharf.listen(() -> accepted);
      Channel client = wharf.connect(server, new Diary());
      Channel child = accepted.context().channel();
      accepted.await("active");
      assertThat(client.remoteAddress()).isEqualTo(server.localAddress());
      assertThat(child.localAddress()).isEqualTo(server.localAddress());
      assertThat(child.remoteAddress()).isEqualTo(client.localAddress());
      assertThat(child.parent()).isSameAs(server);
      assertThat(client.isActive()).isTrue();
      client.close().sync();
      assertThat(client.isOpen()).isFalse();
      accepted.await("inactive");
      assertThat(accepted.thrown()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoHasSaidTheLastWordStillHears(Kind kind) throws Exception {
    try (Wharf wharf = Wharf.open(kind)) {
      Diary accepted = new Diary();
      Channel server =
          wharf.listen(
              wharf.server().childOption(ChannelOption.ALLOW_HALF_CLOSURE, true), () -> accepted);
      Diary diary = new Diary();
      SocketChannel client = (SocketChannel) wharf.connect(server, diary);
      client.writeAndFlush(random(1000)).sync();
      client.shutdownOutput().sync();
      assertThat(client.isOutputShutdown()).isTrue();
      assertThat(client.isInputShutdown()).isFalse();
      accepted.await("input read");
      assertThat(accepted.bytes()).isEqualTo(1000);
      SocketChannel child = (SocketChannel) accepted.context().channel();
      assertThat(child.isInputShutdown()).isTrue();
      assertThat(child.isActive()).isTrue();
      child.writeAndFlush(random(100_000)).sync();
      diary.awaitBytes(100_000);
      child.close().sync();
      diary.await("inactive");
      accepted.await("inactive");
      assertThat(accepted.told())
          .containsSubsequence("active", "input shut down", "input read", "inactive");
      assertThat(diary.told()).containsSubsequence("active", "output shut down", "inactive");
      assertThat(diary.thrown()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutHalfClosureTheEndClosesTheChannel(Kind kind) throws Exception {
    try (Wharf wharf = Wharf.open(kind)) {
      Diary accepted = new Diary();
      Channel server = wharf.listen(() -> accepted);
      Diary diary = new Diary();
      SocketChannel client = (SocketChannel) wharf.connect(server, diary);
      client.shutdownOutput().sync();
      accepted.await("unregistered");
      assertThat(accepted.told()).containsExactly("active", "inactive", "unregistered");
      diary.await("inactive");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenAfterTheLastWordFails(Kind kind) throws Exception {
    try (Wharf wharf = Wharf.open(kind)) {
      Channel server = wharf.listen(Diary::new);
      SocketChannel client = (SocketChannel) wharf.connect(server, new Diary());
      client.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
      client.shutdownOutput().sync();
      ChannelFuture late = client.writeAndFlush(random(10)).await();
      assertThat(late.isSuccess()).isFalse();
      client.shutdown().await();
      client.close().sync();
    }
  }

  /** Reads that are withheld close the window, and the sender becomes unwritable. */
  @ParameterizedTest
  @EnumSource
  void whoDoesNotReadStopsTheSender(Kind kind) throws Exception {
    try (Wharf wharf = Wharf.open(kind)) {
      Diary accepted = new Diary();
      Channel server =
          wharf.listen(
              wharf
                  .server()
                  .childOption(ChannelOption.AUTO_READ, false)
                  .option(ChannelOption.SO_RCVBUF, 64 << 10),
              () -> accepted);
      Diary diary = new Diary();
      Channel client =
          wharf
              .client()
              .option(ChannelOption.SO_SNDBUF, 64 << 10)
              .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(1, 2))
              .handler(diary)
              .connect(server.localAddress())
              .sync()
              .channel();
      ChannelFuture written = client.writeAndFlush(random(MUCH));
      diary.await("unwritable");
      accepted.await("active");
      assertThat(accepted.bytes()).isZero();
      assertThat(written.isDone()).isFalse();
      Channel child = accepted.context().channel();
      child.read();
      accepted.awaitBytes(1);
      assertThat(written.isDone()).isFalse();
      child.config().setAutoRead(true);
      accepted.awaitBytes(MUCH);
      diary.await("writable");
      assertThat(written.sync().isSuccess()).isTrue();
      client.close().sync();
    }
  }

  /** Without autoRead each read gives one message. */
  @ParameterizedTest
  @EnumSource
  void oneReadGivesOneMessage(Kind kind) throws Exception {
    try (Wharf wharf = Wharf.open(kind)) {
      Diary accepted =
          new Diary() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
              tell("read");
              super.channelRead(ctx, message);
            }

            @Override
            public void channelReadComplete(ChannelHandlerContext ctx) {
              tell("complete");
              if (bytes() < 100_000) {
                ctx.read();
              }
            }
          };
      Channel server =
          wharf.listen(wharf.server().childOption(ChannelOption.AUTO_READ, false), () -> accepted);
      Channel client = wharf.connect(server, new Diary());
      client.writeAndFlush(random(100_000)).sync();
      accepted.context().channel().read();
      accepted.awaitBytes(100_000);
      accepted.await("complete");
      List<String> told = new ArrayList<>(accepted.told());
      told.remove("active");
      assertThat(told.size()).isGreaterThanOrEqualTo(4);
      for (int i = 0; i < told.size(); i++) {
        assertThat(told.get(i)).isEqualTo(i % 2 == 0 ? "read" : "complete");
      }
      client.close().sync();
    }
  }

  /** Epoll tells it at once, NIO and the stack when it is read. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EPOLL")
  void theEndIsNotToldBeforeItIsAskedFor(Kind kind) throws Exception {
    try (Wharf wharf = Wharf.open(kind)) {
      Diary accepted = new Diary();
      Channel server =
          wharf.listen(wharf.server().childOption(ChannelOption.AUTO_READ, false), () -> accepted);
      Diary diary = new Diary();
      SocketChannel client = (SocketChannel) wharf.connect(server, diary);
      client.config().setAllowHalfClosure(true);
      client.writeAndFlush(random(10));
      client.shutdownOutput().sync();
      accepted.await("active");
      Channel child = accepted.context().channel();
      child.read();
      accepted.awaitBytes(10);
      child.writeAndFlush(random(20)).sync();
      diary.awaitBytes(20);
      assertThat(child.isActive()).isTrue();
      child.read();
      accepted.await("inactive");
    }
  }

  @ParameterizedTest
  @EnumSource
  void manyBuffersOfEveryKindGoOutWithOneFlush(Kind kind) throws Exception {
    try (Wharf wharf = Wharf.open(kind)) {
      Diary accepted = new Diary();
      Channel server = wharf.listen(() -> accepted);
      Channel client =
          wharf
              .client()
              .option(ChannelOption.MAX_MESSAGES_PER_WRITE, 7)
              .handler(new Diary())
              .connect(server.localAddress())
              .sync()
              .channel();
      int sum = 0;
      int bytes = 0;
      List<ChannelFuture> writes = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        ByteBuf part = part(i);
        sum = Diary.sum(sum, part);
        bytes += part.readableBytes();
        if (i % 5 == 4) {
          client.write(part, client.voidPromise());
        } else {
          writes.add(client.write(part));
        }
      }
      client.flush();
      for (ChannelFuture write : writes) {
        assertThat(write.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(write.isSuccess()).isTrue();
      }
      accepted.awaitBytes(bytes);
      assertThat(accepted.sum()).isEqualTo(sum);
      client.close().sync();
    }
  }

  private static ByteBuf part(int i) {
    ByteBuf heap = random(i * 7 % 3000);
    return switch (i % 4) {
      case 0 -> heap;
      case 1 -> PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(heap);
      case 2 -> {
        CompositeByteBuf both = Unpooled.compositeBuffer();
        both.addComponents(true, heap, PooledByteBufAllocator.DEFAULT.buffer().writeLong(i));
        yield both;
      }
      default -> Unpooled.EMPTY_BUFFER;
    };
  }

  @ParameterizedTest
  @EnumSource
  void aFileIsSent(Kind kind, @TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("file"), random(MUCH).array());
    try (Wharf wharf = Wharf.open(kind)) {
      Diary accepted = new Diary();
      Channel server = wharf.listen(() -> accepted);
      Channel client = wharf.connect(server, new Diary());
      client.write(new DefaultFileRegion(file.toFile(), 1000, MUCH - 1000));
      client.writeAndFlush(random(10)).sync();
      accepted.awaitBytes(MUCH - 990);
      int sum = Diary.sum(0, random(MUCH).skipBytes(1000));
      assertThat(accepted.sum()).isEqualTo(Diary.sum(sum, random(10)));
      client.close().sync();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refused(Kind kind) throws Exception {
    try (Wharf wharf = Wharf.open(kind)) {
      InetSocketAddress closed = wharf.serverAddress(1); // nobody listens there
      ChannelFuture connect = wharf.client().connect(closed).await();
      assertThat(connect.cause())
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("Connection refused")
          .hasMessageContaining(closed.getAddress().getHostAddress() + ":" + closed.getPort());
      connect.channel().closeFuture().sync();
    }
  }

  @Test
  void nobodyAnswers() throws Exception {
    try (Wharf wharf = Wharf.open(Kind.STACK)) {
      InetSocketAddress nobody = new InetSocketAddress(IpRange.literal("10.77.0.99"), 80);
      ChannelFuture connect =
          wharf.client().option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 50).connect(nobody).await();
      assertThat(connect.cause())
          .isInstanceOf(ConnectTimeoutException.class)
          .hasMessageContaining("connection timed out after 50 ms");
      connect.channel().closeFuture().sync();
    }
  }

  @Test
  void aConnectThatIsGivenUpClosesTheChannel() throws Exception {
    try (Wharf wharf = Wharf.open(Kind.STACK)) {
      InetSocketAddress nobody = new InetSocketAddress(IpRange.literal("10.77.0.99"), 80);
      ChannelFuture closed = wharf.client().connect(nobody);
      closed.channel().close().sync();
      assertThat(closed.await().cause()).isInstanceOf(ClosedChannelException.class);
      ChannelFuture cancelled = wharf.client().connect(nobody);
      wharf.clientLoop.submit(() -> {}).sync();
      assertThat(cancelled.cancel(false)).isTrue();
      assertThat(cancelled.await().cause()).isInstanceOf(CancellationException.class);
      cancelled.channel().closeFuture().sync();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTakenPortCannotBeBound(Kind kind) throws Exception {
    try (Wharf wharf = Wharf.open(kind)) {
      Channel server = wharf.listen(Diary::new);
      ChannelFuture again =
          wharf
              .server()
              .childHandler(new ChannelInboundHandlerAdapter())
              .bind(server.localAddress())
              .await();
      assertThat(again.cause()).isInstanceOf(IOException.class).hasMessageContaining("in use");
      server.close().sync();
    }
  }

  @Test
  void anotherHostsAddressCannotBeBound() throws Exception {
    try (Wharf wharf = Wharf.open(Kind.STACK)) {
      ChannelFuture bind =
          wharf
              .server()
              .childHandler(new ChannelInboundHandlerAdapter())
              .bind(new InetSocketAddress(IpRange.literal("10.77.0.2"), 80))
              .await();
      assertThat(bind.cause())
          .isInstanceOf(BindException.class)
          .hasMessageContaining("Cannot assign");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aResetIsTold(Kind kind) throws Exception {
    try (Wharf wharf = Wharf.open(kind)) {
      Diary accepted = new Diary();
      Channel server = wharf.listen(() -> accepted);
      Channel client = wharf.connect(server, new Diary());
      accepted.await("active");
      client.config().setOption(ChannelOption.SO_LINGER, 0);
      client.close().sync();
      accepted.await("unregistered");
      assertThat(accepted.told())
          .containsExactly("active", "exception", "inactive", "unregistered");
      assertThat(accepted.thrown())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Connection reset");
    }
  }

  /** What was not taken is lost, and the other side must know (RFC 2525 section 2.17). */
  @ParameterizedTest
  @EnumSource
  void aCloseWithUnreadBytesResets(Kind kind) throws Exception {
    try (Wharf wharf = Wharf.open(kind)) {
      Diary accepted = new Diary();
      Channel server =
          wharf.listen(wharf.server().childOption(ChannelOption.AUTO_READ, false), () -> accepted);
      Diary diary = new Diary();
      Channel client = wharf.connect(server, diary);
      client.writeAndFlush(random(5000)).sync();
      accepted.await("active");
      Channel child = accepted.context().channel();
      child.read();
      accepted.awaitBytes(1);
      client.writeAndFlush(random(50_000)).sync();
      client.writeAndFlush(random(50_000)).sync();
      child.close().sync();
      diary.await("inactive"); // NIO notices it while writing, and tells no exception
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCloseFailsWhatIsNotWritten(Kind kind) throws Exception {
    try (Wharf wharf = Wharf.open(kind)) {
      Channel server =
          wharf.listen(wharf.server().childOption(ChannelOption.AUTO_READ, false), Diary::new);
      Channel client = wharf.connect(server, new Diary());
      List<ChannelFuture> writes = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        writes.add(client.writeAndFlush(random(MUCH)));
      }
      client.close().sync();
      ChannelFuture last = writes.getLast().await();
      assertThat(last.cause()).isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void optionsAreKept() throws Exception {
    try (Wharf wharf = Wharf.open(Kind.STACK)) {
      Diary accepted = new Diary();
      Channel server = wharf.listen(() -> accepted);
      StackSocketChannel client = (StackSocketChannel) wharf.connect(server, new Diary());
      assertThat(client.config().isTcpNoDelay()).isTrue();
      client.config().setOption(ChannelOption.TCP_NODELAY, false);
      client.config().setOption(ChannelOption.SO_KEEPALIVE, true);
      client.config().setUserTimeoutMillis(1234);
      assertThat(client.config().tcp().userTimeoutNanos()).isEqualTo(1_234_000_000L);
      assertThat(client.config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
      assertThat(client.config().getOptions()).containsEntry(ChannelOption.TCP_NODELAY, false);
      assertThat(client.connection().orElseThrow().options()).isEqualTo(client.config().tcp());
      assertThat(client.id().asShortText()).isEqualTo("00000001");
      client.close().sync();
    }
  }
}
