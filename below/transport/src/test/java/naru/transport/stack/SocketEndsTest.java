package naru.transport.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import naru.base.IpRange;
import naru.transport.stack.Wharf.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a stream channel begins and ends, on the kernel's sockets and on the stack alike. */
final class SocketEndsTest {
  private static final int MUCH = 8 << 20;

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
  void whoHasSaidTheLastWordStillHears(Kind kind) throws Exception {
    try (Wharf wharf = Wharf.open(kind)) {
      Diary accepted = new Diary();
      Channel server =
          wharf.listen(
              wharf.server().childOption(ChannelOption.ALLOW_HALF_CLOSURE, true), () -> accepted);
      Diary diary = new Diary();
      SocketChannel client = (SocketChannel) wharf.connect(server, diary);
      client.writeAndFlush(Wharf.random(1000)).sync();
      client.shutdownOutput().sync();
      assertThat(client.isOutputShutdown()).isTrue();
      assertThat(client.isInputShutdown()).isFalse();
      accepted.await("input read");
      assertThat(accepted.bytes()).isEqualTo(1000);
      SocketChannel child = (SocketChannel) accepted.context().channel();
      assertThat(child.isInputShutdown()).isTrue();
      assertThat(child.isActive()).isTrue();
      child.writeAndFlush(Wharf.random(100_000)).sync();
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
      ChannelFuture late = client.writeAndFlush(Wharf.random(10)).await();
      assertThat(late.isSuccess()).isFalse();
      client.shutdown().await();
      client.close().sync();
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
      client.writeAndFlush(Wharf.random(5000)).sync();
      accepted.await("active");
      Channel child = accepted.context().channel();
      child.read();
      accepted.awaitBytes(1);
      client.writeAndFlush(Wharf.random(50_000)).sync();
      client.writeAndFlush(Wharf.random(50_000)).sync();
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
        writes.add(client.writeAndFlush(Wharf.random(MUCH)));
      }
      client.close().sync();
      ChannelFuture last = writes.getLast().await();
      assertThat(last.cause()).isInstanceOf(ClosedChannelException.class);
    }
  }
}
