package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.Failure;
import naru.base.FailureException;
import naru.trace.Party;
import naru.trace.TlsEvent;
import naru.trace.Witness;
import naru.transport.stack.Network;
import naru.transport.stack.StackLoop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** UDP through real sockets on loopback. */
final class DatagramTest {
  private static final DatagramListener.Receiver ECHO =
      new DatagramListener.Receiver() {
        @Override
        public void received(DatagramChannel channel, DatagramPacket packet) {
          channel.write(new DatagramPacket(packet.content(), packet.sender()));
        }

        @Override
        public void batchEnd(DatagramChannel channel) {
          channel.flush();
        }
      };

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyDatagramOfABatchIsAnswered(boolean epoll) throws Exception {
    BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    try (Loops loops = Loops.open(2, epoll && Epoll.isAvailable());
        DatagramListener listener = DatagramListener.open(loops, Harbour.loopback(0), 1232, ECHO)) {
      Channel client = client(loops, listener.address(), answers);
      Set<String> wanted = new HashSet<>();
      for (int i = 0; i < 50; i++) {
        wanted.add("datagram " + i);
        client.write(Unpooled.copiedBuffer("datagram " + i, StandardCharsets.US_ASCII));
      }
      client.flush();
      Set<String> got = new HashSet<>();
      while (got.size() < wanted.size()) {
        String answer = answers.poll(10, TimeUnit.SECONDS);
        assertThat(answer).isNotNull();
        got.add(answer);
      }
      assertThat(got).isEqualTo(wanted);
      client.close().sync();
    }
  }

  private static Channel client(
      Loops loops, InetSocketAddress server, BlockingQueue<String> answers) throws Exception {
    return Datagrams.connect(
            loops,
            loops.next(),
            server,
            1232,
            new SimpleChannelInboundHandler<DatagramPacket>() {
              @Override
              protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
                ByteBuf bytes = packet.content();
                answers.add(bytes.toString(StandardCharsets.US_ASCII));
              }
            })
        .sync()
        .channel();
  }

  @Test
  void aTakenPortIsAClearFailure() throws Exception {
    try (DatagramSocket taken = new DatagramSocket(Harbour.loopback(0));
        Loops loops = Loops.open(1)) {
      InetSocketAddress address = Harbour.loopback(taken.getLocalPort());
      assertThatThrownBy(() -> DatagramListener.open(loops, address, 512, ECHO))
          .isInstanceOf(FailureException.class)
          .hasMessageContaining("cannot listen on udp://127.0.0.1:" + taken.getLocalPort());
    }
  }

  /** As when no file descriptor is left: Netty has no loop for what is no channel. */
  @Test
  void aSocketThatCannotBeMadeIsToldOnTheLoop() throws Exception {
    try (Loops kernel = Loops.open(1)) {
      Loops loops = kernel.joining(new NoSockets());
      EventLoop loop = loops.next();
      CompletableFuture<String> told = new CompletableFuture<>();
      loop.execute(
          () -> {
            boolean[] returned = {false};
            Datagrams.connect(
                    loops, loop, Harbour.loopback(9), 512, new ChannelInboundHandlerAdapter())
                .addListener(
                    done ->
                        told.complete(
                            done.isSuccess() + " " + loop.inEventLoop() + " " + returned[0]));
            returned[0] = true;
          });
      assertThat(told.get(10, TimeUnit.SECONDS)).isEqualTo("false true true");
    }
  }

  @Test
  void aConnectionThatCannotBeMadeIsToldOnTheLoop() throws Exception {
    try (Loops kernel = Loops.open(1)) {
      Loops loops = kernel.joining(new NoSockets());
      EventLoop loop = loops.next();
      CompletableFuture<String> told = new CompletableFuture<>();
      Dialer.Dialed dialed =
          new Dialer.Dialed() {
            @Override
            public void opened(Channel channel, Optional<TlsEvent.Established> tls) {
              told.complete("opened");
            }

            @Override
            public void failed(Failure failure) {
              told.complete(failure + " " + loop.inEventLoop());
            }
          };
      Target target = Target.plain(Harbour.loopback(9), Harbour.SECONDS_10);
      Witness nobody = (from, to, how, event) -> {};
      loop.execute(
          () -> Dialer.of(loops).dial(loop, target, Party.CLIENT, Party.GATEWAY, nobody, dialed));
      assertThat(told.get(10, TimeUnit.SECONDS))
          .isEqualTo(
              "N1203 tcp.unreachable (US): no socket for 127.0.0.1:9:"
                  + " Network is unreachable from this event loop true");
    }
  }

  /** All addresses are its own, and no loop has a stack for them. */
  private static final class NoSockets implements Network {
    @Override
    public boolean reaches(InetAddress address) {
      return true;
    }

    @Override
    public Optional<StackLoop> from(EventLoop loop) {
      return Optional.empty();
    }

    @Override
    public Optional<StackLoop> at(InetAddress address, EventLoop loop) {
      return Optional.empty();
    }
  }

  /** A flood of datagrams of strangers costs no words. */
  @Test
  void strangersAreRefusedWithoutWords() {
    ProxyAcceptance nobody = new ProxyAcceptance(java.util.List.of(), 1);
    InetSocketAddress to = Harbour.loopback(53);
    DatagramPacket one = new DatagramPacket(Unpooled.EMPTY_BUFFER, to, Harbour.loopback(1));
    DatagramPacket two = new DatagramPacket(Unpooled.EMPTY_BUFFER, to, Harbour.loopback(2));
    DatagramIntroduction.Heard refused = DatagramIntroduction.read(one, nobody);
    assertThat(DatagramIntroduction.read(two, nobody)).isSameAs(refused);
    assertThat(((DatagramIntroduction.Heard.Refused) refused).failure(two.sender()).detail())
        .isEqualTo("127.0.0.1:2 is not trusted to send a PROXY header");
  }
}
