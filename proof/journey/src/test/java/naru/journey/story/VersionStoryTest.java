package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import naru.app.Stand;
import naru.base.Code;
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
