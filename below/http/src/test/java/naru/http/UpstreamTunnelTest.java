package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import naru.base.Failure;
import naru.trace.Party;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Upgrades and trailers through the relay, to servers with HTTP/1.1 and with HTTP/2. */
final class UpstreamTunnelTest {
  private static final String ASK =
      """
      GET /chat HTTP/1.1
      Host: x
      Connection: keep-alive, Upgrade
      Upgrade: websocket
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

      """
          .replace("\n", "\r\n");
  private static final String GRANTED =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  /** Switches, and sends back what comes until the client says no more. */
  private static final Stop ECHO = Raw::tunnel;

  private static Peer peer(InetSocketAddress address, Peer.Protocol protocol) {
    return new Peer(address, null, "", Peer.Limits.DEFAULT, protocol);
  }

  private InetSocketAddress through(InetSocketAddress back, Peer.Protocol protocol) {
    return site.listen(Trying.of(peer(back, protocol)));
  }

  @ParameterizedTest
  @EnumSource(
      value = Peer.Protocol.class,
      names = {"HTTP1", "HTTP2"})
  void bytesGoBothWaysAfterTheSwitch(Peer.Protocol protocol) throws Exception {
    InetSocketAddress back = site.listen(Party.ORIGIN, HttpLimits.DEFAULT, ECHO);
    try (Socket socket = Site.connect(through(back, protocol))) {
      Site.write(socket, ASK + "early");
      assertThat(Site.readUntil(socket, "\r\n\r\n"))
          .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
          .contains("Upgrade: websocket\r\n")
          .containsOnlyOnce("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
      assertThat(Site.readUntil(socket, "early")).isEqualTo("early");
      Site.write(socket, "and more");
      assertThat(Site.readUntil(socket, "more")).isEqualTo("and more");
      socket.shutdownOutput();
      assertThat(Site.readAll(socket)).isEmpty();
    }
    int finished = 0;
    while (finished < 2) {
      java.util.List<String> events = site.events();
      assertThat(events).isNotEmpty().doesNotContain("Failed");
      finished += events.contains("Finished") ? 1 : 0;
    }
  }

  /** The server's FIN is passed on, and what the client says after it still arrives. */
  @Test
  void eachDirectionEndsByItself() throws Exception {
    try (Backend backend =
            Backend.playing(
                s -> {
                  Site.readUntil(s, "\r\n\r\n");
                  Site.write(s, GRANTED + "bye");
                  s.shutdownOutput();
                  Site.readUntil(s, "late");
                  said.countDown();
                });
        Socket socket = Site.connect(through(backend.address(), Peer.Protocol.HTTP1))) {
      Site.write(socket, ASK);
      assertThat(Site.readAll(socket)).endsWith("\r\n\r\nbye");
      Site.write(socket, "late");
      assertThat(said.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private final CountDownLatch said = new CountDownLatch(1);

  @Test
  void section42AnAnswerThatDoesNotFitTheKeyIsRefused() throws Exception {
    try (Backend backend =
        Backend.playing(Backend.saying(GRANTED.replace("s3pP", "xxxx") + "evil"))) {
      try (Socket socket = Site.connect(through(backend.address(), Peer.Protocol.HTTP1))) {
        Site.write(socket, ASK);
        assertThat(Site.readUntil(socket, "}"))
            .startsWith("HTTP/1.1 502 ")
            .contains("upstream.bad-upgrade")
            .doesNotContain("evil");
      }
    }
  }

  @Test
  void aServerThatDeclinesAnswersAsUsual() throws Exception {
    try (Backend backend =
            Backend.playing(
                Backend.saying("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nno"));
        Socket socket = Site.connect(through(backend.address(), Peer.Protocol.HTTP1))) {
      Site.write(socket, ASK);
      assertThat(Site.readUntil(socket, "no")).startsWith("HTTP/1.1 426 ");
    }
  }

  @Test
  void aTunnelThatIsIdleForTooLongEnds() throws Exception {
    InetSocketAddress back = site.listen(Party.ORIGIN, HttpLimits.DEFAULT, ECHO);
    try (Socket socket = Site.connect(through(back, Peer.Protocol.HTTP1))) {
      Site.write(socket, ASK);
      Site.readUntil(socket, "\r\n\r\n");
      site.clock.forward(2, TimeUnit.HOURS);
      assertThat(restOf(socket)).isEmpty();
    }
  }

  private static String restOf(Socket socket) {
    try {
      return Site.readAll(socket);
    } catch (java.io.IOException reset) {
      return "";
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Peer.Protocol.class,
      names = {"HTTP1", "HTTP2"})
  void trailersGoBothWays(Peer.Protocol protocol) throws Exception {
    StringBuilder seen = new StringBuilder();
    InetSocketAddress back =
        site.listen(
            Party.ORIGIN,
            HttpLimits.DEFAULT,
            x -> {
              assertThat(x.request().acceptsTrailers()).isTrue();
              x.readBody(new Trailing(x, seen));
            });
    try (Socket socket = Site.connect(through(back, protocol))) {
      Site.write(
          socket,
          "POST / HTTP/1.1\r\nHost: x\r\nTE: trailers\r\nConnection: close, TE\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n"
              + "Sum: 7\r\nContent-Length: 9\r\n\r\n");
      assertThat(Site.readAll(socket))
          .contains("\r\n2\r\nok\r\n")
          .endsWith("0\r\nresult: 5\r\n\r\n");
    }
    assertThat(seen).hasToString("sum=7");
  }

  /** Answers in chunks with a trailer. */
  private record Trailing(Exchange x, StringBuilder seen) implements BodySink {
    @Override
    public void data(ByteBuf data) {
      data.release();
    }

    @Override
    public void trailers(Fields trailers) {
      trailers
          .entries()
          .forEach(
              e ->
                  seen.append(e.getKey().toLowerCase(java.util.Locale.ROOT))
                      .append('=')
                      .append(e.getValue()));
    }

    @Override
    public void end() {
      x.out().head(x.response(200));
      x.out().data(io.netty.buffer.ByteBufUtil.writeAscii(x.alloc(), "ok"));
      Fields trailers = new Fields(64);
      trailers.add("result", "5");
      x.out().trailers(trailers);
      x.out().end();
    }

    @Override
    public void abort(Failure failure) {}
  }
}
