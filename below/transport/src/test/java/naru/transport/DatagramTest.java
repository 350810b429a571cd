package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.FailureException;
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
