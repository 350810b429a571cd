package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import naru.base.Code;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no request over HTTP/2, and what is too much. RFC 9113 section 8. */
final class Http2RefusalTest {
  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":method: GET|:scheme: http|:authority: x",
        ":method: GET|:path: /|:authority: x",
        ":scheme: http|:path: /|:authority: x",
        ":method: GET|:method: GET|:scheme: http|:path: /|:authority: x",
        ":method: GET|:scheme: http|:path: |:authority: x",
        ":method: GET|:scheme: http|:path: a|:authority: x",
        ":method: GET|:scheme: http|:path: /a b|:authority: x",
        ":method: GET|:scheme: http|:path: *|:authority: x",
        ":method: G T|:scheme: http|:path: /|:authority: x",
        ":method: GET|:scheme: http|:path: /",
        ":method: GET|:scheme: http|:path: /|:authority: a@b",
        ":method: GET|:scheme: http|:path: /|:authority: x|host: y",
        ":method: GET|:scheme: http|a: b|:path: /|:authority: x",
        ":method: GET|:scheme: http|:path: /|:authority: x|:status: 200",
        ":method: GET|:scheme: http|:path: /|:authority: x|:other: 1",
        ":method: GET|:scheme: http|:path: /|:authority: x|Upper: 1",
        ":method: GET|:scheme: http|:path: /|:authority: x|a b: 1",
        ":method: GET|:scheme: http|:path: /|:authority: x|a: b\r\nc: d",
        ":method: GET|:scheme: http|:path: /|:authority: x|a: b\u0000",
        ":method: GET|:scheme: http|:path: /|:authority: x|a:  b",
        ":method: GET|:scheme: http|:path: /|:authority: x|connection: close",
        ":method: GET|:scheme: http|:path: /|:authority: x|transfer-encoding: chunked",
        ":method: GET|:scheme: http|:path: /|:authority: x|upgrade: h2c",
        ":method: GET|:scheme: http|:path: /|:authority: x|te: gzip",
        ":method: GET|:scheme: http|:path: /|:authority: x|content-length: 1",
        ":method: GET|:scheme: http|:path: /|:authority: x|content-length: +0",
        ":method: GET|:scheme: http|:path: /|:authority: x|content-length: 0|content-length: 0",
        ":method: CONNECT|:scheme: http|:path: /|:authority: x:1",
        ":method: CONNECT|:authority: x",
        ":method: GET|:protocol: websocket|:scheme: http|:path: /|:authority: x"
      })
  void malformedRequestsAreReset(String fields) throws Exception {
    try (Http2Wire wire = Http2Wire.open(site.listen(Echo.STOP))) {
      wire.head(1, true, fields.split("\\|"));
      assertThat(wire.next()).isEqualTo("RST_STREAM 1 PROTOCOL_ERROR");
      assertThat(site.failureCode()).isEqualTo(Code.REQUEST_MALFORMED);
      wire.get(3);
      assertThat(wire.next()).startsWith("HEADERS 3 [:status: 200");
    }
  }

  @Test
  void bodiesThatAreNotAsLongAsAnnounced() throws Exception {
    try (Http2Wire wire = Http2Wire.open(site.listen(Echo.STOP))) {
      wire.post(1, "content-length: 4").data(1, "abc", true);
      assertThat(wire.next()).isEqualTo("RST_STREAM 1 PROTOCOL_ERROR");
      wire.post(3, "content-length: 2").data(3, "abc", false);
      assertThat(wire.next()).isEqualTo("RST_STREAM 3 PROTOCOL_ERROR");
    }
  }

  @Test
  void whatIsTooLargeIsAnswered() throws Exception {
    HttpLimits limits =
        new HttpLimits(
            32768,
            100,
            10,
            1L << 40,
            1L << 40,
            1L << 40,
            1L << 40,
            1000,
            1L << 40,
            300,
            100,
            new HttpLimits.Pace(0, 0, 1L << 40));
    try (Http2Wire wire =
        Http2Wire.open(site.listen(naru.trace.Party.GATEWAY, limits, Echo.STOP))) {
      String[] head = {":method: GET", ":scheme: http", ":path: /" + "a".repeat(100), "host: x"};
      assertThat(wire.head(1, true, head).until("DATA")).anyMatch(l -> l.contains(": 414"));
      assertThat(wire.post(3, "content-length: 11").until("DATA 3").toString()).contains(": 413");
      assertThat(wire.post(5).data(5, "12345678901", true).until("DATA 5").toString())
          .contains(": 413");
      String[] many = new String[400];
      java.util.Arrays.fill(many, "a: " + "b".repeat(100));
      // It takes CONTINUATION to say that much.
      assertThat(wire.largeGet(7, many).until("DATA 7").toString()).contains(": 431");
    }
  }

  /** A head as one before is not read again; what the last one read was does not matter to it. */
  @Test
  void aHeadThatWasTooLargeSaysNothingOfTheNext() throws Exception {
    String[] many = new String[400];
    java.util.Arrays.fill(many, "a: " + "b".repeat(100));
    try (Http2Wire wire = Http2Wire.open(site.listen(Echo.STOP))) {
      assertThat(wire.get(1).until("DATA 1").toString()).contains(": 200");
      assertThat(wire.largeGet(3, many).until("DATA 3").toString()).contains(": 431");
      assertThat(wire.get(5).until("DATA 5").toString()).contains(": 200");
    }
  }
}
