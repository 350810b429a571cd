package naru.gateway.l4;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import naru.trace.TcpEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is told of the end of a stream whose connections break. */
final class ConduitTest {
  private final EmbeddedChannel client = new EmbeddedChannel();
  private final EmbeddedChannel server = new EmbeddedChannel();
  private final List<String> told = new ArrayList<>();

  @BeforeAll
  static void load() {
    Epoll.ensureAvailability(); // the numbers are asked of its library
  }

  private void open() {
    Conduit conduit =
        Conduit.of(
            client,
            false,
            new Conduit.Watcher() {
              @Override
              public void moved(boolean up, int bytes) {}

              @Override
              public void over(boolean clientFirst, TcpEvent.How how) {
                told.add((clientFirst ? "client " : "server ") + how);
              }
            });
    conduit.join(server, false);
  }

  private static Throwable error(int number) {
    return new Errors.NativeIoException("recv", -number);
  }

  @Test
  void theServersConnectionTimesOut() {
    open();
    server.pipeline().fireExceptionCaught(error(110));
    assertThat(told).containsExactly("server TIMED_OUT");
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void thereIsNoWayToTheClientAnyMore() {
    open();
    client.pipeline().fireExceptionCaught(error(113));
    assertThat(told).containsExactly("client UNREACHABLE");
    assertThat(server.isOpen()).isFalse();
  }

  @Test
  void theClientResets() {
    open();
    client.pipeline().fireExceptionCaught(error(104));
    assertThat(told).containsExactly("client RESET");
  }

  /** The client's first cause counts, not what writing to it says then. */
  @Test
  void theClientSendsWhatIsNoTls() {
    open();
    client.pipeline().fireExceptionCaught(new DecoderException(new SSLException("bad record")));
    client.pipeline().fireExceptionCaught(new IOException("Connection reset"));
    assertThat(told).containsExactly("client BROKEN");
  }

  @Test
  void whatWasClosedAlreadyDidNotBreak() {
    open();
    client.pipeline().fireExceptionCaught(new ClosedChannelException());
    assertThat(told).containsExactly("client WE_CLOSED");
  }
}
