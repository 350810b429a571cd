package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import naru.base.Failure;
import naru.trace.Party;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests carried to a server and back, with servers that misbehave. */
final class RelayTest {
  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  /** Forwards to one peer, and on failure to the second. */
  private static Stop to(Peer first, Optional<Peer> second) {
    return x ->
        Relay.start(
            x,
            first,
            new Steering() {
              @Override
              public Optional<Peer> failed(Failure failure, int attempt, boolean mayRetry) {
                return attempt == 1 ? second : Optional.empty();
              }

              @Override
              public void answered(ResponseHead head) {}

              @Override
              public void over(Optional<Failure> failure) {}
            });
  }

  private static final String END = "Host: x\r\nConnection: close\r\n\r\n";

  private InetSocketAddress good() {
    return site.listen(
        Party.ORIGIN,
        HttpLimits.DEFAULT,
        x ->
            x.answer(
                x.response(200), ByteBufUtil.writeAscii(x.alloc(), "good " + x.request().path())));
  }

  /** A server that says these bytes to whoever has sent a head, and closes. */
  private static InetSocketAddress saying(String response) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(
            () -> {
              try (server) {
                for (int i = 0; i < 8; i++) {
                  try (Socket socket = server.accept()) {
                    Site.readUntil(socket, "\r\n\r\n");
                    socket.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
                  }
                }
              } catch (IOException e) {
                // the test is over
              }
            });
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  private String through(InetSocketAddress backend, String request) throws IOException {
    return Site.ask(site.listen(to(Peer.plain(backend), Optional.empty())), request);
  }

  @Test
  void carriesThereAndBack() throws Exception {
    assertThat(through(good(), "GET /p HTTP/1.1\r\n" + END)).endsWith("good /p");
  }

  @Test
  void connectionsAreUsedAgain() throws Exception {
    InetSocketAddress front = site.listen(to(Peer.plain(good()), Optional.empty()));
    for (int i = 0; i < 5; i++) {
      Site.ask(front, "GET /p HTTP/1.1\r\n" + END);
    }
    assertThat(site.metrics.text())
        .contains("naru_upstream_dials_total 1\n", "naru_upstream_reuses_total 4\n");
  }

  /** The last piece of such a body fills the client's buffer and pauses the upstream connection. */
  @Test
  void aResponseThatEndsInAPauseLeavesItsConnectionUsable() throws Exception {
    int bytes = 64 * 1024;
    InetSocketAddress big =
        site.listen(
            Party.ORIGIN,
            HttpLimits.DEFAULT,
            x -> x.answer(x.response(200), x.alloc().buffer(bytes).writeZero(bytes)));
    InetSocketAddress front = site.listen(to(Peer.plain(big), Optional.empty()));
    for (int i = 0; i < 20; i++) {
      assertThat(Site.ask(front, "GET /p HTTP/1.1\r\n" + END)).hasSizeGreaterThan(bytes);
    }
    assertThat(site.metrics.text())
        .contains("naru_upstream_dials_total 1\n", "naru_upstream_reuses_total 19\n");
  }

  @Test
  void refusedConnectionsGoToTheNext() throws Exception {
    InetSocketAddress dead;
    try (ServerSocket s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      dead = (InetSocketAddress) s.getLocalSocketAddress();
    }
    Stop stop = to(Peer.plain(dead), Optional.of(Peer.plain(good())));
    String request = "POST /p HTTP/1.1\r\nContent-Length: 3\r\n" + END + "abc";
    assertThat(Site.ask(site.listen(stop), request)).endsWith("good /p");
    assertThat(through(dead, "GET / HTTP/1.1\r\n" + END))
        .startsWith("HTTP/1.1 502 ")
        .contains("N1201");
  }

  @Test
  void idempotentRequestsAreRepeatedWhenNothingCame() throws Exception {
    Stop stop = to(Peer.plain(saying("")), Optional.of(Peer.plain(good())));
    InetSocketAddress front = site.listen(stop);
    assertThat(Site.ask(front, "GET /p HTTP/1.1\r\n" + END)).endsWith("good /p");
    String put = "PUT /p HTTP/1.1\r\nContent-Length: 3\r\n" + END + "abc";
    assertThat(Site.ask(front, put)).endsWith("good /p");
    String post = "POST /p HTTP/1.1\r\nContent-Length: 3\r\n" + END + "abc";
    assertThat(Site.ask(front, post)).startsWith("HTTP/1.1 502 ").contains("N160");
  }

  @Test
  void aBodyThatIsCutIsCut() throws Exception {
    String half = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf";
    InetSocketAddress front = site.listen(to(Peer.plain(saying(half)), Optional.empty()));
    try (Socket socket = Site.connect(front)) {
      socket
          .getOutputStream()
          .write(("GET / HTTP/1.1\r\n" + END).getBytes(StandardCharsets.US_ASCII));
      assertThat(Site.readUntil(socket, "half")).contains("Content-Length: 100");
      assertThat(restOf(socket)).isEmpty();
    }
    assertThat(site.events()).contains("Failed").doesNotContain("Finished");
  }

  private static String restOf(Socket socket) {
    try {
      return Site.readAll(socket);
    } catch (IOException reset) {
      return "";
    }
  }

  @Test
  void untilCloseBecomesChunks() throws Exception {
    String response =
        through(saying("HTTP/1.0 200 OK\r\n\r\nall of it"), "GET / HTTP/1.1\r\n" + END);
    assertThat(response).contains("Transfer-Encoding: chunked", "9\r\nall of it\r\n0\r\n\r\n");
  }

  /** 64 MiB each way: what does not fit the buffers must wait in the client and the server. */
  @Test
  void bigBodiesStreamBothWaysWithBackpressure() throws Exception {
    InetSocketAddress back = site.listen(Party.ORIGIN, HttpLimits.DEFAULT, EchoAsItComes.STOP);
    InetSocketAddress front = site.listen(to(Peer.plain(back), Optional.empty()));
    int total = 64 << 20;
    try (Socket socket = Site.connect(front)) {
      OutputStream out = socket.getOutputStream();
      CompletableFuture<Long> sum = CompletableFuture.supplyAsync(() -> sum(socket, total));
      out.write(
          ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + total + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      byte[] block = new byte[1 << 16];
      long sent = 0;
      for (int i = 0; i < total / block.length; i++) {
        block[0] = (byte) i;
        sent += block[0] & 0xff;
        out.write(block);
      }
      assertThat(sum.get()).isEqualTo(sent);
    }
    long direct = io.netty.buffer.PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    assertThat(direct).isLessThan(96L << 20);
  }

  private static long sum(Socket socket, int total) {
    try {
      Site.readUntil(socket, "\r\n\r\n");
      InputStream in = socket.getInputStream();
      byte[] block = new byte[1 << 16];
      long sum = 0;
      for (int got = 0; got < total; ) {
        int n = in.read(block);
        if (n < 0) {
          throw new IOException("closed at " + got);
        }
        for (int i = 0; i < n; i++) {
          sum += block[i] & 0xff;
        }
        got += n;
      }
      return sum;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
