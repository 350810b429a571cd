package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SplittableRandom;
import naru.base.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9112 sections 2 to 6 as a strict reader keeps them. */
final class HeadParserTest {
  private final RequestHead head = new RequestHead();

  private Optional<HeadParser.Fault> parse(String text) {
    ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    int end = HeadParser.end(in, 0);
    Optional<HeadParser.Fault> fault =
        HeadParser.parseRequest(in, end < 0 ? in.readableBytes() : end, head);
    return fault.isPresent() ? fault : Framing.check(head);
  }

  private static String unescaped(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t").replace("\\0", "\0");
  }

  @Test
  void section3OriginForm() {
    assertThat(parse("GET /a/b?x=1&y HTTP/1.1\r\nHost: Shop.naru.test:8080\r\nX: 1 \r\n\r\n"))
        .isEmpty();
    assertThat(head.method()).isEqualTo(Method.GET);
    assertThat(head.path()).isEqualTo("/a/b?x=1&y");
    assertThat(head.pathOnly()).isEqualTo("/a/b");
    assertThat(head.query()).isEqualTo("x=1&y");
    assertThat(head.host()).isEqualTo("shop.naru.test");
    assertThat(head.port()).isEqualTo(8080);
    assertThat(head.fields().text("x")).contains("1");
  }

  @Test
  void section322AbsoluteFormWinsOverHost() {
    assertThat(parse("GET http://a.test/p HTTP/1.1\r\nHost: b.test\r\n\r\n")).isEmpty();
    assertThat(head.form()).isEqualTo(RequestHead.Form.ABSOLUTE);
    assertThat(head.host()).isEqualTo("a.test");
    assertThat(head.fields().text(Field.HOST)).contains("a.test");
    assertThat(head.path()).isEqualTo("/p");
  }

  /** A server that takes 010 for an octal number would see the rest of the body as a request. */
  @Test
  void section62ALengthIsSentOnWithoutLeadingZeros() {
    assertThat(parse("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0010\r\n\r\n")).isEmpty();
    assertThat(head.fields().list(Field.CONTENT_LENGTH)).isEqualTo("10");
    assertThat(Framing.of(head)).isEqualTo(10);
    assertThat(parse("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 00\r\n\r\n")).isEmpty();
    assertThat(head.fields().list(Field.CONTENT_LENGTH)).isEqualTo("0");
    assertThat(parse("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")).isEmpty();
    assertThat(head.fields().list(Field.CONTENT_LENGTH)).isEqualTo("0");
  }

  @Test
  void section322EmptyPathMeansSlash() {
    assertThat(parse("GET http://a.test?q=1 HTTP/1.1\r\nHost: a.test\r\n\r\n")).isEmpty();
    assertThat(head.path()).isEqualTo("/?q=1");
    assertThat(head.query()).isEqualTo("q=1");
  }

  @Test
  void section323AuthorityForm() {
    assertThat(parse("CONNECT [::1]:443 HTTP/1.1\r\nHost: x\r\n\r\n")).isEmpty();
    assertThat(head.host()).isEqualTo("::1");
    assertThat(head.port()).isEqualTo(443);
  }

  @Test
  void section324AsteriskForm() {
    assertThat(parse("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n")).isEmpty();
    assertThat(head.form()).isEqualTo(RequestHead.Form.ASTERISK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\\nHost: x\\n\\n",
        "GET / HTTP/1.1\\r\\nHost: x\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost: x\\r\\n folded\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost : x\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\n: x\\r\\nHost: x\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost: x\\r\\nHost: x\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost:\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost: a,b\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost: user@x\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost: x/y\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost: x:99999\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost: x\\r\\nA: b\\0c\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost: x\\r\\nA: b\\rc\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost: x\\r\\nA\\0: b\\r\\n\\r\\n",
        "GET  / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "GET /  HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "GET /a b HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "GET /#f HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "GET / http/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "GET / HTTP/1.1 \\r\\nHost: x\\r\\n\\r\\n",
        "GET / HTTP/1.10\\r\\nHost: x\\r\\n\\r\\n",
        "GET /\\r\\nHost: x\\r\\n\\r\\n",
        "GET * HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "GET ftp://x/ HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "GET http://u@x/ HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "CONNECT x HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "CONNECT /x HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "G@T / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: x\\r"
            + "\\n"
            + "Content-Length: 1\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n",
        "POST / HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 1\\r\\nContent-Length: 1\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 1, 1\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: +1\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: -1\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 0x1\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 1 1\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 1_0\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r\\nHost: x\\r\\nContent-Length:\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 9999999999999999999\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: chunked, chunked\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: chunked, gzip\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: gzip, chunked\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: x\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n",
        "POST / HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: \\tchunked,\\r\\n\\r\\n",
        "POST / HTTP/1.0\\r\\nHost: x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n",
      })
  void section112WhatSmugglesIsRefused(String text) {
    assertThat(parse(unescaped(text))).isPresent();
  }

  @Test
  void section61UnknownCodingIsNotImplemented() {
    assertThat(parse("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n"))
        .get()
        .extracting(HeadParser.Fault::code)
        .isEqualTo(Code.REQUEST_UNSUPPORTED_CODING);
  }

  @Test
  void section23OtherVersions() {
    assertThat(parse("GET / HTTP/2.0\r\nHost: x\r\n\r\n"))
        .get()
        .extracting(HeadParser.Fault::code)
        .isEqualTo(Code.REQUEST_VERSION);
    assertThat(parse("GET / HTTP/1.0\r\n\r\n")).isEmpty();
    assertThat(head.http10()).isTrue();
  }

  @Test
  void whatIsWrittenIsWhatWasReadWithoutTheHops() {
    parse(
        "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close, X-Mine\r\nX-Mine: 1\r\nKeep-Alive: 5\r\n"
            + "Accept:   */*  \r\nTE: trailers\r\nUser-Agent: t\r\n\r\n");
    head.fields().removeHopByHop();
    head.fields().add(Field.VIA, "1.1 naru");
    ByteBuf out = Unpooled.buffer();
    head.writeTo(out);
    assertThat(out.toString(StandardCharsets.US_ASCII))
        .isEqualTo(
            "GET /x HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nUser-Agent: t\r\nVia: 1.1 naru\r\n\r\n");
  }

  @Test
  void section761AConnectionFieldCannotTakeAwayHostOrFraming() {
    parse(
        "POST / HTTP/1.1\r\n"
            + "Host: a\r\n"
            + "Connection: Host, Content-Length\r\n"
            + "Content-Length: 3\r\n\r\n");
    head.fields().removeHopByHop();
    assertThat(head.fields().text(Field.HOST)).contains("a");
    assertThat(Framing.of(head)).isEqualTo(3);
  }

  @Test
  void everyKnownNameIsFoundInAnyCase() {
    for (int id = 1; id < 56; id++) {
      assertThat(Field.id(Field.name(id))).isEqualTo(id);
      assertThat(Field.id(Field.name(id).toUpperCase(java.util.Locale.ROOT))).isEqualTo(id);
    }
    assertThat(Field.id("X-Nobody")).isEqualTo(Field.OTHER);
  }

  @Test
  void randomBytesNeverThrow() {
    SplittableRandom random = new SplittableRandom(7);
    String seedText = "GET /a?b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nA: b\r\n\r\nabc";
    for (int n = 0; n < 200_000; n++) {
      byte[] b = seedText.getBytes(StandardCharsets.US_ASCII);
      int changes = 1 + random.nextInt(4);
      for (int c = 0; c < changes; c++) {
        b[random.nextInt(b.length)] = (byte) random.nextInt(256);
      }
      ByteBuf in = Unpooled.wrappedBuffer(b);
      int end = HeadParser.end(in, 0);
      Optional<HeadParser.Fault> fault =
          HeadParser.parseRequest(in, end < 0 ? b.length : end, head);
      if (fault.isEmpty() && Framing.check(head).isEmpty()) {
        assertThat(head.fields().size()).isPositive();
      }
    }
  }
}
