package naru.transport.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import naru.transport.stack.Wharf.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a stream channel promises, on the kernel's sockets and on the stack alike. */
final class SocketTest {
  private static final int MUCH = 8 << 20;

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
      ByteBuf data = Wharf.random(MUCH);
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
      ChannelFuture written = client.writeAndFlush(Wharf.random(MUCH));
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
      client.writeAndFlush(Wharf.random(100_000)).sync();
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
      client.writeAndFlush(Wharf.random(10));
      client.shutdownOutput().sync();
      accepted.await("active");
      Channel child = accepted.context().channel();
      child.read();
      accepted.awaitBytes(10);
      child.writeAndFlush(Wharf.random(20)).sync();
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
    ByteBuf heap = Wharf.random(i * 7 % 3000);
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
    Path file = Files.write(folder.resolve("file"), Wharf.random(MUCH).array());
    try (Wharf wharf = Wharf.open(kind)) {
      Diary accepted = new Diary();
      Channel server = wharf.listen(() -> accepted);
      Channel client = wharf.connect(server, new Diary());
      client.write(new DefaultFileRegion(file.toFile(), 1000, MUCH - 1000));
      client.writeAndFlush(Wharf.random(10)).sync();
      accepted.awaitBytes(MUCH - 990);
      int sum = Diary.sum(0, Wharf.random(MUCH).skipBytes(1000));
      assertThat(accepted.sum()).isEqualTo(Diary.sum(sum, Wharf.random(10)));
      client.close().sync();
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
