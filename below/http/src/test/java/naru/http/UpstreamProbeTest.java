package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.base.Side;
import naru.trace.Entry;
import naru.trace.HttpEvent;
import naru.trace.SpanRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What servers may not say. Each case ends in a reason of its own, in the answer where there can
 * still be one and in the trace always, and the next request gets its own response.
 */
final class UpstreamProbeTest {
  private static final String GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood";

  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  private static String unescaped(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0").replace("\\t", "\t");
  }

  /** Says the bad thing to whoever asks for it, and waits for more; the good one to all others. */
  private static Backend.Script saying(String bad) {
    return socket -> {
      while (true) {
        String head = Site.readUntil(socket, "\r\n\r\n");
        Site.write(socket, head.startsWith("GET /bad") ? bad : GOOD);
      }
    };
  }

  /** Says this to the first who asks, and no more. */
  private static Backend.Script sayingOnce(String text) {
    return socket -> {
      Site.readUntil(socket, "\r\n\r\n");
      Site.write(socket, text);
      Site.readAll(socket);
    };
  }

  /** As {@link #saying}, but it closes after the bad thing. */
  private static Backend.Script sayingLast(String bad) {
    return socket -> {
      while (true) {
        String head = Site.readUntil(socket, "\r\n\r\n");
        boolean last = head.startsWith("GET /bad");
        Site.write(socket, last ? bad : GOOD);
        if (last) {
          return;
        }
      }
    };
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  }

  /** The reason of the next request that failed. */
  private String failure() throws InterruptedException {
    for (SpanRecord span = next(); span != null; span = next()) {
      for (Entry entry : span.entries()) {
        if (entry.event() instanceof HttpEvent.Failed failed) {
          assertThat(failed.failure().side()).isEqualTo(Side.UPSTREAM);
          assertThat(failed.failure().detail()).isNotBlank();
          return failed.failure().code().reason();
        }
      }
    }
    return "no failure";
  }

  private @Nullable SpanRecord next() throws InterruptedException {
    return site.spans.poll(10, TimeUnit.SECONDS);
  }

  private static String readToTheEnd(InetSocketAddress front, String request) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Socket socket = Site.connect(front)) {
      Site.write(socket, request);
      for (int c = socket.getInputStream().read(); c >= 0; c = socket.getInputStream().read()) {
        all.append((char) c);
      }
    } catch (SocketException reset) {
      // a part must not look like the whole
    }
    return all.toString();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          CL-TE-BOTH          | ambiguous-framing  | `200 OK\\r\\nContent-Length: 1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n`
          TE-CL-BOTH          | ambiguous-framing  | `200 OK\\r\\nTransfer-Encoding: chunked\\r\\nContent-Length: 1\\r\\n\\r\\n0\\r\\n\\r\\n`
          DUPLICATE-CL        | ambiguous-framing  | `200 OK\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\nab`
          DUPLICATE-CL-SAME   | ambiguous-framing  | `200 OK\\r\\nContent-Length: 2\\r\\nContent-Length: 2\\r\\n\\r\\nab`
          CL-NEGATIVE         | ambiguous-framing  | `200 OK\\r\\nContent-Length: -1\\r\\n\\r\\n`
          CL-PLUS             | ambiguous-framing  | `200 OK\\r\\nContent-Length: +1\\r\\n\\r\\na`
          CL-EMPTY            | ambiguous-framing  | `200 OK\\r\\nContent-Length:\\r\\n\\r\\na`
          CL-COMMA-DIFFERENT  | ambiguous-framing  | `200 OK\\r\\nContent-Length: 1, 2\\r\\n\\r\\nab`
          CL-HEX-PREFIX       | ambiguous-framing  | `200 OK\\r\\nContent-Length: 0x1\\r\\n\\r\\na`
          CL-OVERFLOW         | ambiguous-framing  | `200 OK\\r\\nContent-Length: 99999999999999999999\\r\\n\\r\\na`
          TE-XCHUNKED         | ambiguous-framing  | `200 OK\\r\\nTransfer-Encoding: xchunked\\r\\n\\r\\n`
          TE-NOT-FINAL        | ambiguous-framing  | `200 OK\\r\\nTransfer-Encoding: chunked, gzip\\r\\n\\r\\n`
          TE-DUPLICATE        | ambiguous-framing  | `200 OK\\r\\nTransfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n`
          TE-OBS-FOLD         | malformed-response | `200 OK\\r\\nTransfer-Encoding:\\r\\n chunked\\r\\n\\r\\n`
          OBS-FOLD            | malformed-response | `200 OK\\r\\nA: b\\r\\n c\\r\\nContent-Length: 0\\r\\n\\r\\n`
          SP-BEFORE-COLON     | malformed-response | `200 OK\\r\\nContent-Length : 0\\r\\n\\r\\n`
          NO-NAME             | malformed-response | `200 OK\\r\\n: b\\r\\nContent-Length: 0\\r\\n\\r\\n`
          NUL-IN-VALUE        | malformed-response | `200 OK\\r\\nA: b\\0\\r\\nContent-Length: 0\\r\\n\\r\\n`
          NUL-IN-NAME         | malformed-response | `200 OK\\r\\nA\\0: b\\r\\nContent-Length: 0\\r\\n\\r\\n`
          NUL-IN-REASON       | malformed-response | `200 O\\0K\\r\\nContent-Length: 0\\r\\n\\r\\n`
          BARE-CR             | malformed-response | `200 OK\\r\\nA: b\\rC: d\\r\\nContent-Length: 0\\r\\n\\r\\n`
          BARE-LF             | malformed-response | `200 OK\\nContent-Length: 0\\n\\n`
          BARE-LF-IN-FIELDS   | malformed-response | `200 OK\\r\\nA: b\\nContent-Length: 0\\r\\n\\r\\n`
          STATUS-LETTERS      | malformed-response | `2OO OK\\r\\nContent-Length: 0\\r\\n\\r\\n`
          STATUS-TOO-LARGE    | malformed-response | `600 Odd\\r\\nContent-Length: 0\\r\\n\\r\\n`
          STATUS-FOUR-DIGITS  | malformed-response | `2000 OK\\r\\nContent-Length: 0\\r\\n\\r\\n`
          SWITCHING-UNASKED   | bad-upgrade        | `101 Switching Protocols\\r\\nConnection: upgrade\\r\\nUpgrade: websocket\\r\\n\\r\\n`
          """)
  void rfc9112HeadsThatAreRefused(String id, String reason, String response) throws Exception {
    try (Backend backend = Backend.playing(saying("HTTP/1.1 " + unescaped(response)))) {
      InetSocketAddress front = site.listen(Trying.of(backend.peer()));
      assertThat(Site.ask(front, get("/bad")))
          .as(id)
          .startsWith("HTTP/1.1 502 ")
          .contains("\"reason\":\"upstream." + reason + "\"");
      assertThat(failure()).isEqualTo("upstream." + reason);
      assertThat(Site.ask(front, get("/"))).as(id).endsWith("\r\n\r\ngood");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          HTTP-0.9       | not-http         | `<html>hello</html>`
          SSH            | not-http         | `SSH-2.0-OpenSSH\\r\\n`
          LOWER-CASE     | not-http         | `http/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n`
          HTTP-2         | not-http         | `HTTP/2.0 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n`
          EMPTY-LINE     | not-http         | `\\r\\nHTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n`
          H2-SETTINGS    | not-http         | `\\0\\0\\0\\t\\0\\0\\0\\0\\0`
          SILENCE        | closed-before-response | ``
          PART-OF-A-HEAD | closed-before-response | `HTTP/1.1 200 OK\\r\\nContent-Le`
          """)
  void whatIsNoResponseAtAll(String id, String reason, String response) throws Exception {
    try (Backend backend = Backend.playing(sayingLast(unescaped(response)))) {
      InetSocketAddress front = site.listen(Trying.of(backend.peer()));
      assertThat(Site.ask(front, get("/bad")))
          .as(id)
          .startsWith("HTTP/1.1 502 ")
          .contains("\"reason\":\"upstream." + reason + "\"");
      assertThat(failure()).isEqualTo("upstream." + reason);
      assertThat(Site.ask(front, get("/"))).as(id).endsWith("\r\n\r\ngood");
    }
  }

  @Test
  void floodsHaveAnEnd() throws Exception {
    String interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    refuses(interim.repeat(1000) + GOOD, "upstream.interim-flood");
    refuses("HTTP/1.1 100 Continue\r\n\r\n".repeat(1000) + GOOD, "upstream.interim-flood");
    String head = "HTTP/1.1 200 OK\r\n" + "A: " + "a".repeat(1000) + "\r\n";
    refuses(head + ("B: " + "b".repeat(1000) + "\r\n").repeat(100), "upstream.head-too-large");
    refuses("HTTP/1.1 200 " + "a".repeat(100_000), "upstream.head-too-large");
  }

  private void refuses(String response, String reason) throws Exception {
    try (Backend backend = Backend.playing(saying(response))) {
      InetSocketAddress front = site.listen(Trying.of(backend.peer()));
      assertThat(Site.ask(front, get("/bad"))).contains("\"reason\":\"" + reason + "\"");
      assertThat(failure()).isEqualTo(reason);
      assertThat(Site.ask(front, get("/"))).endsWith("\r\n\r\ngood");
    }
  }

  /** RFC 9110 section 15.2: an interim response has no body, and no fields that speak of one. */
  @Test
  void interimResponsesCannotCarryFraming() throws Exception {
    String early =
        "HTTP/1.1 103 Early Hints\r\nContent-Length: 9\r\nConnection: x-hop\r\nX-Hop: a\r\n\r\n";
    try (Backend backend = Backend.playing(saying(early + GOOD))) {
      InetSocketAddress front = site.listen(Trying.of(backend.peer()));
      assertThat(Site.ask(front, get("/bad")))
          .startsWith("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n")
          .endsWith("good");
    }
  }

  /** RFC 9112 section 6.3: a body that breaks after the head is cut, never ended. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          CHUNK-SPILL         | malformed-body  | chunked | `5\\r\\nhello!\\r\\n0\\r\\n\\r\\n`
          CHUNK-LF-TERM       | malformed-body  | chunked | `5\\nhello\\r\\n0\\r\\n\\r\\n`
          CHUNK-HEX-PREFIX    | malformed-body  | chunked | `0x5\\r\\nhello\\r\\n0\\r\\n\\r\\n`
          CHUNK-NEGATIVE      | malformed-body  | chunked | `-5\\r\\nhello\\r\\n0\\r\\n\\r\\n`
          CHUNK-SPACE         | malformed-body  | chunked | `5 \\r\\nhello\\r\\n0\\r\\n\\r\\n`
          CHUNK-OVERFLOW      | malformed-body  | chunked | `10000000000000005\\r\\nhello\\r\\n0\\r\\n\\r\\n`
          CHUNK-EMPTY-SIZE    | malformed-body  | chunked | `\\r\\nhello\\r\\n0\\r\\n\\r\\n`
          TRAILER-OBS-FOLD    | malformed-body  | chunked | `5\\r\\nhello\\r\\n0\\r\\nA: b\\r\\n c\\r\\n\\r\\n`
          TRAILER-NUL         | malformed-body  | chunked | `5\\r\\nhello\\r\\n0\\r\\nA: b\\0\\r\\n\\r\\n`
          TRAILER-LF          | malformed-body  | chunked | `5\\r\\nhello\\r\\n0\\r\\nA: b\\n\\r\\n`
          CHUNK-CUT           | closed-mid-body | chunked | `5\\r\\nhel`
          NO-LAST-CHUNK       | closed-mid-body | chunked | `5\\r\\nhello\\r\\n`
          CUT-IN-TRAILERS     | closed-mid-body | chunked | `5\\r\\nhello\\r\\n0\\r\\nA: b\\r\\n`
          SHORTER-THAN-SAID   | closed-mid-body | 10      | `hello`
          NOTHING-OF-IT       | closed-mid-body | 10      | ``
          """)
  void rfc9112Section63BrokenBodies(String id, String reason, String framing, String body)
      throws Exception {
    String field =
        framing.equals("chunked") ? "Transfer-Encoding: chunked" : "Content-Length: " + framing;
    String response = "HTTP/1.1 200 OK\r\n" + field + "\r\n\r\n" + unescaped(body);
    try (Backend backend = Backend.playing(sayingLast(response))) {
      InetSocketAddress front = site.listen(Trying.of(backend.peer()));
      String got = readToTheEnd(front, get("/bad"));
      assertThat(got).as(id).doesNotContain("\r\n0\r\n\r\n").doesNotContain("good");
      assertThat(failure()).as(id).isEqualTo("upstream." + reason);
      assertThat(Site.ask(front, get("/"))).as(id).endsWith("\r\n\r\ngood");
    }
  }

  /** RFC 9112 section 11.1: what a server says beyond its response is never another response. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          SPLIT          | `200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nokHTTP/1.1 200 OK\\r\\n\\r\\nevil`
          SPLIT-CHUNKED  | `200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n2\\r\\nok\\r\\n0\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\n\\r\\nevil`
          LONGER         | `200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok evil`
          204-WITH-BODY  | `204 No Content\\r\\nContent-Length: 4\\r\\n\\r\\nevil`
          304-WITH-BODY  | `304 Not Modified\\r\\nContent-Length: 4\\r\\n\\r\\nevil`
          """)
  void rfc9112Section111ResponseSplitting(String id, String response) throws Exception {
    try (Backend backend = Backend.playing(saying("HTTP/1.1 " + unescaped(response)));
        Socket client = Site.connect(site.listen(Trying.of(backend.peer())))) {
      Site.write(client, "GET /bad HTTP/1.1\r\nHost: x\r\n\r\n" + get("/"));
      assertThat(Site.readAll(client)).as(id).doesNotContain("evil").endsWith("good");
      assertThat(site.metrics.text()).contains("naru_upstream_reuses_total 0\n");
    }
  }

  /** What comes while nobody has asked is not the answer to the next request. */
  @Test
  void section93AnAnswerToNothingEndsTheConnection() throws Exception {
    try (Backend backend =
            Backend.playing(
                s -> {
                  Site.readUntil(s, "\r\n\r\n");
                  Site.write(s, GOOD);
                  site.untilMetric("naru_upstream_idle 1");
                  Site.write(s, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                  Site.readAll(s);
                },
                saying(""));
        Socket client = Site.connect(site.listen(Trying.of(backend.peer())))) {
      Site.write(client, "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n");
      Site.readUntil(client, "good");
      site.untilMetric("naru_upstream_unasked_total 1");
      assertThat(site.failureCode()).isEqualTo(Code.UPSTREAM_UNASKED);
      Site.write(client, get("/2"));
      assertThat(Site.readAll(client)).doesNotContain("evil").endsWith("good");
    }
  }

  /** HEAD: whatever the fields say, there is no body; if one comes, it belongs to nobody. */
  @Test
  void section932HeadWithABody() throws Exception {
    String head = "HEAD /head HTTP/1.1\r\nHost: x\r\n\r\n";
    try (Backend backend =
            Backend.playing(
                sayingOnce("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"), saying(""));
        Socket client = Site.connect(site.listen(Trying.of(backend.peer())))) {
      Site.write(client, head + get("/"));
      assertThat(Site.readAll(client)).doesNotContain("evil").endsWith("good");
    }
  }

  /**
   * An answer before the request is whole: it is passed on, and the connection is not used again.
   */
  @Test
  void anEarlyAnswerIsPassedOnAndItsConnectionEnds() throws Exception {
    try (Backend backend =
        Backend.playing(
            sayingOnce("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"), saying(""))) {
      InetSocketAddress front = site.listen(Trying.of(backend.peer()));
      try (Socket client = Site.connect(front)) {
        Site.write(client, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello");
        assertThat(Site.readUntil(client, "no")).startsWith("HTTP/1.1 403 ");
        Site.write(client, "world");
      }
      assertThat(Site.ask(front, get("/"))).endsWith("good");
      assertThat(site.metrics.text()).contains("naru_upstream_reuses_total 0\n");
    }
  }

  /** The same, and then it resets: what was said whole stays said. */
  @Test
  void anEarlyAnswerFollowedByAReset() throws Exception {
    try (Backend backend =
        Backend.playing(
            s -> {
              Site.readUntil(s, "\r\n\r\n");
              Site.write(s, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno");
              s.setSoLinger(true, 0);
            })) {
      InetSocketAddress front = site.listen(Trying.of(backend.peer()));
      for (int i = 0; i < 20; i++) {
        try (Socket client = Site.connect(front)) {
          Site.write(client, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello");
          String got = Site.readUntil(client, "\r\n\r\n");
          assertThat(got).containsAnyOf("HTTP/1.1 413 ", "HTTP/1.1 502 ");
        }
      }
    }
  }
}
