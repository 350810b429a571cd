package naru.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static naru.app.ReloadGround.reload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import naru.admin.Reload.Outcome;
import naru.app.cli.Cli;
import naru.app.cli.Shell;
import naru.app.cli.admin.AdminCommands;
import naru.origin.RouteFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Folders of routes: each has its own, a reload follows, and a dry run tells the file. */
@Timeout(60)
final class RouteFilesTest {
  private static final String TWO =
      """
      - { name: one, match: { host: one.test }, files: one }
      - { name: two, match: { host: two.test }, files: { folder: two, fallback: /page.txt } }
      """;

  @TempDir private Path folder;
  private ReloadGround ground;
  private int port;

  @BeforeEach
  void sites() throws IOException {
    ground = ReloadGround.in(folder);
    port = ReloadGround.freePort();
    for (String site : List.of("one", "two")) {
      Files.createDirectories(folder.resolve(site).resolve("docs"));
      Files.writeString(folder.resolve(site).resolve("page.txt"), "site " + site);
      Files.writeString(folder.resolve(site).resolve("docs/index.html"), "docs " + site);
    }
  }

  @AfterEach
  void close() throws Exception {
    ground.close();
  }

  private void write(String routes) throws IOException {
    ground.write(
        """
        naru: 1
        listen: { gateway: http://127.0.0.1:%d, admin: http://127.0.0.1:0 }
        gateway:
          routes:
        """
                .formatted(port)
            + routes.indent(4));
  }

  private String get(String host, String path) throws IOException {
    try (Socket socket = ground.dial(port)) {
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private String why(String url) {
    StringWriter out = new StringWriter();
    PrintWriter both = new PrintWriter(out);
    Shell shell = new Shell(both, both, Map.of("COLUMNS", "200"), false, false);
    Cli.run(shell, AdminCommands.all(), "why", url, "-c", ground.file().toString());
    return out.toString();
  }

  @Test
  void twoSitesNeedTwoRoutesAndNothingElse() throws Exception {
    write(TWO);
    Naru naru = ground.start();
    for (int round = 0; round < 2; round++) { // from the disk, then from memory
      assertThat(get("one.test", "/page.txt")).startsWith("HTTP/1.1 200").endsWith("site one");
      assertThat(get("two.test", "/page.txt")).startsWith("HTTP/1.1 200").endsWith("site two");
    }
    assertThat(get("one.test", "/a/page")).startsWith("HTTP/1.1 404");
    assertThat(get("two.test", "/a/page")).startsWith("HTTP/1.1 200").endsWith("site two");
    assertThat(get("one.test", "/whoami")).startsWith("HTTP/1.1 404");
    assertThat(get("one.test", "/api/products")).startsWith("HTTP/1.1 404");
    assertThat(naru.ground.metrics.text()).contains("naru_origin_hot_total 2");
    assertThat(new Stock(naru.journey, java.time.Instant.EPOCH).routes().toString())
        .contains("to=files " + folder.resolve("one"));
  }

  @Test
  void whyTellsTheFileThatWouldAnswer() throws Exception {
    write(TWO);
    ground.start();
    String at = "http://one.test:" + port;
    assertThat(why(at + "/page.txt")).contains(folder.resolve("one") + ": page.txt is there, 8 B");
    assertThat(why(at + "/docs/")).contains("docs/index.html is there", "the page of the folder");
    assertThat(why(at + "/docs")).contains("docs is a folder");
    assertThat(why(at + "/none")).contains("none is not there", "naru.yaml:5");
    assertThat(why(at.replace("one", "two") + "/none")).contains("the fallback page.txt is sent");
  }

  /** The prefix gives way, as with nginx's alias; else it is looked for, as with its root. */
  @Test
  void aPrefixMayGiveWayAndTheFolderIsEnteredByItsSlash() throws Exception {
    write(
        """
        - { name: low, match: { path: /low/** }, files: one, rewrite: { prefix: / } }
        - { name: deep, match: { path: /deep/** }, files: two, rewrite: { prefix: /docs } }
        - { name: root, match: { path: /docs/** }, files: one }
        """);
    ground.start();
    assertThat(get("a", "/low/page.txt")).endsWith("site one");
    assertThat(get("a", "/low/docs?q=1")).contains("308", "Location: /low/docs/?q=1\r\n");
    assertThat(get("a", "/low?q=1")).contains("308", "Location: /low/?q=1\r\n");
    assertThat(get("a", "/low/")).startsWith("HTTP/1.1 404");
    assertThat(get("a", "/deep")).contains("308", "Location: /deep/\r\n");
    assertThat(get("a", "/deep/")).endsWith("docs two");
    assertThat(get("a", "/docs/")).endsWith("docs one");
    String at = "http://a:" + port;
    assertThat(why(at + "/low")).contains("308", "/low/");
    assertThat(why(at + "/low/page.txt")).contains("page.txt is there");
  }

  @Test
  void aFolderIsEnteredByThePathThatTheClientAsked() throws Exception {
    write(
        """
        - name: prefix
          match: { host: prefix }
          files: one
          rewrite: { prefix: /, redirects: false }
        - name: below
          match: { host: below }
          files: .
          rewrite: { prefix: /one }
        - name: part
          match: { host: part, path: /m/** }
          files: one
          rewrite: { prefix: /, redirects: false }
        - name: regex
          match: { host: regex }
          files: one
          cache: true
          rewrite: { regex: "/v1(/.*)", with: "$1?inner" }
        """);
    Files.createDirectories(folder.resolve("one/one/docs"));
    ground.start();
    assertThat(get("prefix", "/docs")).contains("Location: /docs/\r\n");
    assertThat(get("below", "/docs?q")).contains("Location: /docs/?q\r\n");
    assertThat(get("below", "/one/docs")).contains("Location: /one/docs/\r\n");
    assertThat(get("part", "/m/docs?q"))
        .contains("Location: /m/docs/?q\r\n")
        .endsWith("The folder is at /m/docs/\n");
    for (int i = 0; i < 2; i++) {
      assertThat(get("regex", "/v1/docs?q=1"))
          .contains("Location: /v1/docs/?q=1\r\n")
          .endsWith("The folder is at /v1/docs/\n");
    }
    assertThat(get("regex", "/v1/docs/?q=1")).endsWith("docs one");
  }

  @Test
  void aReloadTakesAnotherFolderOver() throws Exception {
    write("- { name: all, files: one }");
    Naru naru = ground.start();
    assertThat(get("a", "/page.txt")).contains("max-age=300").endsWith("site one");
    write("- { name: all, files: { folder: two, cache-control: no-cache } }");
    assertThat(reload(naru)).isEqualTo(new Outcome.Applied(2));
    assertThat(get("a", "/page.txt")).contains("no-cache").endsWith("site two");
    write("- { name: all, respond: 204 }");
    assertThat(reload(naru)).isEqualTo(new Outcome.Applied(3));
    assertThat(get("a", "/page.txt")).startsWith("HTTP/1.1 204");
  }

  @Test
  void whatIsInMemoryStaysWhileAFolderStays() throws Exception {
    write(TWO);
    Naru naru = ground.start();
    get("one.test", "/page.txt");
    RouteFiles before = naru.journey.ways().sites().of("one").orElseThrow();
    write(TWO + "- { name: three, match: { host: three.test }, files: two }\n");
    assertThat(reload(naru)).isEqualTo(new Outcome.Applied(2));
    assertThat(get("three.test", "/page.txt")).endsWith("site two");
    Sites after = naru.journey.ways().sites();
    assertThat(after.of("one").orElseThrow().site()).isSameAs(before.site());
    assertThat(after.of("three").orElseThrow().site())
        .isNotSameAs(after.of("two").orElseThrow().site());
    assertThat(naru.ground.metrics.text())
        .contains("naru_limit_used{limit=\"origin.hot-bytes\"} ")
        .doesNotContain("naru_limit_used{limit=\"origin.hot-bytes\"} 0");
  }

  @Test
  void aFolderThatIsGoneChangesNothing() throws Exception {
    write(TWO);
    Naru naru = ground.start();
    write(TWO.replace("files: one", "files: gone"));
    Outcome.Refused refused = (Outcome.Refused) reload(naru);
    assertThat(refused.text())
        .contains("N3078", "the files of route 'one' cannot be served")
        .contains(folder.resolve("gone") + " is not there", "naru.yaml:5:", "= help: make")
        .doesNotContain("N1901");
    assertThat(get("one.test", "/page.txt")).endsWith("site one");
  }

  @Test
  void aFolderThatIsNotThereAtTheStartIsNamed() throws Exception {
    write("- { name: all, files: one/none }");
    assertThatThrownBy(() -> ground.start())
        .hasMessageContaining("N1905 file.no-folder")
        .hasMessageContaining("none is not there")
        .hasMessageContaining("naru.yaml:5:");
  }
}
