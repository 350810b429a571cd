package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.Epoll;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import naru.base.IpRange;
import naru.base.Limit;
import naru.trace.Party;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections whose listener closes: all are asked to leave, and cut with a goodbye. */
@Timeout(30)
final class LeavingTest {
  private static final ProxyAcceptance PROXIES =
      new ProxyAcceptance(List.of(IpRange.parse("127.0.0.0/8")), Harbour.SECONDS_10);

  private final Harbour harbour = new Harbour(Epoll.isAvailable());
  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();

  @AfterEach
  void close() throws Exception {
    harbour.close();
  }

  /** Its connections close when they are asked to leave. */
  private Listener listener(@Nullable ProxyAcceptance proxies) {
    Limit limit = Limit.of(harbour.metrics, "test.connections", 100);
    Listener.Options options =
        new Listener.Options(Party.GATEWAY, null, Harbour.SECONDS_10, limit).behind(proxies);
    return Listener.open(
        harbour.loops,
        Harbour.loopback(0),
        options,
        harbour.tracer,
        arrival -> {
          arrival.channel().pipeline().addLast(new Leaver());
          arrivals.add(arrival);
        });
  }

  private static final class Leaver extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event == Listener.Leaving.NOW) {
        ctx.close();
      }
    }
  }

  private static Socket connect(Listener to) throws Exception {
    InetSocketAddress at = to.address();
    Socket socket = new Socket(at.getAddress(), at.getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  @Test
  void whoWasOnlyAcceptedSoFarIsAskedAsSoonAsItCanHear() throws Exception {
    Listener listener = listener(PROXIES);
    try (Socket client = connect(listener)) {
      while (listener.open() == 0) {
        LockSupport.parkNanos(1_000_000);
      }
      listener.drain();
      assertThat(arrivals).isEmpty();
      client
          .getOutputStream()
          .write("PROXY TCP4 1.2.3.4 127.0.0.1 1 2\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      assertThat(arrivals).hasSize(1);
    }
  }

  @Test
  void whoIsCutSeesAnEndAndNoReset() throws Exception {
    Listener listener = listener(null);
    try (Socket client = connect(listener)) {
      Arrival arrival = arrivals.poll(10, TimeUnit.SECONDS);
      assertThat(arrival).isNotNull();
      arrival.channel().config().setAutoRead(false);
      client.getOutputStream().write(new byte[100_000]); // which nobody reads
      assertThat(listener.cut()).isEqualTo(1);
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
    listener.close();
  }
}
