package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.Party;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client gets on a real connection. */
final class ServerConnectionTest {
  private final Site site = new Site();

  /** Answers with the method, the path and the body. */
  private static final Stop ECHO =
      x ->
          x.readBody(
              new BodySink() {
                private final StringBuilder body = new StringBuilder();

                @Override
                public void data(ByteBuf data) {
                  body.append(data.toString(StandardCharsets.ISO_8859_1));
                  data.release();
                }

                @Override
                public void end() {
                  String text = x.request().methodText() + " " + x.request().path() + " " + body;
                  x.answer(x.response(200), ByteBufUtil.writeAscii(x.alloc(), text));
                }

                @Override
                public void abort(Failure failure) {}
              });

  @AfterEach
  void close() {
    site.close();
  }

  private static final String END = "Host: x\r\nConnection: close\r\n\r\n";

  @Test
  void answersAndCloses() throws Exception {
    InetSocketAddress at = site.listen(ECHO);
    String response = Site.ask(at, "GET /a HTTP/1.1\r\n" + END);
    assertThat(response).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nGET /a ");
    assertThat(response).contains("Content-Length: 7\r\n", "Connection: close\r\n", "Date: ");
    assertThat(site.events())
        .containsExactly("Accepted", "Request", "Response", "Finished", "Info");
    assertThat(site.events()).containsExactly("Closed");
  }

  @Test
  void section932PipelinedRequestsAreAnsweredInOrder() throws Exception {
    InetSocketAddress at = site.listen(ECHO);
    String response =
        Site.ask(
            at,
            "GET /1 HTTP/1.1\r\n"
                + "Host: x\r\n\r\n"
                + "POST /2 HTTP/1.1\r\n"
                + "Host: x\r\n"
                + "Content-Length: 2\r\n\r\n"
                + "hiPOST /3 HTTP/1.1\r\n"
                + "Host: x\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "2\r\n"
                + "yo\r\n"
                + "0\r\n\r\n"
                + "GET /4 HTTP/1.1\r\n"
                + END);
    assertThat(response).containsSubsequence("GET /1 ", "POST /2 hi", "POST /3 yo", "GET /4 ");
  }

  @Test
  void section1011ContinueIsSentWhenTheBodyIsWanted() throws Exception {
    InetSocketAddress at = site.listen(ECHO);
    try (Socket socket = Site.connect(at)) {
      write(
          socket,
          "POST /u HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
      assertThat(Site.readUntil(socket, "\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      write(socket, "abc");
      assertThat(Site.readUntil(socket, "abc")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void section1011OtherExpectationsFail() throws Exception {
    InetSocketAddress at = site.listen(ECHO);
    assertThat(Site.ask(at, "GET / HTTP/1.1\r\nExpect: cake\r\n" + END))
        .startsWith("HTTP/1.1 417 ");
  }

  @Test
  void malformedRequestsGetAProblemAndATrace() throws Exception {
    InetSocketAddress at = site.listen(ECHO);
    String response =
        Site.ask(at, "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\nGET /2 HTTP/1.1\r\n" + END);
    assertThat(response)
        .startsWith("HTTP/1.1 400 ")
        .contains("\"code\":\"N1701\"", "\"traceId\":\"");
    assertThat(response).doesNotContain("GET /2");
    assertThat(site.events()).contains("Failed", "Response");
  }

  @Test
  void garbageIsRefusedAtOnce() throws Exception {
    InetSocketAddress at = site.listen(ECHO);
    assertThat(Site.ask(at, "\u0016\u0003\u0001\u0002\u0000")).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void headsAreBounded() throws Exception {
    InetSocketAddress at = site.listen(ECHO);
    assertThat(Site.ask(at, "GET / HTTP/1.1\r\nHost: x\r\n" + "A: bcd\r\n".repeat(10_000)))
        .startsWith("HTTP/1.1 431 ");
    assertThat(Site.ask(at, "GET /" + "a".repeat(40_000))).startsWith("HTTP/1.1 414 ");
  }

  @Test
  void slowHeadsTimeOut() throws Exception {
    HttpLimits d = HttpLimits.DEFAULT;
    long fast = 150_000_000L;
    HttpLimits limits =
        new HttpLimits(
            d.headBytes(), d.uriBytes(), 10, fast, fast, fast, fast, 100, fast, 20, 100, d.pace());
    InetSocketAddress at = site.listen(Party.GATEWAY, limits, ECHO);
    assertThat(Site.ask(at, "GET / HTTP/1.1\r\nHos")).startsWith("HTTP/1.1 408 ");
    assertThat(Site.ask(at, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab"))
        .startsWith("HTTP/1.1 408 ");
    assertThat(Site.ask(at, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\nab"))
        .startsWith("HTTP/1.1 413 ");
    assertThat(Site.ask(at, "")).isEmpty();
  }

  @Test
  void aBugInAStopIsAFiveHundred() throws Exception {
    InetSocketAddress at =
        site.listen(
            x -> {
              throw new IllegalStateException("bug");
            });
    assertThat(Site.ask(at, "GET / HTTP/1.1\r\n" + END)).startsWith("HTTP/1.1 500 ");
  }

  @Test
  void browsersGetAPage() throws Exception {
    InetSocketAddress at = site.listen(ECHO);
    assertThat(Site.ask(at, "GET / HTTP/1.1\r\nExpect: x\r\nAccept: text/html,*/*\r\n" + END))
        .contains("text/html", "N1710");
  }

  @Test
  void browsersGetAPageOfTheUsersOwn() throws Exception {
    InetSocketAddress at = site.listen(ECHO);
    site.engine.pages(
        ErrorPages.of(
            Map.of("4xx", "<p>${status} ${phrase} $${x} ${trace}</p>", "500", "${code}")));
    String expect = "GET / HTTP/1.1\r\nExpect: x\r\n";
    assertThat(Site.ask(at, expect + "Accept: text/html\r\n" + END))
        .contains("HTTP/1.1 417 ", "text/html")
        .containsPattern("\r\n\r\n<p>417 Expectation Failed \\$\\$\\{x} [0-9a-f]{32}</p>$");
    assertThat(Site.ask(at, expect + END)).contains("application/problem+json", "N1710");
    site.engine.pages(ErrorPages.of(Map.of("4xx", "class", "417", "exact")));
    assertThat(Site.ask(at, expect + "Accept: text/html\r\n" + END)).endsWith("\r\n\r\nexact");
    site.engine.pages(ErrorPages.of(Map.of("5xx", "other")));
    assertThat(Site.ask(at, expect + "Accept: text/html\r\n" + END)).contains("N1710");
  }

  @Test
  void aHalfClosedClientStillGetsItsAnswer() throws Exception {
    InetSocketAddress at = site.listen(ECHO);
    try (Socket socket = Site.connect(at)) {
      write(socket, "GET /half HTTP/1.1\r\nHost: x\r\n\r\n");
      socket.shutdownOutput();
      assertThat(Site.readAll(socket)).contains("GET /half");
    }
  }

  @Test
  void ofWhatACallerDoesNotKeepOnlyFailuresAreKept() throws Exception {
    java.util.List<Boolean> quiet = new java.util.concurrent.CopyOnWriteArrayList<>();
    InetSocketAddress at =
        site.listen(
            x -> {
              quiet.add(x.span().isQuiet());
              ECHO.enter(x);
            });
    String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0";
    Site.ask(at, "GET / HTTP/1.1\r\ntraceparent: " + parent + "0\r\n" + END);
    Site.ask(at, "GET / HTTP/1.1\r\ntraceparent: " + parent + "1\r\n" + END);
    assertThat(quiet).containsExactly(true, false);
  }

  @Test
  void theTraceOfAClientIsJoined() throws Exception {
    InetSocketAddress at = site.listen(ECHO);
    String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    Site.ask(at, "GET / HTTP/1.1\r\ntraceparent: " + parent + "\r\n" + END);
    var span = site.spans.take();
    assertThat(span.trace()).hasToString("0af7651916cd43dd8448eb211c80319c");
    assertThat(span.parent()).isEqualTo(0xb7ad6b7169203331L);
  }

  @Test
  void keepAliveCountsTheExchanges() throws Exception {
    InetSocketAddress at = site.listen(ECHO);
    try (Socket socket = Site.connect(at)) {
      write(socket, "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n");
      Site.readUntil(socket, "GET /1 ");
      write(socket, "GET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
      Site.readUntil(socket, "GET /2 ");
    }
    assertThat(site.events())
        .isEqualTo(List.of("Accepted", "Request", "Response", "Finished", "Info"));
    assertThat(site.events()).isEqualTo(List.of("Reused", "Request", "Response", "Finished"));
    assertThat(site.events()).isEqualTo(List.of("Closed"));
  }

  /** RFC 9112 section 9.6: the end of the connection does not cut the response. */
  @Test
  void section96ASlowClientGetsTheWholeLastResponse() throws Exception {
    int size = 16 << 20;
    InetSocketAddress at =
        site.listen(x -> x.answer(x.response(200), x.alloc().directBuffer(size).writeZero(size)));
    try (Socket socket = Site.connect(at)) {
      write(socket, "GET / HTTP/1.1\r\n" + END);
      assertThat(site.events()).endsWith("Finished", "Info"); // all is answered, little is taken
      String response = Site.readAll(socket);
      assertThat(response.length() - response.indexOf("\r\n\r\n") - 4).isEqualTo(size);
    }
  }

  @Test
  void rfc9110Section1171AChallengeOfOursReachesTheClient() throws Exception {
    InetSocketAddress at =
        site.listen(
            x ->
                x.fail(
                    Failure.of(Code.PROXY_AUTH_REQUIRED, Side.CLIENT, "no credentials"),
                    List.of(Map.entry("Proxy-Authenticate", "Basic realm=\"a\""))));
    assertThat(Site.ask(at, "GET / HTTP/1.1\r\n" + END))
        .startsWith("HTTP/1.1 407 ")
        .contains("Proxy-Authenticate: Basic realm=\"a\"");
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
