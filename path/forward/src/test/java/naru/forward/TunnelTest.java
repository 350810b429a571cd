package naru.forward;

import static naru.forward.Crossing.event;
import static naru.forward.Crossing.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.Channel;
import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.IpRange;
import naru.trace.ProxyEvent;
import naru.trace.ProxyEvent.Action;
import naru.trace.SpanRecord;
import naru.trace.TcpEvent;
import naru.transport.NameResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CONNECT: bytes both ways, ends in every order, and nothing left behind. */
final class TunnelTest {
  private static final int MIB = 1 << 20;

  @TempDir Path state;
  private Crossing crossing;

  @BeforeEach
  void open() {
    crossing = new Crossing(state).name("shop.naru.test", "127.0.0.1");
    crossing.rule(Action.TUNNEL, "*.naru.test");
  }

  @AfterEach
  void close() {
    crossing.close();
  }

  private static Wire tunnel(InetSocketAddress proxy, Pier pier) throws IOException {
    return Wire.to(proxy).connect("shop.naru.test:" + pier.port());
  }

  private static void echo(Socket socket) throws IOException {
    socket.getInputStream().transferTo(socket.getOutputStream());
  }

  private List<TcpEvent.How> ends(SpanRecord part) {
    return part.entries().stream()
        .filter(e -> e.event() instanceof TcpEvent.Closed)
        .map(e -> ((TcpEvent.Closed) e.event()).how())
        .toList();
  }

  @Test
  void bytesGoBothWaysAndTheLastWordIsPassedOn() throws Exception {
    try (Pier pier = new Pier(TunnelTest::echo);
        Wire wire = tunnel(crossing.proxy(), pier)) {
      wire.say("hello ").say("naru").finish();
      assertThat(wire.rest()).isEqualTo("hello naru");
    }
    SpanRecord part = crossing.part();
    assertThat(words(part))
        .containsExactly(
            "Accepted",
            "Request",
            "Decided",
            "Known",
            "Connecting",
            "Connected",
            "TunnelOpened",
            "Response",
            "Info",
            "Info",
            "TunnelClosed",
            "Closed",
            "Closed");
    assertThat(event(part, ProxyEvent.TunnelClosed.class))
        .isEqualTo(new ProxyEvent.TunnelClosed(10, 10));
    assertThat(ends(part)).containsExactly(TcpEvent.How.THEY_CLOSED, TcpEvent.How.WE_CLOSED);
    crossing.turn();
    assertThat(crossing.tunnels()).isZero();
    assertThat(crossing.metric("naru_proxy_tunnels_total{kind=\"opaque\"}")).isOne();
    assertThat(crossing.metric("naru_proxy_tunnel_bytes_total{to=\"server\"}")).isEqualTo(10);
  }

  /** What comes with the CONNECT in one piece, FIN included (nc -N), is not lost. */
  @Test
  void bytesAndFinSentAheadAreKept() throws Exception {
    try (Pier pier = new Pier(TunnelTest::echo);
        Wire wire = Wire.to(crossing.proxy())) {
      String target = "shop.naru.test:" + pier.port();
      wire.say("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\nahead").finish();
      wire.until("\r\n\r\n");
      assertThat(wire.rest()).isEqualTo("ahead");
    }
  }

  @Test
  void theServerMayEndFirstAndStillHear() throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    try (Pier pier =
            new Pier(
                socket -> {
                  socket.getOutputStream().write("bye".getBytes(StandardCharsets.US_ASCII));
                  socket.shutdownOutput();
                  byte[] all = socket.getInputStream().readAllBytes();
                  heard.complete(new String(all, StandardCharsets.US_ASCII));
                });
        Wire wire = tunnel(crossing.proxy(), pier)) {
      assertThat(wire.rest()).isEqualTo("bye");
      wire.say("and this").finish();
      assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("and this");
    }
    SpanRecord part = crossing.part();
    assertThat(event(part, ProxyEvent.TunnelClosed.class))
        .isEqualTo(new ProxyEvent.TunnelClosed(8, 3));
    assertThat(ends(part)).containsExactly(TcpEvent.How.WE_CLOSED, TcpEvent.How.THEY_CLOSED);
  }

  /** The server says it all at once and ends; the client reads late, and still gets all. */
  @Test
  void nothingIsLostWhenBothHaveEndedBeforeTheLastByteIsTaken() throws Exception {
    byte[] much = new byte[24 * MIB];
    new Random(7).nextBytes(much);
    CountDownLatch mayRead = new CountDownLatch(1);
    try (Pier pier =
            new Pier(
                socket -> {
                  socket.getInputStream().readAllBytes();
                  socket.getOutputStream().write(much, 0, 4 * MIB);
                  mayRead.countDown();
                  socket.getOutputStream().write(much, 4 * MIB, 20 * MIB);
                });
        Wire wire = tunnel(crossing.proxy(), pier)) {
      wire.finish();
      assertThat(mayRead.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(wire.socket().getInputStream().readAllBytes()).isEqualTo(much);
    }
    assertThat(event(crossing.part(), ProxyEvent.TunnelClosed.class).bytesDown())
        .isEqualTo(24 * MIB);
  }

  /** 64 MiB each way at once; what neither side takes stays with the senders, not in memory. */
  @Test
  void muchGoesBothWaysWithBackpressure() throws Exception {
    int total = 64 * MIB;
    try (Pier pier = new Pier(TunnelTest::echo);
        Wire wire = tunnel(crossing.proxy(), pier)) {
      Thread sender = Thread.ofVirtual().start(() -> send(wire, total));
      long sum = 0;
      byte[] part = new byte[MIB];
      Random expected = new Random(1);
      byte[] chunk = new byte[MIB];
      InputStream in = wire.socket().getInputStream();
      for (int i = 0; i < 64; i++) {
        expected.nextBytes(chunk);
        int n = in.readNBytes(part, 0, MIB);
        assertThat(n).as("bytes of MiB " + i).isEqualTo(MIB);
        assertThat(Arrays.mismatch(part, chunk)).as("MiB " + i).isEqualTo(-1);
        sum += n;
      }
      assertThat(in.read()).isEqualTo(-1);
      assertThat(sum).isEqualTo(total);
      sender.join();
    }
    assertThat(event(crossing.part(), ProxyEvent.TunnelClosed.class))
        .isEqualTo(new ProxyEvent.TunnelClosed(total, total));
  }

  private static void send(Wire wire, int total) {
    try {
      Random random = new Random(1);
      byte[] chunk = new byte[MIB];
      for (int sent = 0; sent < total; sent += MIB) {
        random.nextBytes(chunk);
        wire.say(chunk);
      }
      wire.finish();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** A server that takes nothing makes the client wait: the proxy does not hoard. */
  @Test
  void aServerThatTakesNothingStopsTheClient() throws Exception {
    crossing.tunnelIdleNanos = Crossing.SECOND / 2;
    CountDownLatch over = new CountDownLatch(1);
    try (Pier pier = new Pier(socket -> over.await());
        Wire wire = tunnel(crossing.proxy(), pier)) {
      assertThatThrownBy(() -> send(wire, 64 * MIB)).isInstanceOf(UncheckedIOException.class);
    } finally {
      over.countDown();
    }
    assertThat(event(crossing.part(), ProxyEvent.TunnelClosed.class).bytesUp())
        .isLessThan(32 * MIB);
  }

  @Test
  void aResetIsPassedOnAsAReset() throws Exception {
    try (Pier pier =
            new Pier(
                socket -> {
                  socket.getInputStream().read();
                  socket.setSoLinger(true, 0);
                });
        Wire wire = tunnel(crossing.proxy(), pier)) {
      wire.say("x");
      assertThatThrownBy(wire::rest).isInstanceOf(SocketException.class);
    }
    SpanRecord part = crossing.part();
    assertThat(ends(part)).containsExactly(TcpEvent.How.RESET, TcpEvent.How.RESET);
    crossing.turn();
    assertThat(crossing.tunnels()).isZero();
  }

  @Test
  void aSilentTunnelIsClosed() throws Exception {
    crossing.tunnelIdleNanos = Crossing.SECOND / 5;
    try (Pier pier = new Pier(TunnelTest::echo);
        Wire wire = tunnel(crossing.proxy(), pier)) {
      assertThat(wire.rest()).isEmpty();
    }
    SpanRecord part = crossing.part();
    assertThat(ends(part)).containsExactly(TcpEvent.How.WE_CLOSED, TcpEvent.How.WE_CLOSED);
    assertThat(event(part, ProxyEvent.TunnelClosed.class))
        .isEqualTo(new ProxyEvent.TunnelClosed(0, 0));
    crossing.turn();
    assertThat(crossing.tunnels()).isZero();
  }

  /** The same when one side has ended and the other says nothing more. */
  @Test
  void aHalfClosedSilentTunnelIsClosed() throws Exception {
    crossing.tunnelIdleNanos = Crossing.SECOND / 5;
    CompletableFuture<Integer> end = new CompletableFuture<>();
    CountDownLatch over = new CountDownLatch(1);
    try (Pier pier =
            new Pier(
                socket -> {
                  end.complete(socket.getInputStream().read());
                  over.await();
                });
        Wire wire = tunnel(crossing.proxy(), pier)) {
      wire.finish();
      assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
      assertThat(wire.rest()).isEmpty();
    } finally {
      over.countDown();
    }
    assertThat(ends(crossing.part()))
        .containsExactly(TcpEvent.How.THEY_CLOSED, TcpEvent.How.WE_CLOSED);
    crossing.turn();
    assertThat(crossing.tunnels()).isZero();
  }

  @Test
  void garbageAfterConnectIsTheServersMatter() throws Exception {
    try (Pier pier = new Pier(TunnelTest::echo);
        Wire wire = tunnel(crossing.proxy(), pier)) {
      byte[] garbage = {0, 1, 2, (byte) 0xff, '\r', '\n', '\r', '\n'};
      wire.say(garbage).finish();
      assertThat(wire.socket().getInputStream().readAllBytes()).isEqualTo(garbage);
    }
  }

  @Test
  void aServerThatIsNotThereIsA502() throws Exception {
    int port;
    try (Pier gone = new Pier(TunnelTest::echo)) {
      port = gone.port();
    }
    try (Wire wire = Wire.to(crossing.proxy())) {
      wire.say("CONNECT shop.naru.test:" + port + " HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(wire.until("}\n")).startsWith("HTTP/1.1 502 ").contains("\"N1201\"");
      assertThat(crossing.tunnels()).isZero();
      // The connection can be used again.
      wire.say("GET /proxy.pac HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(wire.until("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aPrivateTargetOfATunnelIsRefused() throws Exception {
    crossing.name("rebound.test", "192.168.1.1");
    try (Wire wire = Wire.to(crossing.proxy())) {
      wire.say("CONNECT rebound.test:443 HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(wire.until("}\n")).startsWith("HTTP/1.1 403 ").contains("\"N1402\"");
      assertThat(crossing.tunnels()).isZero();
    }
  }

  /** The client goes while its target's name is looked up: the answer comes to nobody. */
  @Test
  void aClientThatGoesWhileResolvingLeavesNothing() throws Exception {
    BlockingQueue<NameResolver.Resolution> asked = new LinkedBlockingQueue<>();
    crossing.resolver = (host, loop, span, resolution) -> asked.add(resolution);
    InetSocketAddress proxy = crossing.proxy();
    Wire wire = Wire.to(proxy);
    wire.say("CONNECT shop.naru.test:443 HTTP/1.1\r\nHost: x\r\n\r\n");
    NameResolver.Resolution late = asked.poll(10, TimeUnit.SECONDS);
    assertThat(late).isNotNull();
    assertThat(crossing.tunnels()).isOne();
    wire.reset();
    SpanRecord part = crossing.part();
    assertThat(words(part)).containsExactly("Accepted", "Request", "Decided", "Failed");
    assertThat(crossing.tunnels()).isZero();

    crossing.onLoop(() -> late.resolved(List.of(IpRange.literal("127.0.0.1"))));
    assertThat(crossing.spans).noneSatisfy(span -> assertThat(words(span)).contains("Connecting"));
    assertThat(crossing.tunnels()).isZero();
  }

  /** The same while the connection is made: its end is told to a part that has ended. */
  @Test
  void aClientThatGoesWhileDialingLeavesNothing() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    BlockingQueue<NameResolver.Resolution> asked = new LinkedBlockingQueue<>();
    crossing.resolver = (host, loop, span, resolution) -> asked.add(resolution);
    try (Pier pier = new Pier(socket -> untilGone(socket, end))) {
      Wire wire = Wire.to(crossing.proxy());
      wire.say("CONNECT shop.naru.test:" + pier.port() + " HTTP/1.1\r\nHost: x\r\n\r\n");
      NameResolver.Resolution resolution = asked.poll(10, TimeUnit.SECONDS);
      assertThat(resolution).isNotNull();
      crossing.onLoop(
          () -> {
            resolution.resolved(List.of(IpRange.literal("127.0.0.1")));
            reset(wire);
          });
      assertThat(end.await(10, TimeUnit.SECONDS)).isTrue();
    }
    crossing.part();
    crossing.turn();
    assertThat(crossing.tunnels()).isZero();
  }

  private static void untilGone(Socket socket, CountDownLatch gone) throws IOException {
    try (socket) {
      socket.getInputStream().readAllBytes();
    } finally {
      gone.countDown();
    }
  }

  private static void reset(Wire wire) {
    try {
      wire.reset();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Test
  void aTlsClientsTunnelCarriesTlsAndEndsWithIt() throws Exception {
    InetSocketAddress server = crossing.secureServer(Crossing::mirror);
    crossing.name("proxy.test", "127.0.0.1");
    try (Wire outer = Wire.to(crossing.secureProxy()).tls(crossing.trusting(), "proxy.test")) {
      Wire tunnel = outer.connect("shop.naru.test:" + server.getPort());
      Wire inner = tunnel.tls(crossing.trusting(), "shop.naru.test");
      inner.say("GET /in HTTP/1.1\r\nHost: shop.naru.test\r\nConnection: close\r\n\r\n");
      assertThat(inner.rest()).startsWith("HTTP/1.1 200 ").contains("GET /in");
    } catch (SocketTimeoutException stuck) {
      throw new AssertionError("the end did not come through", stuck);
    }
    SpanRecord part = crossing.part();
    assertThat(words(part)).contains("Established", "TunnelOpened", "TunnelClosed");
    crossing.turn();
    assertThat(crossing.tunnels()).isZero();
  }

  /** The network may have lost a client that is well: that is not said to be a reset of its. */
  @Test
  void aConnectionThatTimesOutIsToldAsThatAndPassedOnAsAReset() throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    try (Pier pier =
            new Pier(
                socket -> {
                  try {
                    heard.complete("all of " + socket.getInputStream().readAllBytes().length);
                  } catch (SocketException reset) {
                    heard.complete("reset");
                  }
                });
        Wire wire = tunnel(crossing.proxy(), pier)) {
      Channel client = crossing.clients.take();
      // As if the kernel had said so: waiting for that takes minutes.
      Throwable timedOut = new Errors.NativeIoException("recv", -110);
      client.eventLoop().execute(() -> client.pipeline().fireExceptionCaught(timedOut));
      assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("reset");
      wire.rest();
    }
    assertThat(ends(crossing.part())).containsExactly(TcpEvent.How.TIMED_OUT, TcpEvent.How.RESET);
  }
}
