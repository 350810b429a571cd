package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.Stand;
import naru.base.Metrics;
import naru.trace.Entry;
import naru.trace.Event;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.Trace;
import naru.trace.render.EventText;
import naru.trace.render.Lang;
import naru.trace.render.TraceJson;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A page in Chromium opens a WebSocket on the HTTP/2 connection that it came by (RFC 8441), to a
 * server behind the gateway that speaks HTTP/1.1 and knows nothing of Naru.
 */
@Tag("interop")
final class WebSocketHttp2InteropTest {
  private static final int LARGE = 300_000;
  private static final String CONFIG =
      """
      naru: 1
      state: "{state}"
      listen: { gateway: https://127.0.0.1:{gateway} }
      ca: { leaf: { names: [localhost] } }
      gateway:
        upstreams:
          echo: { targets: 127.0.0.1:{echo} }
        routes:
          - { name: echo, match: { path: /ws }, to: echo }
          - name: page
            respond:
              headers: { content-type: text/html }
              body: |
                <!doctype html><title>page</title><script>
                const got = [];
                const socket = new WebSocket('wss://' + location.host + '/ws');
                socket.binaryType = 'arraybuffer';
                socket.onopen = () => {
                  socket.send('hello');
                  socket.send(new Uint8Array([1, 2, 3]));
                  socket.send('x'.repeat(300000));
                };
                socket.onmessage = e => {
                  got.push(typeof e.data === 'string' ? e.data.length : 'b' + e.data.byteLength);
                  if (got.length === 3) socket.close(1000, 'bye');
                };
                socket.onclose = e => fetch('/told?' + got.join() + ',' + e.code + e.wasClean);
                </script>
      """;

  @TempDir private Path folder;

  @Test
  void messagesGoBothWaysAndTheTraceTellsOfTheTunnel() throws Exception {
    try (EchoServer echo = EchoServer.open();
        Stand stand = Stand.open(folder.resolve("state"), CONFIG, Map.of("echo", echo.port()))) {
      String page = "https://localhost:" + stand.port("gateway") + "/";
      try (Chromium browser = Chromium.open(folder, stand.root(), page)) {
        Until.so(
            "the page tells of its messages and a clean close",
            () -> trace(stand, "/told?5,b3," + LARGE + ",1000true").isPresent());
        Until.so("the tunnel's trace is there", () -> trace(stand, "/ws").isPresent());
      }
      check(trace(stand, "/ws").orElseThrow());
      assertThat(sample(stand, "naru_http_tunnels_total")).isEqualTo(1);
      assertThat(sample(stand, "naru_http_tunnels")).isZero();
    }
  }

  private static void check(Trace tunnel) {
    HttpEvent.Request came = between(tunnel, Party.CLIENT, Party.GATEWAY, HttpEvent.Request.class);
    assertThat(came.version()).isEqualTo("HTTP/2");
    assertThat(came.stream()).isGreaterThan(1).isOdd();
    assertThat(EventText.of(came, Lang.EN)).endsWith("HTTP/2, stream " + came.stream());
    assertThat(TraceJson.line(tunnel)).contains("\"stream\":" + came.stream());
    HttpEvent.Request went = between(tunnel, Party.GATEWAY, Party.ORIGIN, HttpEvent.Request.class);
    assertThat(went.version()).isEqualTo("HTTP/1.1");
    assertThat(went.stream()).isZero();
    assertThat(between(tunnel, Party.GATEWAY, Party.CLIENT, HttpEvent.Response.class).status())
        .isEqualTo(101);
    HttpEvent.Finished whole =
        between(tunnel, Party.GATEWAY, Party.CLIENT, HttpEvent.Finished.class);
    // Frames of WebSocket have heads, and may be compressed.
    assertThat(whole.requestBytes()).isBetween(100L, LARGE + 1000L);
    assertThat(whole.responseBytes()).isBetween(100L, LARGE + 1000L);
    assertThat(Told.events(tunnel, HttpEvent.Failed.class)).isEmpty();
  }

  /** The trace of a request that is over. */
  private static Optional<Trace> trace(Stand stand, String path) {
    List<Trace> newest = stand.traces().newest(100);
    return newest.stream()
        .filter(t -> Told.events(t, HttpEvent.Finished.class).size() > 0)
        .filter(
            t ->
                Told.events(t, HttpEvent.Request.class).stream()
                    .anyMatch(r -> r.path().equals(path)))
        .findFirst();
  }

  private static <E extends Event> E between(Trace trace, Party from, Party to, Class<E> type) {
    return trace.told().stream()
        .map(Trace.Told::entry)
        .filter(e -> e.from() == from && e.to() == to)
        .map(Entry::event)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + type + " in " + trace));
  }

  private static long sample(Stand stand, String name) {
    return stand.metrics().samples().stream()
        .filter(s -> s.name().equals(name))
        .mapToLong(Metrics.Sample::value)
        .findFirst()
        .orElseThrow();
  }
}
