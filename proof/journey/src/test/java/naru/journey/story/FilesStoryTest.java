package naru.journey.story;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import naru.app.Stand;
import naru.trace.OriginEvent;
import naru.trace.SpanRecord;
import naru.trace.Trace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A folder of files behind the gateway: what clients get of it, and what nobody may get. */
final class FilesStoryTest {
  private static final String CONFIG =
      """
      naru: 1
      state: "{state}"
      listen: { gateway: http://127.0.0.1:{gateway} }
      trace: { explain: 127.0.0.0/8 }
      gateway:
        error-pages: { 405: page405.html }
        routes:
          - name: site
            files: { folder: site, suffixes: .html, not-found: /404.html }
            response-headers: { set: { X-Site: "1" } }
            compress: { min-size: 1B }
          - name: inner
            match: { path: /inner/** }
            files: { folder: site, suffixes: .html }
            guard: { addresses: [{ allow: 10.0.0.0/8 }] }
          - name: kept
            match: { path: /kept/** }
            files: site
            rewrite: { prefix: / }
            cache: true
      log:
        access: { to: access.json }
      """;

  @TempDir private Path folder;
  private Stand naru;

  @BeforeEach
  void open() throws IOException {
    write("site/index.html", "<p>home");
    write("site/a.txt", "0123456789".repeat(10));
    write("site/about.html", "about");
    write("site/404.html", "<h1>astray");
    write("site/.env", "hidden");
    write("site/inner/secret.txt", "guarded");
    write("site/inner/secret.txt.gz", "guarded");
    write("site/inner/page.html", "guarded");
    write("site/inner/index.html", "guarded");
    write("outside.txt", "outside");
    write("page405.html", "<h1>${status} not so");
    Files.createSymbolicLink(folder.resolve("site/link.txt"), folder.resolve("outside.txt"));
    Files.createSymbolicLink(folder.resolve("site/up"), folder);
    naru = Stand.open(folder, CONFIG, Map.of());
  }

  @AfterEach
  void close() {
    naru.close();
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String ask(String line, String... fields) throws IOException {
    StringBuilder head = new StringBuilder(line + " HTTP/1.1\r\nHost: a.test\r\n");
    for (String field : fields) {
      head.append(field).append("\r\n");
    }
    head.append("Connection: close\r\n\r\n");
    return Wire.exchange(naru.port("gateway"), head.toString().getBytes(ISO_8859_1));
  }

  private static String field(String answer, String name) {
    return answer
        .lines()
        .filter(l -> l.startsWith(name + ": "))
        .map(l -> l.substring(name.length() + 2))
        .findFirst()
        .orElse("");
  }

  @Test
  void aFileWithConditionsRangesAndHead() throws IOException {
    String all = ask("GET /a.txt");
    assertThat(all)
        .startsWith("HTTP/1.1 200")
        .contains("Content-Length: 100\r\n", "x-site: 1\r\n", "X-Content-Type-Options: nosniff")
        .contains("said-by=files, route=\"site\"")
        .endsWith("\r\n\r\n" + "0123456789".repeat(10));
    String tag = field(all, "ETag");
    assertThat(ask("GET /a.txt", "If-None-Match: " + tag))
        .startsWith("HTTP/1.1 304")
        .endsWith("\r\n\r\n");
    assertThat(ask("GET /a.txt", "If-Modified-Since: " + field(all, "Last-Modified")))
        .startsWith("HTTP/1.1 304");
    assertThat(ask("GET /a.txt", "Range: bytes=8-11", "If-Range: " + tag))
        .startsWith("HTTP/1.1 206")
        .contains("Content-Range: bytes 8-11/100\r\n")
        .endsWith("\r\n\r\n8901");
    assertThat(ask("GET /a.txt", "Range: bytes=8-11", "If-Range: \"other\""))
        .startsWith("HTTP/1.1 200");
    assertThat(ask("GET /a.txt", "Range: bytes=100-"))
        .startsWith("HTTP/1.1 416")
        .contains("Content-Range: bytes */100\r\n", "request.range-not-satisfiable");
    assertThat(ask("HEAD /a.txt", "Range: bytes=8-11"))
        .startsWith("HTTP/1.1 200")
        .contains("Content-Length: 100\r\n")
        .endsWith("\r\n\r\n");
    assertThat(ask("GET /a.txt", "If-Match: \"other\"")).startsWith("HTTP/1.1 412");
    assertThat(ask("GET /a.txt", "Accept-Encoding: gzip"))
        .contains("Content-Encoding: gzip\r\n", "ETag: W/" + tag, "ary: Accept-Encoding\r\n");
    assertThat(ask("GET /a.txt", "Accept-Encoding: gzip", "If-None-Match: W/" + tag))
        .startsWith("HTTP/1.1 304")
        .contains("ETag: W/" + tag, "ary: Accept-Encoding\r\n");
    assertThat(ask("GET /a.txt", "If-None-Match: " + tag))
        .startsWith("HTTP/1.1 304")
        .contains("ETag: " + tag, "ary: Accept-Encoding\r\n");
  }

  @Test
  void nothingBesideTheFolderIsToBeHad() throws IOException {
    for (String path :
        List.of(
            "/../outside.txt",
            "/%2e%2e/outside.txt",
            "/a/%2E%2e/%2e./../outside.txt",
            "/..%2foutside.txt",
            "/..%5coutside.txt",
            "/%2e%2e%2foutside.txt",
            "/..;/outside.txt",
            "/%252e%252e/outside.txt",
            "/%c0%ae%c0%ae/outside.txt",
            "/outside.txt%00.html",
            "/a.txt%00",
            "/a.txt%0a",
            "/link.txt",
            "/link",
            "/up/outside.txt",
            "/.env",
            "/%2eenv",
            "/a.txt/",
            "//etc/passwd",
            "/etc/passwd",
            "/" + "x".repeat(300))) {
      String answer = ask("GET " + path);
      assertThat(answer).as(path).matches("(?s)HTTP/1\\.1 40[04] .*").contains("reason=");
      assertThat(answer.substring(answer.indexOf("\r\n\r\n")))
          .as(path)
          .doesNotContain("outside", "hidden", "0123456789", folder.toString());
    }
    assertThat(ask("GET /..\\outside.txt")).startsWith("HTTP/1.1 400");
    assertThat(ask("GET http://a.test/../outside.txt")).startsWith("HTTP/1.1 404");
  }

  @Test
  void guardsOfARouteHoldHoweverItsPathIsWritten() throws IOException {
    for (String path :
        List.of(
            "/inner/secret.txt",
            "/inner/secret.txt.gz",
            "/inner/page.html",
            "/inner/page",
            "/inner/index.html",
            "/inner/",
            "/inner",
            "/inner%2Fsecret.txt",
            "/%69nner/secret.txt",
            "//inner/secret.txt",
            "/a/../inner/secret.txt",
            "/inner;x/secret.txt")) {
      assertThat(ask("GET " + path))
          .as(path)
          .matches("(?s)HTTP/1\\.1 40[03] .*")
          .doesNotContain("guarded");
    }
  }

  @Test
  void whatIsRefusedSaysWhyToTheOperatorAndLittleToTheClient() throws IOException {
    String missing = ask("GET /none");
    assertThat(missing)
        .startsWith("HTTP/1.1 404")
        .contains("\"reason\":\"file.missing\"", "x-site: 1\r\n")
        .doesNotContain(folder.toString());
    assertThat(ask("GET /none", "Accept: text/html"))
        .startsWith("HTTP/1.1 404")
        .contains("Content-Type: text/html; charset=utf-8", "reason=\"file.missing\"")
        .endsWith("<h1>astray");
    assertThat(ask("POST /a.txt", "Content-Length: 0"))
        .startsWith("HTTP/1.1 405")
        .contains("Allow: GET, HEAD, OPTIONS\r\n", "request.method-not-allowed");
    assertThat(ask("DELETE /none", "Accept: text/html")).contains("405", "<h1>405 not so");
    assertThat(ask("OPTIONS /a.txt")).contains("204", "Allow: GET, HEAD, OPTIONS\r\n");
    assertThat(ask("GET /about")).startsWith("HTTP/1.1 200").endsWith("about");
    Until.so("all lines", () -> lines().count() == 6);
    assertThat(lines())
        .contains(
            "404 file.missing naru site /none",
            "404 file.missing files site /none",
            "405 request.method-not-allowed naru site /a.txt",
            "200  files site /about");
    assertThat(Explained.everything(naru)).containsEntry("file.missing", 2);
    assertThat(Files.readString(folder.resolve("access.json")))
        .contains("route 'site' (stand.yaml:9)")
        .contains(folder.resolve("site") + ": there is no file 'none'");
  }

  private Stream<String> lines() {
    try {
      return Files.readAllLines(folder.resolve("access.json")).stream()
          .map(JsonMapper.builder().build()::readTree)
          .map(
              line ->
                  Stream.of("status", "reason", "said-by", "route", "path")
                      .map(name -> line.path(name).asString(""))
                      .collect(Collectors.joining(" ")));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aCacheBeforeTheFolderKeepsWhatItSays() throws IOException {
    String first = ask("GET /kept/a.txt");
    assertThat(first).startsWith("HTTP/1.1 200").endsWith("0123456789");
    String second = ask("GET /kept/a.txt");
    assertThat(second).endsWith("0123456789");
    assertThat(field(second, "Naru-Why")).startsWith("said-by=cache");
    assertThat(ask("GET /kept/a.txt", "Range: bytes=3-4")).contains(" 206 ").endsWith("\r\n34");
    assertThat(ask("GET /kept/none")).startsWith("HTTP/1.1 404").contains("file.missing");
    assertThat(ask("GET /kept/about.html", "Range: bytes=9-"))
        .startsWith("HTTP/1.1 416")
        .contains("Content-Range: bytes */5\r\n");
    assertThat(ask("PUT /kept/a.txt", "Content-Length: 0"))
        .startsWith("HTTP/1.1 405")
        .contains("Allow: GET, HEAD, OPTIONS\r\n");
  }

  @Test
  void theTraceNamesTheFile() throws IOException {
    ask("GET /");
    Until.so("it is told", () -> !naru.traces().newest(1).isEmpty());
    Until.so(
        "its end",
        () -> naru.traces().newest(1).getFirst().spans().stream().allMatch(SpanRecord::ended));
    Trace trace = naru.traces().newest(1).getFirst();
    assertThat(Told.events(trace, OriginEvent.File.class))
        .extracting(OriginEvent.File::path, OriginEvent.File::bytes)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("index.html", 7L));
  }
}
