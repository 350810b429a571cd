package naru.transport.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.IpRange;
import naru.transport.Datagrams;
import naru.transport.stack.Wharf.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a datagram channel promises, on the kernel's sockets and on the stack alike. */
final class DatagramChannelTest {
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      DatagramPacket packet = (DatagramPacket) message;
      ctx.write(new DatagramPacket(packet.content(), packet.sender()));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.flush();
    }
  }

  private static final class Heard extends ChannelInboundHandlerAdapter {
    final BlockingQueue<String> words = new LinkedBlockingQueue<>();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      DatagramPacket packet = (DatagramPacket) message;
      words.add(packet.content().toString(StandardCharsets.US_ASCII));
      packet.release();
    }

    @Override
    @SuppressWarnings("deprecation") // the name is inherited
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      words.add(cause.getClass().getSimpleName());
    }

    String next() throws InterruptedException {
      String word = words.poll(10, TimeUnit.SECONDS);
      assertThat(word).isNotNull();
      return word;
    }
  }

  private static Object text(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @EnumSource
  void everyDatagramIsAnswered(Kind kind) throws Exception {
    try (Wharf wharf = Wharf.open(kind)) {
      Channel server =
          wharf.datagrams(true).handler(new Echo()).bind(wharf.serverAddress(0)).sync().channel();
      Heard heard = new Heard();
      Channel client =
          wharf.datagrams(false).handler(heard).connect(server.localAddress()).sync().channel();
      assertThat(client.remoteAddress()).isEqualTo(server.localAddress());
      for (int i = 0; i < 50; i++) {
        client.write(text("datagram " + i));
      }
      client.flush();
      for (int i = 0; i < 50; i++) {
        assertThat(heard.next()).isEqualTo("datagram " + i);
      }
      client.close().sync();
      server.close().sync();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClosedPortIsTold(Kind kind) throws Exception {
    try (Wharf wharf = Wharf.open(kind)) {
      InetSocketAddress closed = wharf.serverAddress(1); // nobody is there
      Heard heard = new Heard();
      Channel client = wharf.datagrams(false).handler(heard).connect(closed).sync().channel();
      client.writeAndFlush(text("hello")).sync();
      assertThat(heard.next()).isEqualTo("PortUnreachableException");
      client.close().sync();
    }
  }

  @Test
  void readsOneAtATimeWithoutAutoRead() throws Exception {
    try (Wharf wharf = Wharf.open(Kind.STACK)) {
      Heard heard = new Heard();
      Channel server =
          wharf.datagrams(true).handler(heard).bind(wharf.serverAddress(0)).sync().channel();
      server.config().setAutoRead(false);
      Channel client =
          wharf
              .datagrams(false)
              .handler(new ChannelInboundHandlerAdapter())
              .bind(new InetSocketAddress("10.77.0.2", 0))
              .sync()
              .channel();
      InetSocketAddress to = (InetSocketAddress) server.localAddress();
      for (int i = 0; i < 5; i++) {
        client.write(
            new DatagramPacket(
                Unpooled.copiedBuffer("number " + i, StandardCharsets.US_ASCII), to));
      }
      client.flush();
      for (int i = 0; i < 5; i++) {
        assertThat(heard.words).isEmpty();
        server.read();
        assertThat(heard.next()).isEqualTo("number " + i);
      }
    }
  }

  @Test
  void longDatagramsAreCutOrRefused() throws Exception {
    try (Wharf wharf = Wharf.open(Kind.STACK)) {
      Heard heard = new Heard();
      Channel server =
          wharf
              .datagrams(true)
              .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, 3)
              .handler(heard)
              .bind(wharf.serverAddress(0))
              .sync()
              .channel();
      Channel client =
          wharf
              .datagrams(false)
              .handler(new ChannelInboundHandlerAdapter())
              .connect(server.localAddress())
              .sync()
              .channel();
      client.writeAndFlush(text("long")).sync();
      assertThat(heard.next()).isEqualTo("lon");
      ChannelFuture tooLong = client.writeAndFlush(Unpooled.wrappedBuffer(new byte[70_000]));
      assertThat(tooLong.await().cause())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("too long");
    }
  }

  /** IPv6 has room for 20 bytes more than IPv4. */
  @Test
  void theLongestOfEachFamilyArrives() throws Exception {
    try (Wharf wharf = Wharf.open(Kind.STACK)) {
      assertThat(longest(wharf, "10.77.0.1", "10.77.0.2")).isEqualTo(65_507);
      assertThat(longest(wharf, "fd77::1", "fd77::2")).isEqualTo(65_527);
    }
  }

  private static int longest(Wharf wharf, String serverAddress, String clientAddress)
      throws Exception {
    InetSocketAddress at = new InetSocketAddress(IpRange.literal(serverAddress), 0);
    InetSocketAddress from = new InetSocketAddress(IpRange.literal(clientAddress), 0);
    Channel echo =
        wharf
            .datagrams(true)
            .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, Datagrams.MAX_PAYLOAD)
            .handler(new Echo())
            .bind(at)
            .sync()
            .channel();
    InetSocketAddress server = (InetSocketAddress) echo.localAddress();
    int most = Datagrams.most(server);
    Heard heard = new Heard();
    Channel client =
        wharf
            .datagrams(false)
            .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, Datagrams.MAX_PAYLOAD)
            .handler(heard)
            .connect(server, from)
            .sync()
            .channel();
    client.writeAndFlush(Unpooled.wrappedBuffer(new byte[most])).sync();
    assertThat(heard.next()).hasSize(most);
    assertThat(client.writeAndFlush(Unpooled.wrappedBuffer(new byte[most + 1])).await().cause())
        .hasMessageContaining("too long");
    return most;
  }
}
