package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.net.Socket;
import naru.base.Failure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Upgrades and trailers on a client's HTTP/1.1 connection. */
final class ServerTunnelTest {
  private static final String ASK =
      """
      GET /chat HTTP/1.1
      Host: x
      Connection: keep-alive, Upgrade
      Upgrade: WebSocket
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

      """
          .replace("\n", "\r\n");

  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  /** Switches, and sends back what comes until the client says no more. */
  private static final Stop ECHO =
      x -> {
        if (!x.request().isUpgrade()) {
          x.answer(x.response(200), x.alloc().buffer().writeByte('-'));
          return;
        }
        Raw.tunnel(x);
      };

  @Test
  void bytesGoBothWaysAfterTheSwitch() throws Exception {
    InetSocketAddress here = site.listen(ECHO);
    try (Socket socket = Site.connect(here)) {
      Site.write(socket, ASK + "early");
      String head = Site.readUntil(socket, "\r\n\r\n");
      assertThat(head)
          .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
          .contains("Connection: upgrade\r\n", "Upgrade: websocket\r\n")
          .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
      assertThat(Site.readUntil(socket, "early")).isEqualTo("early");
      Site.write(socket, "and more");
      assertThat(Site.readUntil(socket, "more")).isEqualTo("and more");
      socket.shutdownOutput();
      assertThat(Site.readAll(socket)).isEmpty();
    }
    assertThat(site.events())
        .containsExactly("Accepted", "Request", "Response", "Finished", "Info");
  }

  @Test
  void anUpgradeThatIsNotWellFormedIsNone() throws Exception {
    InetSocketAddress here = site.listen(ECHO);
    for (String bad :
        new String[] {
          ASK.replace("Version: 13", "Version: 8"),
          ASK.replace("nonce==", "").replace("dGhlIHNhbXBsZSBub25jZQ==", "short"),
          ASK.replace("Upgrade: WebSocket", "Upgrade: h2c"),
          ASK.replace("Upgrade: WebSocket", "Upgrade: websocket, h2c"),
          ASK.replace("keep-alive, Upgrade", "close"),
          ASK.replace("GET", "POST"),
          ASK.replace("HTTP/1.1", "HTTP/1.0")
        }) {
      String answer =
          Site.ask(here, bad.replace("Connection: keep-alive", "Connection: close, keep-alive"));
      assertThat(answer).as(bad).startsWith("HTTP/1.1 200 OK");
    }
  }

  /** Answers in chunks with a trailer; the request's own trailers are its body. */
  private static final Stop TRAILING =
      x -> {
        StringBuilder seen = new StringBuilder();
        x.readBody(
            new BodySink() {
              @Override
              public void data(ByteBuf data) {
                data.release();
              }

              @Override
              public void trailers(Fields trailers) {
                trailers
                    .entries()
                    .forEach(e -> seen.append(e.getKey()).append('=').append(e.getValue()));
              }

              @Override
              public void end() {
                x.out().head(x.response(200));
                x.out()
                    .data(
                        x.alloc()
                            .buffer()
                            .writeBytes(
                                seen.toString()
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
                Fields trailers = new Fields(64);
                trailers.add("X-Sum", "7");
                x.out().trailers(trailers);
                x.out().end();
              }

              @Override
              public void abort(Failure failure) {}
            });
      };

  private static final String CHUNKS =
      "POST / HTTP/1.1\r\nHost: x\r\nConnection: close%s\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "1\r\na\r\n0\r\nX-Mine:  yes \r\nContent-Length: 5\r\nAuthorization: b\r\n\r\n";

  @Test
  void trailersAreToldButNotThoseThatComeTooLate() throws Exception {
    String answer = Site.ask(site.listen(TRAILING), CHUNKS.formatted(", TE\r\nTE: trailers"));
    assertThat(answer).endsWith("\r\n\r\na\r\nX-Mine=yes\r\n0\r\nX-Sum: 7\r\n\r\n");
  }

  @Test
  void onlyClientsThatTakeTrailersGetThem() throws Exception {
    String answer = Site.ask(site.listen(TRAILING), CHUNKS.formatted(""));
    assertThat(answer).endsWith("X-Mine=yes\r\n0\r\n\r\n");
  }
}
