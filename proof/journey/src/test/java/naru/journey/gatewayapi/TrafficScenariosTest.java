package naru.journey.gatewayapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import naru.base.Metrics;
import naru.trace.ChangeEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Splits, mirrors, timeouts, bodies and codings of a route. */
final class TrafficScenariosTest {
  private Junction j;

  @BeforeEach
  void open() throws Exception {
    j = new Junction();
  }

  @AfterEach
  void close() throws Exception {
    j.close();
  }

  @Test
  void httpRouteWeight() throws Exception {
    Junction.Client c =
        j.at(
            """
            - name: r
              to: [{ upstream: v1, weight: 70 }, { upstream: v2, weight: 30 },
                   { upstream: v3, weight: 0 }]
            """);
    Map<String, Integer> got = new TreeMap<>();
    for (int i = 0; i < 500; i++) {
      got.merge(c.get("/").is(200).field("x-backend"), 1, Integer::sum);
    }
    assertThat(got.keySet()).containsExactly("v1", "v2");
    assertThat(got.getOrDefault("v1", 0) / 500.0).isCloseTo(0.7, within(0.07));
  }

  // ---- mirrors

  @Test
  void httpRouteRequestMirror() throws Exception {
    Junction.Client c =
        j.at("- { name: r, mirror: v2, request-headers: { set: { X-Set: v } }, to: v1 }");
    c.get("a.test/mirror?q").from("v1");
    assertThat(j.echo("v2").next()).startsWith("GET /mirror?q\n").containsIgnoringCase("x-set: v");
    assertThat(j.event(ChangeEvent.Mirrored.class).outcome()).isEqualTo(ChangeEvent.Outcome.SENT);
    assertThat(metric("naru_gateway_mirrored_total")).isEqualTo(1);
  }

  @Test
  void httpRouteRequestMultipleMirrors() throws Exception {
    Junction.Client c = j.at("- { name: r, mirror: [v2, v3], to: v1 }");
    c.send("POST", "/multi", "a body").from("v1");
    for (String mirror : List.of("v2", "v3")) {
      assertThat(j.echo(mirror).next()).startsWith("POST /multi\n").endsWith("a body");
    }
  }

  @Test
  void httpRouteRequestPercentageMirror() throws Exception {
    Junction.Client c =
        j.at("- { name: r, mirror: [{ to: v2, share: 20% }, { to: v3, share: 0% }], to: v1 }");
    for (int i = 0; i < 300; i++) {
      c.get("/").from("v1");
    }
    assertThat(metric("naru_gateway_mirrored_total") / 300.0).isCloseTo(0.2, within(0.08));
    assertThat(j.echo("v3").wasAsked()).isFalse();
  }

  @Test
  void aMirrorNeverDelaysAndNeverFailsTheRequest() throws Exception {
    Junction.Client c =
        j.at(
            """
            - { name: slow, match: { path: /delay/** }, mirror: v2, rewrite: { prefix: /x }, to: v1 }
            - { name: dead, mirror: dead, to: v1 }
            """);
    c.get("/").from("v1");
    c.get("/delay/1").from("v1");
    assertThat(j.echo("v2").next()).startsWith("GET /x/1\n");
    comesBackToZero("naru_limit_used{limit=\"mirrors\"}");
  }

  @Test
  void aBodyThatIsTooLongIsNotMirrored() throws Exception {
    Junction.Client c = j.at("- { name: r, mirror: { to: v2, body: 10B }, to: v1 }");
    c.send("POST", "/", "0123456789").from("v1");
    assertThat(j.echo("v2").next()).endsWith("0123456789");
    c.send("POST", "/", "0123456789a").from("v1");
    String chunked = "Transfer-Encoding: chunked\r\n\r\n6\r\n012345\r\n6\r\n012345\r\n0\r\n\r\n";
    c.raw("chunked", "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + chunked).from("v1");
    assertThat(metric("naru_gateway_mirror_left_out_total")).isEqualTo(2);
    assertThat(j.echo("v2").wasAsked()).isFalse();
  }

  private long metric(String name) {
    return j.metrics().samples().stream()
        .filter(s -> s.name().startsWith(name))
        .mapToLong(Metrics.Sample::value)
        .sum();
  }

  // ---- timeouts

  @Test
  void httpRouteTimeoutRequest() throws Exception {
    Junction.Client c = j.at("- { name: r, timeouts: { request: 300ms }, to: v1 }");
    c.get("/delay/1").from("v1");
    long before = System.nanoTime();
    c.get("/delay/5000").is(504).because("route.request-timeout");
    assertThat(System.nanoTime() - before).isLessThan(3_000_000_000L);
    c.get("/").from("v1");
  }

  @Test
  void httpRouteTimeoutBackendRequest() throws Exception {
    Junction.Client c = j.at("- { name: r, timeouts: { backend: 300ms, request: 10s }, to: v1 }");
    c.get("/delay/1").from("v1");
    c.get("/delay/5000").is(504).because("route.backend-timeout");
  }

  /** A deadline belongs to its request, not to the one after it on the same connection. */
  @Test
  void aDeadlineEndsWithItsRequest() throws Exception {
    Junction.Client c =
        j.at(
            """
            - { name: bound, match: { path: /bound }, timeouts: { request: 200ms }, to: v1 }
            - { name: free, to: v2 }
            """);
    Answer both =
        c.raw(
            "two on one connection",
            "GET /bound HTTP/1.1\r\nHost: a\r\n\r\n"
                + "GET /delay/700 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assertThat(new String(both.body(), StandardCharsets.ISO_8859_1)).contains("X-backend: v2");
  }

  // ---- bodies

  @Test
  void aBodyLimitOfTheRoute() throws Exception {
    Junction.Client c = j.at("- { name: r, body-limit: 10B, to: v1 }");
    c.send("POST", "/", "0123456789").from("v1");
    c.send("POST", "/", "0123456789a").is(413).because("request.body-too-large");
    String chunked = "Transfer-Encoding: chunked\r\n\r\n6\r\n012345\r\n6\r\n012345\r\n0\r\n\r\n";
    c.raw("chunked", "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + chunked).is(413);
  }

  // ---- codings

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "zstd"})
  void aResponseIsCompressed(String coding) throws Exception {
    Junction.Client c = j.at("- { name: r, compress: true, to: v1 }");
    Answer answer = c.get("/text/100000?set=ETag:%22a%22", "Accept-Encoding: " + coding).from("v1");
    answer.has("Content-Encoding", coding).has("Vary", "Accept-Encoding").has("ETag", "W/\"a\"");
    answer.hasNo("Content-Length");
    assertThat(answer.body().length).isLessThan(10_000);
    assertThat(plain(coding, answer.body())).isEqualTo("naru ".repeat(20_000));
    ChangeEvent.Compressed event = j.event(ChangeEvent.Compressed.class);
    assertThat(event.bytesBefore()).isEqualTo(100_000);
    assertThat(event.bytesAfter()).isEqualTo(answer.body().length);
    comesBackToZero("naru_limit_used{limit=\"compressions\"}");
  }

  private static String plain(String coding, byte[] coded) throws IOException {
    InputStream in = new ByteArrayInputStream(coded);
    InputStream out =
        switch (coding) {
          case "gzip" -> new GZIPInputStream(in);
          case "br" -> new BrotliInputStream(in);
          default -> new ZstdInputStream(in);
        };
    return new String(out.readAllBytes(), StandardCharsets.US_ASCII);
  }

  @Test
  void whatNeedNotBeCompressedIsNot() throws Exception {
    Junction.Client c =
        j.at("- { name: r, compress: { codings: [gzip], min-size: 2KiB }, to: v1 }");
    c.get("/text/1000", "Accept-Encoding: gzip").hasNo("Content-Encoding").hasNo("Vary");
    c.get("/text/5000").hasNo("Content-Encoding").has("Vary", "Accept-Encoding");
    c.get("/text/5000", "Accept-Encoding: br").hasNo("Content-Encoding");
    c.get("/text/5000?set=Content-Encoding:br", "Accept-Encoding: gzip")
        .has("Content-Encoding", "br");
    c.get("/text/5000?set=Cache-Control:no-transform", "Accept-Encoding: gzip")
        .hasNo("Content-Encoding");
    c.send("HEAD", "/text/5000", "", "Accept-Encoding: gzip").is(200);
    j.at("- { name: r, to: v1 }")
        .get("/text/5000", "Accept-Encoding: gzip")
        .hasNo("Content-Encoding");
  }

  /** Whoever leaves in the middle leaves nothing behind. */
  @Test
  void aClientThatLeavesGivesTheCoderBack() throws Exception {
    Junction.Client c = j.at("- { name: r, compress: true, to: v1 }");
    for (int i = 0; i < 20; i++) {
      try (java.net.Socket socket = new java.net.Socket(c.at().getAddress(), c.at().getPort())) {
        socket.setReceiveBufferSize(4096);
        socket
            .getOutputStream()
            .write(
                "GET /text/50000000 HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
      }
    }
    comesBackToZero("naru_limit_used{limit=\"compressions\"}");
  }

  /** Within 10 s: whoever holds it hears of the end on a loop of its own. */
  private void comesBackToZero(String metric) {
    long end = System.nanoTime() + 10_000_000_000L;
    while (metric(metric) > 0 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(metric(metric)).isZero();
  }

  // ---- upgrades

  @Test
  void anUpgradeThatTheRouteDoesNotAllowIsPassedOver() throws Exception {
    String wish = "Connection: upgrade, close\r\nUpgrade: ";
    Junction.Client c =
        j.at(
            """
            - { name: none, match: { path: /none }, upgrade: [], to: v1 }
            - { name: usual, to: v1 }
            """);
    c.raw("other", "GET / HTTP/1.1\r\nHost: a\r\n" + wish + "other\r\n\r\n")
        .from("v1")
        .notAsked("upgrade:");
    c.raw(
            "websocket",
            "GET /none HTTP/1.1\r\nHost: a\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + wish
                + "websocket\r\n\r\n")
        .from("v1")
        .notAsked("upgrade:");
    assertThat(j.event(ChangeEvent.UpgradePassedOver.class).protocol()).isEqualTo("websocket");
  }
}
