package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import naru.app.Stand;
import naru.base.Code;
import naru.trace.GatewayEvent;
import naru.trace.HttpEvent;
import naru.trace.Trace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which HTTP is spoken with a server that knows HTTP/1.1 only, and what the trace says of it. */
final class VersionStoryTest {
  private static final String CONFIG =
      """
      naru: 1
      state: "{state}"
      listen: { gateway: http://127.0.0.1:{gateway} }
      gateway:
        upstreams:
          auto:  { targets: 127.0.0.1:{secure}, http: auto, tls: { name: shop.naru.test } }
          two:   { targets: 127.0.0.1:{secure}, http: 2, tls: { name: shop.naru.test } }
          plain: { targets: 127.0.0.1:{plain}, http: auto }
        routes:
          - { name: auto, match: { path: /auto }, to: auto }
          - { name: two, match: { path: /two }, to: two }
          - { name: plain, match: { path: /plain }, to: plain }
      """;

  @TempDir private Path state;

  @Test
  void whoDoesNotKnowHttp2IsAskedInHttp1() throws Exception {
    try (TestOrigin plain = TestOrigin.open();
        Stand stand = Stand.open(state, CONFIG, Map.of("plain", plain.port()));
        SecureOrigin origin =
            SecureOrigin.open(stand.port("secure"), stand.credential("shop.naru.test"))) {
      assertThat(Wire.get(stand.port("gateway"), "x", "/auto")).endsWith("whole");
      assertThat(spoken(stand, "/auto"))
          .containsExactly(new HttpEvent.Spoken("HTTP/1.1", HttpEvent.Spoken.How.ALPN));
      assertThat(Wire.get(stand.port("gateway"), "x", "/plain")).endsWith("whole");
      assertThat(spoken(stand, "/plain"))
          .containsExactly(new HttpEvent.Spoken("HTTP/1.1", HttpEvent.Spoken.How.NO_TLS));
      assertThat(origin.handshakes()).isEqualTo(1);
    }
  }

  @Test
  void whereHttp2IsDemandedTheRefusalIsNamed() throws Exception {
    try (Stand stand = Stand.open(state, CONFIG, Map.of("plain", 1));
        SecureOrigin origin =
            SecureOrigin.open(stand.port("secure"), stand.credential("shop.naru.test"))) {
      assertThat(Wire.get(stand.port("gateway"), "x", "/two"))
          .startsWith("HTTP/1.1 502 ")
          .contains(Code.UPSTREAM_H2_NOT_SPOKEN.reason());
      assertThat(origin.handshakes()).isZero();
    }
  }

  /** RFC 9113 section 7, HTTP_1_1_REQUIRED. */
  @Test
  void aServerThatRefusesHttp2ForARequestGetsItInHttp1() throws Exception {
    try (Stand stand = Stand.open(state, CONFIG, Map.of("plain", 1));
        SecureOrigin origin =
            SecureOrigin.openReluctant(stand.port("secure"), stand.credential("shop.naru.test"))) {
      assertThat(post(stand, "/auto?1", "text/plain")).endsWith("whole");
      assertThat(spoken(stand, "/auto?1"))
          .containsExactly(
              new HttpEvent.Spoken("HTTP/2", HttpEvent.Spoken.How.ALPN),
              new HttpEvent.Spoken("HTTP/1.1", HttpEvent.Spoken.How.REQUIRED));
      assertThat(traces(stand, "/auto?1"))
          .flatExtracting(t -> Told.events(t, HttpEvent.Failed.class))
          .extracting(f -> f.failure().code())
          .containsExactly(Code.UPSTREAM_HTTP1_REQUIRED);
      assertThat(Wire.get(stand.port("gateway"), "x", "/auto?2")).endsWith("whole");
      assertThat(spoken(stand, "/auto?2"))
          .as("it is remembered")
          .containsExactly(new HttpEvent.Spoken("HTTP/1.1", HttpEvent.Spoken.How.REQUIRED));
      assertThat(origin.refusals()).isEqualTo(1);
      assertThat(origin.handshakes()).as("one loop or two").isBetween(2, 3);

      assertThat(post(stand, "/auto?3", "application/grpc"))
          .as("a call of gRPC goes by HTTP/2 or not at all")
          .contains("grpc-status: 14", "upstream.http1-required");
      assertThat(Wire.get(stand.port("gateway"), "x", "/two"))
          .startsWith("HTTP/1.1 502 ")
          .contains(Code.UPSTREAM_HTTP1_REQUIRED.reason());
    }
  }

  /** Or it would be out for good, though all requests to it are answered. */
  @Test
  void aCheckAsksInHttp1TooWhereTheServerWantsIt() throws Exception {
    String config =
        CONFIG.replace(
            "http: auto, tls", "health: { get: /, every: 100ms, start: out }, http: auto, tls");
    try (Stand stand = Stand.open(state, config, Map.of("plain", 1));
        SecureOrigin origin =
            SecureOrigin.openReluctant(stand.port("secure"), stand.credential("shop.naru.test"))) {
      Until.so("a check has come to a verdict", () -> !turns(stand).isEmpty());
      assertThat(turns(stand).getFirst().healthy()).isTrue();
      assertThat(origin.refusals()).isEqualTo(1);
    }
  }

  private static List<GatewayEvent.Checked> turns(Stand stand) {
    return stand.traces().newest(100).stream()
        .flatMap(t -> Told.events(t, GatewayEvent.Checked.class).stream())
        .toList();
  }

  private static String post(Stand stand, String target, String type) throws Exception {
    String request =
        "POST %s HTTP/1.1\r\n"
            + "Host: x\r\n"
            + "Content-Type: %s\r\n"
            + "Content-Length: 4\r\n"
            + "Connection: close\r\n\r\n"
            + "body";
    return Wire.exchange(
        stand.port("gateway"), request.formatted(target, type).getBytes(StandardCharsets.US_ASCII));
  }

  private static List<HttpEvent.Spoken> spoken(Stand stand, String path) {
    Until.so("it is traced", () -> !traces(stand, path).isEmpty());
    return traces(stand, path).stream()
        .flatMap(t -> Told.events(t, HttpEvent.Spoken.class).stream())
        .toList();
  }

  private static List<Trace> traces(Stand stand, String path) {
    return stand.traces().newest(100).stream()
        .filter(
            t ->
                Told.events(t, HttpEvent.Request.class).stream()
                    .anyMatch(r -> r.path().equals(path)))
        .toList();
  }
}
