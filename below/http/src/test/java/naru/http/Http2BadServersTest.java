package naru.http;

import static naru.http.Http2Backend.OK;
import static naru.http.Http2Backend.all;
import static naru.http.Http2Backend.field;
import static naru.http.Http2Backend.good;
import static naru.http.Http2Backend.headers;
import static naru.http.Http2Backend.peer;
import static naru.http.Http2Backend.speaking;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.http.h2.FrameType;
import naru.trace.HttpEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers of HTTP/2 that refuse, go away, take nothing, or break a rule. */
final class Http2BadServersTest {
  private static final String GET_CLOSE = "GET /p HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  private static final String POST =
      "POST /p HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab";

  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  private String ask(Http2Backend.Frames first, String request) throws Exception {
    try (Backend backend = Backend.playing(speaking(first), speaking(good()))) {
      return Site.ask(site.listen(Trying.of(peer(backend.address()))), request);
    }
  }

  /** A server whose window stays shut does not keep a request for ever. */
  @Test
  void aServerThatTakesNoMoreOfABody() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (Backend backend = Backend.playing(speaking((s, id) -> asked.countDown()))) {
      InetSocketAddress front = site.listen(Trying.of(peer(backend.address())));
      try (Socket client = Site.connect(front)) {
        Site.write(client, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999999\r\n\r\n");
        Site.write(client, "x".repeat(600_000));
        asked.await();
        site.until(() -> site.metrics.text().contains("naru_upstream_http2 1\n"));
        untilPaused();
        site.untilSwept();
        site.clock.forward(61, TimeUnit.SECONDS);
        assertThat(Site.readUntil(client, "\r\n\r\n")).startsWith("HTTP/1.1 504 ");
        assertThat(site.failure().code()).isEqualTo(Code.UPSTREAM_BODY_TIMEOUT);
      }
    }
  }

  /** Waits until the client of the last connection is not read any more. */
  private void untilPaused() throws Exception {
    Channel client = site.channels.poll(10, TimeUnit.SECONDS);
    assertThat(client).isNotNull();
    site.until(() -> !client.config().isAutoRead());
  }

  /** Section 6.8: above the last stream nothing was processed: it may be sent again, POST too. */
  @Test
  void section68WhatAGoAwayLeavesOutGoesElsewhere() throws Exception {
    byte[] lastIsTheFirst = {0, 0, 0, 1, 0, 0, 0, 0};
    Http2Backend.Frames leaving =
        new Http2Backend.Frames() {
          private int asked;

          @Override
          public void asked(Socket s, int id) throws Exception {
            if (asked++ == 0) {
              good().asked(s, id);
            } else {
              s.getOutputStream().write(Http2Wire.bytes(FrameType.GOAWAY, 0, 0, lastIsTheFirst));
            }
          }
        };
    try (Backend backend = Backend.playing(speaking(leaving), speaking(good()))) {
      InetSocketAddress front = site.listen(Trying.of(peer(backend.address())));
      assertThat(Site.ask(front, GET_CLOSE)).contains("\r\ngood\r\n");
      assertThat(Site.ask(front, POST)).contains("\r\ngood\r\n");
    }
    assertThat(site.metrics.text()).contains("naru_upstream_replays_total 1\n");
  }

  /** Section 5.4.1: DATA on stream 0 ends a connection; no request is lost, yet it is told. */
  @Test
  void section54ARuleThatIsBrokenWhileNothingIsAskedIsNamed() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    Http2Backend.Frames breaking =
        (s, id) -> {
          good().asked(s, id);
          answered.await();
          s.getOutputStream().write(Http2Wire.bytes(FrameType.DATA, 0, 0));
        };
    assertThat(ask(breaking, GET_CLOSE)).contains("\r\ngood\r\n");
    answered.countDown();
    assertThat(site.failureCode()).isEqualTo(Code.UPSTREAM_H2_PROTOCOL);
  }

  @Test
  void section87ARefusedStreamIsNamed() throws Exception {
    byte[] refused = {0, 0, 0, 7};
    Http2Backend.Frames refusing =
        (s, id) -> s.getOutputStream().write(Http2Wire.bytes(FrameType.RST_STREAM, 0, id, refused));
    assertThat(ask(refusing, POST)).startsWith("HTTP/1.1 503 ").contains("upstream.h2-refused");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "RESET, upstream.h2-stream-reset",
    "CL-TWICE, upstream.ambiguous-framing",
    "LONGER, upstream.malformed-body",
    "SHORTER, upstream.closed-mid-body",
    "NO-STATUS, upstream.h2-protocol-error",
    "STATUS-101, upstream.h2-protocol-error",
    "UPPER-CASE, upstream.h2-protocol-error",
    "CONNECTION-FIELD, upstream.h2-protocol-error",
    "TE-FIELD, upstream.h2-protocol-error",
    "SPLIT-VALUE, upstream.h2-protocol-error",
    "DATA-FIRST, upstream.h2-protocol-error",
    "INTERIM-FLOOD, upstream.interim-flood",
    "PING-FLOOD, upstream.h2-protocol-error",
    "NO-HPACK, upstream.h2-protocol-error",
    "NO-HPACK-AT-THE-END, upstream.h2-protocol-error",
    "NO-HPACK-BEHIND-A-BODY, upstream.h2-protocol-error",
    "PUSH, upstream.h2-protocol-error"
  })
  void whatServersMayNotSay(String id, String reason) throws Exception {
    try {
      String got = ask((s, stream) -> s.getOutputStream().write(bad(id, stream)), GET_CLOSE);
      assertThat(got).as(id).doesNotContain("evil");
    } catch (java.net.SocketException cut) {
      // a part must not look like the whole
    }
    List<String> reasons = new ArrayList<>();
    for (var span = site.spans.poll(10, TimeUnit.SECONDS);
        span != null && reasons.isEmpty();
        span = site.spans.poll(1, TimeUnit.SECONDS)) {
      span.entries()
          .forEach(
              e -> {
                if (e.event() instanceof HttpEvent.Failed f) {
                  reasons.add(f.failure().code().reason());
                }
              });
    }
    assertThat(reasons).as(id).contains(reason);
  }

  /** The last block of a stream, with an index that RFC 7541 section 6.1 has no field for. */
  private static byte[] unreadable(int stream) {
    int flags = FrameType.END_HEADERS | FrameType.END_STREAM;
    return Http2Wire.bytes(FrameType.HEADERS, flags, stream, (byte) 0x80);
  }

  private static byte[] bad(String id, int stream) {
    byte[] evil = "evil".getBytes(StandardCharsets.US_ASCII);
    byte[] data = Http2Wire.bytes(FrameType.DATA, FrameType.END_STREAM, stream, evil);
    byte[] head = Http2Wire.bytes(FrameType.HEADERS, FrameType.END_HEADERS, stream, OK);
    return switch (id) {
      case "RESET" -> Http2Wire.bytes(FrameType.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 2});
      case "CL-TWICE" ->
          all(
              headers(stream, OK, field("content-length", "1"), field("content-length", "4")),
              data);
      case "LONGER" -> all(headers(stream, OK, field("content-length", "1")), data);
      case "SHORTER" ->
          all(
              headers(stream, OK, field("content-length", "9")),
              Http2Wire.bytes(FrameType.DATA, FrameType.END_STREAM, stream));
      case "NO-STATUS" -> all(headers(stream, field("a", "b")), data);
      case "STATUS-101" -> all(headers(stream, field(":status", "101")), data);
      case "UPPER-CASE" -> all(headers(stream, OK, field("A", "b")), data);
      case "CONNECTION-FIELD" -> all(headers(stream, OK, field("connection", "close")), data);
      case "TE-FIELD" -> all(headers(stream, OK, field("transfer-encoding", "chunked")), data);
      case "SPLIT-VALUE" -> all(headers(stream, OK, field("a", "b\r\nc: d")), data);
      case "DATA-FIRST" -> all(data, head);
      case "NO-HPACK" ->
          Http2Wire.bytes(FrameType.HEADERS, FrameType.END_HEADERS, stream, (byte) 0x80);
      case "NO-HPACK-AT-THE-END" -> unreadable(stream);
      case "NO-HPACK-BEHIND-A-BODY" ->
          all(head, Http2Wire.bytes(FrameType.DATA, 0, stream, (byte) 'x'), unreadable(stream));
      case "INTERIM-FLOOD" -> {
        byte[][] floods = new byte[40][];
        java.util.Arrays.fill(floods, headers(stream, field(":status", "103")));
        yield all(floods);
      }
      case "PING-FLOOD" -> {
        byte[][] floods = new byte[1000][];
        java.util.Arrays.fill(floods, Http2Wire.bytes(FrameType.PING, 0, 0, new byte[8]));
        yield all(floods);
      }
      default ->
          Http2Wire.bytes(5, FrameType.END_HEADERS, stream, new byte[] {0, 0, 0, 2, (byte) 0x82});
    };
  }

  /** A server that does not know the preface: nothing was asked, so that another may be tried. */
  @Test
  void section34WhoSpeaksSomethingElseIsNamed() throws Exception {
    Backend.Script http1 =
        s -> {
          s.getInputStream().readNBytes(24);
          Site.write(s, "HTTP/1.1 505 HTTP Version Not Supported\r\nContent-Length: 0\r\n\r\n");
        };
    for (Backend.Script script : List.of(http1, s -> s.getInputStream().readNBytes(24))) {
      try (Backend backend = Backend.playing(script);
          Backend other = Backend.playing(speaking(good()))) {
        InetSocketAddress front = site.listen(Trying.of(peer(backend.address())));
        assertThat(Site.ask(front, POST))
            .startsWith("HTTP/1.1 502 ")
            .contains("upstream.h2-not-spoken");
        InetSocketAddress two =
            site.listen(Trying.of(peer(backend.address()), peer(other.address())));
        assertThat(Site.ask(two, POST)).contains("\r\ngood\r\n");
      }
    }
  }
}
