package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.app.Stand;
import naru.base.Metrics;
import naru.journey.Program;
import naru.journey.Programs;
import naru.trace.HttpEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway's HTTP/2 before foreign clients: h2spec, curl, nghttp, h2load. RFC 9113, 7541. */
@Tag("interop")
final class Http2InteropTest {
  private static final String H2SPEC = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";
  private static final Pattern SCORE =
      Pattern.compile("(\\d+) tests, (\\d+) passed, (\\d+) skipped, (\\d+) failed");

  @TempDir private static Path folder;
  private static Path file;
  private static String sum = "";
  private static FileOrigin origin;
  private static Stand naru;

  @BeforeAll
  static void serve() throws IOException {
    file = folder.resolve("file");
    sum = FileOrigin.fill(file, 3);
    origin = FileOrigin.open(file);
    Map<String, Integer> ports = Map.of("one", origin.port());
    String config =
        Configs.WHOLE
            .replace("head: 300ms, handshake: 1s", "head: 5s")
            .replace("dns:\n  zones", "trace: { record: { per-second: 10000 } }\ndns:\n  zones")
            .replace(", 127.0.0.1:{two}", "");
    naru = Stand.open(folder.resolve("state"), config, ports);
  }

  @AfterAll
  static void stop() {
    naru.close();
    origin.close();
  }

  // ---- h2spec

  @Test
  void h2specWithoutTls() throws Exception {
    h2spec("-p", "" + naru.port("gateway"));
  }

  @Test
  void h2specOverTls() throws Exception {
    h2spec("-p", "" + naru.port("secure-gateway"), "-t", "-k");
  }

  /** Every case must pass, the strict ones too; none is left out. */
  private static void h2spec(String... where) throws Exception {
    List<String> command = new ArrayList<>(List.of(unpacked(), "-h", "localhost", "-S", "-o", "5"));
    command.addAll(List.of(where));
    Program.Result result = Programs.run(300, command);
    Matcher score = SCORE.matcher(result.out());
    assertThat(score.find()).as(result.out() + result.err()).isTrue();
    assertThat(Integer.parseInt(score.group(1))).isGreaterThanOrEqualTo(146);
    assertThat(score.group(2)).as(result.out()).isEqualTo(score.group(1));
    assertThat(result.exit()).isZero();
    Until.so("each fault that was counted is explained", () -> faultsTold() >= faultsCounted());
    assertThat(Explained.everything(naru).keySet())
        .contains("http2.protocol-error", "request.malformed")
        .isSubsetOf("client.closed", "http2.budget", "http2.protocol-error", "request.malformed");
  }

  private static long faultsTold() {
    return Explained.everything(naru).entrySet().stream()
        .filter(e -> !e.getKey().equals("client.closed"))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  private static long faultsCounted() {
    return naru.metrics().samples().stream()
        .filter(s -> s.name().equals("naru_http_malformed_total"))
        .mapToLong(Metrics.Sample::value)
        .sum();
  }

  private static synchronized String unpacked() throws Exception {
    Path program = folder.resolve("h2spec");
    if (!Files.exists(program)) {
      Path packed = folder.resolve("h2spec.tar.gz");
      try (InputStream in = Http2InteropTest.class.getResourceAsStream(H2SPEC)) {
        Files.copy(Objects.requireNonNull(in, H2SPEC), packed);
      }
      Programs.output("tar", "xzf", packed.toString(), "-C", folder.toString());
    }
    return program.toString();
  }

  // ---- curl

  @Test
  void curlOverTls() throws Exception {
    assertThat(curl("/?curl-tls", "-o", got("tls"), "-w", "%{http_code} %{http_version}"))
        .isEqualTo("200 2");
    assertThat(FileOrigin.sum(Files.newInputStream(folder.resolve("tls")))).isEqualTo(sum);
    Until.so("the trace says so", () -> spoke("/?curl-tls", "HTTP/2"));
  }

  @Test
  void curlByPriorKnowledge() throws Exception {
    String url = "http://localhost:" + naru.port("gateway") + "/?curl-h2c";
    String out =
        Programs.output(
            "curl",
            "-sS",
            "-m",
            "30",
            "--http2-prior-knowledge",
            "-o",
            got("h2c"),
            "-w",
            "%{http_code} %{http_version}",
            url);
    assertThat(out).isEqualTo("200 2");
    assertThat(FileOrigin.sum(Files.newInputStream(folder.resolve("h2c")))).isEqualTo(sum);
  }

  @Test
  void curlUploads() throws Exception {
    assertThat(curl("/?upload", "-T", file.toString())).isEqualTo(sum);
    assertThat(curl("/?unknown-length", "-H", "Expect: 100-continue", "-T", "-")).hasSize(64);
  }

  @Test
  void curlWithHttp11OnTheSameListener() throws Exception {
    assertThat(curl("/", "--http1.1", "-o", got("old"), "-w", "%{http_version}")).isEqualTo("1.1");
  }

  // ---- nghttp2's programs

  @Test
  void nghttpAsksOften() throws Exception {
    String out = Programs.output("nghttp", "-ans", "-m", "20", secure("/?nghttp"));
    assertThat(out.lines().filter(l -> l.contains(" 200 ")))
        .as(out)
        .hasSizeGreaterThanOrEqualTo(20);
  }

  @Test
  void h2loadWithManyStreams() throws Exception {
    String out =
        Programs.output("h2load", "-n", "400", "-c", "4", "-m", "20", "-w", "16", secure("/?load"));
    assertThat(out).as(failures()).contains("400 succeeded, 0 failed, 0 errored, 0 timeout");
  }

  private static String curl(String path, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("curl", "-sS", "-m", "30", "--cacert", naru.root().toString(), "--http2"));
    command.addAll(List.of(more));
    command.add(secure(path));
    return Programs.output(command.toArray(String[]::new));
  }

  private static String secure(String path) {
    return "https://localhost:" + naru.port("secure-gateway") + path;
  }

  private static String got(String name) {
    return folder.resolve(name).toString();
  }

  /** What was traced as failed, for whoever looks for the cause. */
  private static String failures() {
    return naru.traces().newest(1000).stream()
        .flatMap(t -> Told.events(t, HttpEvent.Failed.class).stream())
        .map(f -> f.failure().toString())
        .distinct()
        .toList()
        .toString();
  }

  private static boolean spoke(String path, String version) {
    return naru.traces().newest(1000).stream()
        .flatMap(t -> Told.events(t, HttpEvent.Request.class).stream())
        .anyMatch(r -> r.path().equals(path) && r.version().equals(version));
  }
}
