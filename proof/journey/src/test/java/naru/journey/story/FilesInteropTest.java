package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.app.Stand;
import naru.journey.Programs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What curl and gzip, which nobody here wrote, make of a folder behind the gateway. */
@Tag("interop")
final class FilesInteropTest {
  private static final String CONFIG =
      """
      naru: 1
      state: "{state}"
      listen: { gateway: https://127.0.0.1:{gateway} }
      ca: { leaf: { names: [site.naru.test] } }
      gateway:
        routes:
          - name: site
            match: { path: /site/** }
            rewrite: { prefix: / }
            files: { folder: site, fallback: /index.html }
      """;

  private static final String STATUS = " %{http_code} %{size_download}";

  @TempDir private Path folder;

  private String curl(Stand naru, String target, String... options) throws Exception {
    int port = naru.port("gateway");
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "20"));
    command.addAll(List.of("--cacert", naru.root().toString(), "--path-as-is"));
    command.addAll(List.of("--resolve", "site.naru.test:" + port + ":127.0.0.1"));
    command.addAll(List.of(options));
    command.add("https://site.naru.test:" + port + target);
    return Programs.run(30, command).out();
  }

  @Test
  void overHttp1AndHttp2() throws Exception {
    Path site = Files.createDirectories(folder.resolve("site/docs"));
    Files.writeString(site.resolve("index.html"), "docs");
    Files.writeString(folder.resolve("site/index.html"), "home");
    Path file = Files.writeString(folder.resolve("site/a.txt"), "0123456789".repeat(1000));
    Path large = folder.resolve("site/large.bin");
    Files.write(large, new byte[3 << 20]);
    Programs.run(10, List.of("gzip", "-k", file.toString()));
    try (Stand naru = Stand.open(folder, CONFIG, Map.of())) {
      for (String version : List.of("--http1.1", "--http2")) {
        Path tag = folder.resolve("tag" + version);
        assertThat(curl(naru, "/site/a.txt", version, "--etag-save", tag.toString()))
            .hasSize(10_000);
        String[] again = {version, "--etag-compare", tag.toString(), "-w", STATUS};
        assertThat(curl(naru, "/site/a.txt", again)).isEqualTo(" 304 0");
        assertThat(curl(naru, "/site/a.txt", version, "-z", file.toString(), "-w", STATUS))
            .isEqualTo(" 304 0");
        assertThat(curl(naru, "/site/a.txt", version, "-r", "3-5", "-w", STATUS))
            .isEqualTo("345 206 3");
        assertThat(curl(naru, "/site/a.txt", version, "--compressed", "-w", STATUS))
            .startsWith(Files.readString(file) + " 200 ")
            .doesNotEndWith(" 10000");
        assertThat(curl(naru, "/site/a.txt", version, "-I"))
            .containsIgnoringCase("content-length: 10000");
        assertThat(curl(naru, "/site", version, "-L", "-w", STATUS)).isEqualTo("home 200 4");
        assertThat(curl(naru, "/site/docs", version, "-L", "-w", STATUS)).isEqualTo("docs 200 4");
        assertThat(curl(naru, "/site/a/view", version, "-w", STATUS)).isEqualTo("home 200 4");
        assertThat(curl(naru, "/site/../../a.txt", version)).contains("route.none");
        assertThat(curl(naru, "/site/a.txt", version, "-X", "PUT", "-d", "x", "-w", STATUS))
            .contains("request.method-not-allowed", " 405 ");
        Path half = Files.write(folder.resolve("half" + version), new byte[1 << 20]);
        curl(naru, "/site/large.bin", version, "-C", "-", "-o", half.toString());
        assertThat(half).hasSameBinaryContentAs(large);
      }
    }
  }
}
