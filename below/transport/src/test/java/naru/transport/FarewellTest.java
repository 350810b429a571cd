package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A close that hears the other side's last words, but does not wait for ever. */
final class FarewellTest {
  private final Harbour harbour = new Harbour(false);

  @AfterEach
  void close() throws Exception {
    harbour.close();
  }

  @Test
  void aPeerThatReadsNothingIsLeftAfterASecond() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
      Channel channel = harbour.dial(address, null, "").channel();
      try (Socket deaf = server.accept()) {
        assertThat(deaf.isConnected()).isTrue();
        Farewell.on(channel);
        channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[50 << 20]));
        assertThat(channel.close().await(8, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  void theOtherSideEndsItWithoutAReset() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
      Channel channel = harbour.dial(address, null, "").channel();
      try (Socket peer = server.accept()) {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true); // as a tunnel has it
        Farewell.on(channel);
        long before = System.nanoTime();
        channel.close();
        assertThat(peer.getInputStream().read()).as("our FIN").isEqualTo(-1);
        peer.getOutputStream().write("last words".getBytes(StandardCharsets.US_ASCII));
        peer.shutdownOutput();
        assertThat(channel.closeFuture().await(8, TimeUnit.SECONDS)).isTrue();
        assertThat(System.nanoTime() - before).as("at its FIN").isLessThan(900_000_000L);
        assertThat(peer.getInputStream().read()).as("no reset").isEqualTo(-1);
      }
    }
  }
}
