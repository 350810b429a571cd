package naru.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What curl and gzip, which nobody here wrote, make of the origin. */
@Tag("interop")
final class CurlInteropTest {
  @TempDir Path directory;

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(List.of(command) + "\n" + out).isZero();
    return out;
  }

  private static String curl(LiveOrigin origin, String target, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "20"));
    command.addAll(List.of(options));
    command.add(origin.uri(target).toString());
    return run(command.toArray(String[]::new));
  }

  @Test
  void conditionsRangesAndCodings() throws Exception {
    Path root = Files.createDirectory(directory.resolve("root"));
    Path file = Files.writeString(root.resolve("a.txt"), "0123456789".repeat(1000));
    run("gzip", "-k", file.toString());
    try (LiveOrigin origin = new LiveOrigin(OriginConfig.of(root), directory.resolve("state"))) {
      String status = "%{http_code} %{size_download}";
      Path tag = directory.resolve("tag");
      curl(origin, "/a.txt", "--etag-save", tag.toString());
      assertThat(curl(origin, "/a.txt", "--etag-compare", tag.toString(), "-w", status))
          .isEqualTo("304 0");
      assertThat(curl(origin, "/a.txt", "-z", file.toString(), "-w", status)).isEqualTo("304 0");
      assertThat(curl(origin, "/a.txt", "-r", "3-5", "-w", " %{http_code}")).isEqualTo("345 206");
      assertThat(curl(origin, "/a.txt", "--compressed")).isEqualTo(Files.readString(file));
      assertThat(curl(origin, "/a.txt", "-I", "-H", "Accept-Encoding: gzip"))
          .contains("Content-Encoding: gzip", "Vary: Accept-Encoding");
      assertThat(curl(origin, "/../../etc/passwd", "--path-as-is", "-w", "%{http_code}"))
          .endsWith("400");
      Path half = directory.resolve("half");
      Files.writeString(half, "01234");
      curl(origin, "/a.txt", "-C", "-", "-o", half.toString());
      assertThat(half).hasSameTextualContentAs(file);
    }
  }

  @Test
  void theApi() throws Exception {
    try (LiveOrigin origin = new LiveOrigin(OriginConfig.builtIn(), directory.resolve("state"))) {
      Path tag = directory.resolve("tag");
      curl(origin, "/api/products/teapot", "--etag-save", tag.toString());
      String ifMatch = "If-Match: " + Files.readString(tag).strip();
      String merge = "Content-Type: application/merge-patch+json";
      String patched =
          curl(
              origin,
              "/api/products/teapot",
              "-X",
              "PATCH",
              "-H",
              merge,
              "-H",
              ifMatch,
              "-d",
              "{\"price\":79000}",
              "-w",
              " %{http_code}");
      assertThat(patched).contains("\"price\":79000").endsWith(" 200");
      assertThat(
              curl(
                  origin,
                  "/api/products/teapot",
                  "-X",
                  "DELETE",
                  "-H",
                  ifMatch,
                  "-w",
                  " %{http_code}"))
          .contains("N1712")
          .endsWith(" 412");
      assertThat(curl(origin, "/api/products?q=%EC%A3%BC%EC%A0%84%EC%9E%90"))
          .contains("\"id\":\"teapot\"");
    }
  }

  @Test
  void continueIsSentOnlyWhenTheContentIsWanted() throws Exception {
    try (LiveOrigin origin = new LiveOrigin(OriginConfig.builtIn(), directory.resolve("state"))) {
      Path large = Files.write(directory.resolve("large"), new byte[2 << 20]);
      String out =
          curl(
              origin,
              "/api/products",
              "-v",
              "-H",
              "Expect: 100-continue",
              "-H",
              "Content-Type: application/json",
              "--data-binary",
              "@" + large);
      assertThat(out).contains("413").doesNotContain("100 Continue");
    }
  }
}
