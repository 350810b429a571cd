package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.epoll.Epoll;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Limit;
import naru.trace.Entry;
import naru.trace.Party;
import naru.trace.TcpEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain TCP through real sockets on loopback. */
final class PlainTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connectsAndTellsBothSides(boolean epoll) throws Exception {
    try (Harbour harbour = new Harbour(epoll && Epoll.isAvailable())) {
      Listener listener = harbour.echo(null);
      Harbour.Line line = harbour.dial(listener.address(), null, "");
      assertThat(line.channel().config().isAutoRead()).isFalse();
      assertThat(line.ask("hello")).isEqualTo("hello");
      assertThat(Harbour.words(line.told())).containsExactly("Connecting", "Connected");
      Arrival arrival = harbour.arrival();
      assertThat(arrival.remote()).isEqualTo(line.channel().localAddress());
      arrival.channel().eventLoop().submit(() -> arrival.prologue().endAlone(Party.GATEWAY)).sync();
      assertThat(Harbour.words(harbour.trace().entries())).containsExactly("Accepted");
      line.channel().close().sync();
    }
  }

  @Test
  void tellsWhatTheKernelKnows() throws Exception {
    try (Harbour harbour = new Harbour(Epoll.isAvailable())) {
      Harbour.Line line = harbour.dial(harbour.echo(null).address(), null, "");
      line.ask("hello");
      if (Epoll.isAvailable()) {
        TcpEvent.Info info = TcpFacts.info(line.channel()).orElseThrow();
        assertThat(info.rttMicros()).isPositive();
        assertThat(info.mssBytes()).isPositive();
      }
      line.channel().close().sync();
      assertThat(TcpFacts.info(line.channel())).isEmpty();
    }
  }

  @Test
  void connectionsAreSpreadOverTheLoops() throws Exception {
    try (Harbour harbour = new Harbour(Epoll.isAvailable())) {
      Listener listener = harbour.echo(null);
      List<String> threads = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        harbour.dial(listener.address(), null, "");
        Arrival arrival = harbour.arrival();
        threads.add(
            arrival.channel().eventLoop().submit(() -> Thread.currentThread().getName()).get());
      }
      assertThat(threads).contains("naru-loop-0", "naru-loop-1");
    }
  }

  @Test
  void refusedIsToldWithTheAddress() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    try (Harbour harbour = new Harbour(Epoll.isAvailable())) {
      List<Entry> told = new ArrayList<>();
      Failure failure =
          harbour.refused(Target.plain(Harbour.loopback(closed), Harbour.SECONDS_10), told);
      assertThat(failure.code()).isEqualTo(Code.TCP_REFUSED);
      assertThat(failure.retry()).isTrue();
      assertThat(failure.detail()).isEqualTo("127.0.0.1:" + closed + " refused the connection");
      assertThat(Harbour.words(told)).containsExactly("Connecting", "Failed");
    }
  }

  @Test
  void aFullBacklogIsATimeout() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1);
        Harbour harbour = new Harbour(Epoll.isAvailable())) {
      List<Socket> fillers = new ArrayList<>();
      Target target =
          Target.plain(Harbour.loopback(full.getLocalPort()), TimeUnit.MILLISECONDS.toNanos(300));
      fillers.add(new Socket(full.getInetAddress(), full.getLocalPort()));
      fillers.add(new Socket(full.getInetAddress(), full.getLocalPort()));
      Failure failure = harbour.refused(target, new ArrayList<>());
      assertThat(failure.code()).isEqualTo(Code.TCP_TIMEOUT);
      assertThat(failure.retry()).isTrue();
      for (Socket filler : fillers) {
        filler.close();
      }
    }
  }

  @Test
  void connectionsOverTheLimitAreClosedAndCounted() throws Exception {
    try (Harbour harbour = new Harbour(Epoll.isAvailable())) {
      Listener listener = harbour.echo(null, 1, Harbour.SECONDS_10);
      Harbour.Line first = harbour.dial(listener.address(), null, "");
      harbour.arrival();
      assertThat(readsEof(listener.address())).isTrue();
      assertThat(sample(harbour, "naru_limit_refused_total{limit=\"test.connections\"}"))
          .isEqualTo(1);
      assertThat(first.ask("still here")).isEqualTo("still here");
    }
  }

  private static boolean readsEof(InetSocketAddress address) throws Exception {
    try (Socket second = new Socket(address.getAddress(), address.getPort());
        InputStream in = second.getInputStream()) {
      second.setSoTimeout(10_000);
      return in.read() < 0;
    }
  }

  private static long sample(Harbour harbour, String name) {
    return harbour.metrics.samples().stream()
        .filter(sample -> sample.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void aTakenPortIsAClearFailure() throws Exception {
    try (Harbour harbour = new Harbour(Epoll.isAvailable())) {
      InetSocketAddress taken = harbour.echo(null).address();
      Listener.Options options =
          new Listener.Options(Party.GATEWAY, null, 0, Limit.of(harbour.metrics, "test.other", 1));
      assertThatThrownBy(
              () -> Listener.open(harbour.loops, taken, options, harbour.tracer, arrival -> {}))
          .isInstanceOf(FailureException.class)
          .hasMessageContaining("cannot listen on tcp://127.0.0.1:" + taken.getPort())
          .hasMessageContaining("taken");
    }
  }

  @Test
  void aClosedListenerLeavesItsConnectionsOpen() throws Exception {
    try (Harbour harbour = new Harbour(Epoll.isAvailable())) {
      Listener listener = harbour.echo(null);
      Harbour.Line line = harbour.dial(listener.address(), null, "");
      line.ask("before");
      InetSocketAddress address = listener.address();
      listener.close();
      assertThat(line.ask("after")).isEqualTo("after");
      Target again = Target.plain(address, Harbour.SECONDS_10);
      assertThat(harbour.refused(again, new ArrayList<>()).code()).isEqualTo(Code.TCP_REFUSED);
    }
  }
}
