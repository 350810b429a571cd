package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import naru.app.Stand;
import naru.base.Code;
import naru.journey.Programs;
import naru.trace.HttpEvent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** curl uploads over HTTP/2, more slowly than {@code min-rate} allows. */
@Tag("interop")
final class SlowUploadInteropTest {
  private static final String CONFIG =
      """
      naru: 1
      state: "{state}"
      listen: { gateway: http://127.0.0.1:{gateway} }
      limits: { min-rate: { upload: 8Mbit, grace: 500ms } }
      gateway:
        upstreams:
          shop: { targets: 127.0.0.1:{one} }
        routes:
          - { name: shop, to: shop }
      """;

  @TempDir private Path folder;

  @Test
  void itsStreamIsAnswered408AndTheTraceSaysWhy() throws Exception {
    Path file = Files.write(folder.resolve("file"), new byte[1 << 20]);
    try (TestOrigin origin = TestOrigin.open();
        Stand stand = Stand.open(folder.resolve("state"), CONFIG, Map.of("one", origin.port()))) {
      assertThat(upload(stand, file, "1G")).isEqualTo(1048576 + " 200 2");
      assertThat(upload(stand, file, "300K")).contains("request.body-too-slow").endsWith(" 408 2");
      Until.so(
          "the trace says so, and on which stream",
          () ->
              stand.traces().newest(10).stream()
                  .filter(t -> Told.failed(t, Code.REQUEST_BODY_SLOW))
                  .flatMap(t -> Told.events(t, HttpEvent.Request.class).stream())
                  .anyMatch(r -> r.version().equals("HTTP/2") && r.stream() == 1));
    }
  }

  private static String upload(Stand stand, Path file, String rate) throws Exception {
    return Programs.output(
        "curl",
        "-sS",
        "-m",
        "30",
        "--http2-prior-knowledge",
        "--limit-rate",
        rate,
        "-T",
        file.toString(),
        "-w",
        " %{http_code} %{http_version}",
        "http://127.0.0.1:" + stand.port("gateway") + "/up");
  }
}
