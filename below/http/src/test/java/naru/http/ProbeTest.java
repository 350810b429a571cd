package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import naru.base.Failure;
import naru.base.Side;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The vectors of request smuggling and malformed messages, by the names under which Http11Probe
 * lists them, from both sides. A request is answered with one status and the connection closes; or
 * it is a good one, and what a strict reader takes as its body is all that is taken.
 */
final class ProbeTest {
  private final Site site = new Site();
  private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
  private InetSocketAddress at = new InetSocketAddress(0);

  @BeforeEach
  void open() {
    at = site.listen(this::echo);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private void echo(Exchange x) {
    StringBuilder body = new StringBuilder();
    x.readBody(
        new BodySink() {
          @Override
          public void data(ByteBuf data) {
            body.append(data.toString(java.nio.charset.StandardCharsets.ISO_8859_1));
            data.release();
          }

          @Override
          public void end() {
            bodies.add(x.request().path() + body);
            x.answer(x.response(200), ByteBufUtil.writeAscii(x.alloc(), "[" + body + "]"));
          }

          @Override
          public void abort(Failure failure) {}
        });
  }

  private static String unescaped(String text) {
    return text.replace("\\r", "\r")
        .replace("\\n", "\n")
        .replace("\\t", "\t")
        .replace("\\v", "\u000b")
        .replace("\\f", "\f")
        .replace("\\0", "\0");
  }

  /** What follows a refused request must never be read as another one. */
  private String status(String request) throws Exception {
    try (Socket socket = Site.connect(at)) {
      Site.write(socket, request + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
      socket.shutdownOutput();
      String all = Site.readAll(socket);
      assertThat(bodies).doesNotContain("/smuggled");
      assertThat(all.split("HTTP/1\\.1 [0-9]{3} ", -1)).hasSize(2);
      explained(all);
      return all.substring(9, 12);
    }
  }

  /** The trace gives the reason that the answer gives, and who caused it. */
  private void explained(String answer) throws Exception {
    Failure failure = site.failure();
    assertThat(failure.side()).isEqualTo(Side.CLIENT);
    assertThat(failure.detail()).isNotBlank();
    assertThat(answer)
        .contains(" " + failure.code().status() + " ")
        .contains("\"reason\":\"" + failure.code().reason() + "\"");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          CL-TE-BOTH               | 400 | `Content-Length: 6\\r\\nTransfer-Encoding: chunked`
          DUPLICATE-CL             | 400 | `Content-Length: 5\\r\\nContent-Length: 6`
          CL-NEGATIVE              | 400 | `Content-Length: -5`
          CL-PLUS                  | 400 | `Content-Length: +5`
          CL-OCTAL                 | 400 | `Content-Length: 0o5`
          CL-HEX-PREFIX            | 400 | `Content-Length: 0x5`
          CL-INTERNAL-SPACE        | 400 | `Content-Length: 1 5`
          CL-COMMA-DIFFERENT       | 400 | `Content-Length: 5, 6`
          CL-COMMA-SAME            | 400 | `Content-Length: 5, 5`
          CL-COMMA-TRIPLE          | 400 | `Content-Length: 5, 5, 5`
          CL-UNDERSCORE            | 400 | `Content-Length: 1_5`
          CL-OVERFLOW              | 400 | `Content-Length: 99999999999999999999`
          CL-EMPTY                 | 400 | `Content-Length:`
          TE-XCHUNKED              | 501 | `Transfer-Encoding: xchunked`
          TE-SP-BEFORE-COLON       | 400 | `Transfer-Encoding : chunked`
          TE-DOUBLE-CHUNKED        | 400 | `Transfer-Encoding: chunked, chunked`
          TE-NOT-FINAL-CHUNKED     | 400 | `Transfer-Encoding: chunked, gzip`
          TE-EMPTY                 | 501 | `Transfer-Encoding:`
          TE-LEADING-COMMA         | 400 | `Transfer-Encoding: , chunked`
          TE-TRAILING-COMMA        | 400 | `Transfer-Encoding: chunked,`
          TE-DUPLICATE-HEADERS     | 400 | `Transfer-Encoding: chunked\\r\\nTransfer-Encoding: identity`
          TE-VTAB                  | 400 | `Transfer-Encoding: \\vchunked`
          TE-FORMFEED              | 400 | `Transfer-Encoding: \\fchunked`
          TE-NULL                  | 400 | `Transfer-Encoding: chunked\\0`
          TE-IDENTITY              | 501 | `Transfer-Encoding: identity`
          TE-OBS-FOLD              | 400 | `Transfer-Encoding:\\r\\n chunked`
          MULTIPLE-HOST-COMMA      | 400 | `Host: x,y`
          DUPLICATE-HOST           | 400 | `Host: x\\r\\nHost: x`
          HOST-USERINFO            | 400 | `Host: user@x`
          HOST-PATH                | 400 | `Host: x/y`
          BARE-LF-HEADER           | 400 | `Host: x\\nA: b`
          BARE-CR-HEADER           | 400 | `A: b\\rc`
          NUL-IN-VALUE             | 400 | `A: b\\0c`
          """)
  void rfc9112FieldsOfARequest(String id, String status, String field) throws Exception {
    String host = field.startsWith("Host") ? "" : "Host: x\r\n";
    assertThat(status("POST / HTTP/1.1\r\n" + host + unescaped(field) + "\r\n\r\n"))
        .as(id)
        .isEqualTo(status);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          CHUNK-BARE-SEMICOLON       | `5;\\r\\nhello\\r\\n0\\r\\n\\r\\n`
          CHUNK-EXT-INVALID-TOKEN    | `5;[a]\\r\\nhello\\r\\n0\\r\\n\\r\\n`
          CHUNK-EXT-QUOTE-OPEN       | `5;a="b\\r\\nhello\\r\\n0\\r\\n\\r\\n`
          CHUNK-EXT-LF               | `5;a\\nhello\\r\\n0\\r\\n\\r\\n`
          CHUNK-EXT-CR               | `5;a\\rb\\r\\nhello\\r\\n0\\r\\n\\r\\n`
          CHUNK-EXT-CTRL             | `5;a\\0\\r\\nhello\\r\\n0\\r\\n\\r\\n`
          CHUNK-UNDERSCORE           | `0_5\\r\\nhello\\r\\n0\\r\\n\\r\\n`
          CHUNK-HEX-PREFIX           | `0x5\\r\\nhello\\r\\n0\\r\\n\\r\\n`
          CHUNK-SIZE-PLUS            | `+5\\r\\nhello\\r\\n0\\r\\n\\r\\n`
          CHUNK-SIZE-TRAILING-OWS    | `5 \\r\\nhello\\r\\n0\\r\\n\\r\\n`
          CHUNK-LEADING-SP           | ` 5\\r\\nhello\\r\\n0\\r\\n\\r\\n`
          CHUNK-MISSING-CRLF         | `5\\r\\nhello0\\r\\n\\r\\n`
          CHUNK-SPILL                | `5\\r\\nhello!\\r\\n0\\r\\n\\r\\n`
          CHUNK-LF-TERM              | `5\\nhello\\r\\n0\\r\\n\\r\\n`
          CHUNK-BARE-CR-TERM         | `5\\rhello\\r\\n0\\r\\n\\r\\n`
          CHUNK-LF-TRAILER           | `0\\r\\nA: b\\n\\r\\n`
          CHUNK-NEGATIVE             | `-5\\r\\nhello\\r\\n0\\r\\n\\r\\n`
          CHUNK-INVALID-SIZE         | `zz\\r\\nhello\\r\\n0\\r\\n\\r\\n`
          CHUNK-OVERFLOW             | `ffffffffffffffff\\r\\nhello\\r\\n0\\r\\n\\r\\n`
          """)
  void rfc9112Section71Chunks(String id, String body) throws Exception {
    String head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertThat(status(head + unescaped(body))).as(id).isEqualTo("400");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          BARE-LF-REQUEST-LINE   | 400 | `GET / HTTP/1.1\\nHost: x\\r\\n\\r\\n`
          HTTP09                 | 400 | `GET /\\r\\n\\r\\n`
          HTTP20                 | 505 | `GET / HTTP/2.0\\r\\nHost: x\\r\\n\\r\\n`
          VERSION-CASE           | 400 | `GET / http/1.1\\r\\nHost: x\\r\\n\\r\\n`
          VERSION-WHITESPACE     | 400 | `GET / HTTP/1.1 \\r\\nHost: x\\r\\n\\r\\n`
          MISSING-HOST           | 400 | `GET / HTTP/1.1\\r\\n\\r\\n`
          EMPTY-HOST             | 400 | `GET / HTTP/1.1\\r\\nHost:\\r\\n\\r\\n`
          FRAGMENT               | 400 | `GET /#a HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n`
          ASTERISK-GET           | 400 | `GET * HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n`
          CR-ONLY                | 400 | `GET / HTTP/1.1\\rHost: x\\r\\r`
          SP-BEFORE-FIRST-HEADER | 400 | `GET / HTTP/1.1\\r\\n Host: x\\r\\n\\r\\n`
          TE-HTTP10              | 400 | `POST / HTTP/1.0\\r\\nHost: x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n`
          CONNECT-PATH           | 400 | `CONNECT /x HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n`
          """)
  void rfc9112Section3RequestLines(String id, String status, String request) throws Exception {
    assertThat(status(unescaped(request))).as(id).isEqualTo(status);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          CL-LEADING-ZEROS    | hello | `Content-Length: 0005\\r\\n\\r\\nhello`
          CL-TRAILING-SPACE   | hello | `Content-Length: 5  \\r\\n\\r\\nhello`
          TE-CASE-MISMATCH    | hello | `Transfer-Encoding: Chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\n\\r\\n`
          TE-TRAILING-SPACE   | hello | `Transfer-Encoding: chunked \\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\n\\r\\n`
          TE-TAB-BEFORE-VALUE | hello | `Transfer-Encoding:\\tchunked\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\n\\r\\n`
          TRAILER-CL          | hello | `Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\nContent-Length: 9\\r\\n\\r\\n`
          TRAILER-TE          | hello | `Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\nTransfer-Encoding: x\\r\\n\\r\\n`
          TRAILER-AUTH        | hello | `Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\nAuthorization: Basic eA==\\r\\n\\r\\n`
          TRAILER-CONTENT-TYPE | hello | `Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\nContent-Type: a/b\\r\\n\\r\\n`
          TRAILER-HOST        | hello | `Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\nHost: y\\r\\n\\r\\n`
          CHUNK-EXT           | hello | `Transfer-Encoding: chunked\\r\\n\\r\\n5;a=b;c="d e"\\r\\nhello\\r\\n0\\r\\n\\r\\n`
          TRANSFER_ENCODING   | hello | `Transfer_Encoding: chunked\\r\\nContent-Length: 5\\r\\n\\r\\nhello`
          GET-CL-BODY-DESYNC  | hello | `Content-Length: 5\\r\\n\\r\\nhello`
          CL0-BODY-POISON     | `[]`  | `Content-Length: 0\\r\\n\\r\\n`
          """)
  void rfc9112Section63WhatIsGoodIsReadInOneWay(String id, String body, String rest)
      throws Exception {
    String method = id.startsWith("GET") ? "GET" : "POST";
    try (Socket socket = Site.connect(at)) {
      Site.write(socket, method + " / HTTP/1.1\r\nHost: x\r\n" + unescaped(rest));
      Site.write(socket, "GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(Site.readAll(socket)).as(id).contains(body, "[]");
    }
    assertThat(bodies.take()).isEqualTo(body.equals("[]") ? "/" : "/" + body);
    assertThat(bodies.take()).isEqualTo("/next");
  }

  @Test
  void rfc9112Section71ExtensionsMustNotOutweighTheData() throws Exception {
    String head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    String chunk = "1;" + "a".repeat(1000) + "\r\nx\r\n";
    assertThat(status(head + chunk.repeat(40))).isEqualTo("400");
  }

  // ---- sequences: what is behind a request is the next one, or nothing

  /** The paths and bodies that reached the stop, and the statuses that were answered. */
  private String reached(String requests) throws Exception {
    String all;
    try (Socket socket = Site.connect(at)) {
      Site.write(socket, unescaped(requests));
      socket.shutdownOutput();
      all = Site.readAll(socket);
    }
    StringBuilder told = new StringBuilder(String.join(" ", bodies));
    java.util.regex.Matcher statuses =
        java.util.regex.Pattern.compile("HTTP/1\\.1 ([0-9]{3}) ").matcher(all);
    while (statuses.find()) {
      told.append(' ').append(statuses.group(1));
    }
    java.util.regex.Matcher reason =
        java.util.regex.Pattern.compile("\"reason\":\"([^\"]+)\"").matcher(all);
    return reason.find() ? told + " " + reason.group(1) : told.toString();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          CLTE-PIPELINE             | ` 400 request.malformed` | `POST /a HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 4\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\nGET /b HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n`
          TECL-PIPELINE             | ` 400 request.malformed` | `POST /a HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: chunked\\r\\nContent-Length: 30\\r\\n\\r\\n0\\r\\n\\r\\nGET /b HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n`
          CLTE-SMUGGLED-HEAD        | ` 400 request.malformed` | `POST /a HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 50\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\nHEAD /b HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n`
          GET-CL-PREFIX-DESYNC      | `/a0123 /b 200 200` | `GET /a HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 4\\r\\n\\r\\n0123GET /b HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n`
          OPTIONS-CL-BODY-DESYNC    | `/a0123 /b 200 200` | `OPTIONS /a HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 4\\r\\n\\r\\n0123GET /b HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n`
          CL0-BODY-POISON           | `/a 200 400 request.malformed` | `POST /a HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 0\\r\\n\\r\\n{}\\r\\n\\r\\n`
          EXPECT-100-CL-DESYNC      | `/aGET / 100 200` | `POST /a HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\nExpect: 100-continue\\r\\nContent-Length: 5\\r\\n\\r\\nGET /b HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n`
          EXPECT-UNKNOWN            | ` 417 request.unknown-expectation` | `POST /a HTTP/1.1\\r\\nHost: x\\r\\nExpect: 200-ok\\r\\nContent-Length: 5\\r\\n\\r\\nGET /b HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n`
          EXPECT-TWICE              | ` 417 request.unknown-expectation` | `POST /a HTTP/1.1\\r\\nHost: x\\r\\nExpect: 100-continue, 200-ok\\r\\nContent-Length: 1\\r\\n\\r\\na`
          CHUNK-DESYNC-PIPELINE     | ` 400 request.malformed` | `POST /a HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\n\\r\\nGET /b HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n`
          TE-UNKNOWN-PIPELINE       | ` 501 request.unsupported-coding` | `POST /a HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: xchunked\\r\\n\\r\\n0\\r\\n\\r\\nGET /b HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n`
          H2C-UPGRADE               | `/a /b 200 200` | `GET /a HTTP/1.1\\r\\nHost: x\\r\\nConnection: Upgrade, HTTP2-Settings\\r\\nUpgrade: h2c\\r\\nHTTP2-Settings: AAMAAABkAAQAAP__\\r\\n\\r\\nGET /b HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n`
          LEADING-CRLF              | `/a /b 200 200` | `\\r\\nGET /a HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n\\r\\nGET /b HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n`
          HTTP10-CLOSES             | `/a 200` | `GET /a HTTP/1.0\\r\\nHost: x\\r\\n\\r\\nGET /b HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n`
          VERSION-12                | `/a 200` | `GET /a HTTP/1.2\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n`
          """)
  void rfc9112Section11WhatFollowsARequest(String id, String told, String requests)
      throws Exception {
    assertThat(reached(requests)).as(id).isEqualTo(told);
  }
}
