package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.epoll.Epoll;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import naru.base.Limit;
import naru.trace.Party;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All addresses of IPv4 are those of IPv4. */
final class FamilyTest {
  private static final int PORT_OF_CHOICE = 0;

  private Harbour harbour = new Harbour(false);

  @AfterEach
  void close() throws Exception {
    harbour.close();
  }

  private Listener listen(String address) throws Exception {
    Limit limit = Limit.of(harbour.metrics, "test.connections", 10);
    return Listener.open(
        harbour.loops,
        new InetSocketAddress(InetAddress.getByName(address), PORT_OF_CHOICE),
        new Listener.Options(Party.GATEWAY, null, Harbour.SECONDS_10, limit),
        harbour.tracer,
        harbour::arrived);
  }

  private static void connect(String host, int port) throws Exception {
    new Socket(host, port).close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofIpv4TakesNoIpv6(boolean epoll) throws Exception {
    Assumptions.assumeTrue(!epoll || Epoll.isAvailable());
    Assumptions.assumeTrue(NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) != null);
    harbour.close();
    harbour = new Harbour(epoll);
    try (Listener four = listen("0.0.0.0");
        Listener both = listen("::")) {
      connect("127.0.0.1", four.address().getPort());
      assertThat(four.address().getAddress().getHostAddress()).isEqualTo("0.0.0.0");
      assertThatThrownBy(() -> connect("::1", four.address().getPort()))
          .isInstanceOf(ConnectException.class);
      connect("127.0.0.1", both.address().getPort());
      connect("::1", both.address().getPort());
    }
  }
}
