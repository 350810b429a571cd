package naru.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static naru.app.ReloadGround.reload;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import naru.admin.Reload.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The origin follows a reload; what cannot is named. */
@Timeout(60)
final class ReloadOriginTest {
  @TempDir private Path folder;
  private ReloadGround ground;
  private int port;

  @BeforeEach
  void sites() throws IOException {
    ground = ReloadGround.in(folder);
    port = ReloadGround.freePort();
    for (String site : List.of("one", "two")) {
      Files.createDirectories(folder.resolve(site));
      Files.writeString(folder.resolve(site).resolve("page.txt"), "site " + site);
    }
  }

  @AfterEach
  void close() throws Exception {
    ground.close();
  }

  private void write(String origin, String more) throws IOException {
    ground.write(
        """
        naru: 1
        listen: { gateway: http://127.0.0.1:%d }
        origin: { %s }
        gateway: { routes: { name: all, to: origin } }
        %s
        """
            .formatted(port, origin, more));
  }

  private String get(String path) throws IOException {
    try (Socket socket = ground.dial(port)) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void filesAndTheirFieldsAreTakenOver() throws Exception {
    write("files: one, cache-control: max-age=1", "");
    Naru naru = ground.start();
    assertThat(get("/page.txt")).contains("site one", "max-age=1\r\n");
    assertThat(get("/api/products")).startsWith("HTTP/1.1 200");
    write("files: two, cache-control: max-age=2, api: false, fallback: /page.txt", "");
    assertThat(reload(naru)).isEqualTo(new Outcome.Applied(2));
    assertThat(get("/page.txt")).contains("site two", "max-age=2\r\n");
    assertThat(get("/app/view")).startsWith("HTTP/1.1 200").contains("site two");
    assertThat(naru.ground.metrics.text())
        .doesNotContain("naru_limit_used{limit=\"origin.hot-bytes\"} 0")
        .contains("naru_limit_used{limit=\"origin.lookups\"} 0");
  }

  @Test
  void boundsOfFilesAreThoseOfTheStart() throws Exception {
    write("files: one, sending: 20000, lookups: 300, hot-bytes: 1MiB, unsent-bytes: 2MiB", "");
    Naru naru = ground.start();
    assertThat(naru.ground.metrics.text())
        .contains("naru_limit_max{limit=\"origin.sending\"} 20000")
        .contains("naru_limit_max{limit=\"origin.lookups\"} 300")
        .contains("naru_limit_max{limit=\"origin.hot-bytes\"} 1048576")
        .contains("naru_limit_max{limit=\"origin.unsent-bytes\"} 2097152");
    write("files: one, sending: 10, lookups: 300, hot-bytes: 1MiB, unsent-bytes: 2MiB", "");
    assertThat(reload(naru)).isEqualTo(new Outcome.Applied(2, List.of("origin.sending")));
  }

  /** As a new release is put in place: the config is the same, what it names is not. */
  @Test
  void aLinkThatLeadsElsewhereIsFollowed() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("current"), folder.resolve("one"));
    write("files: current", "");
    Naru naru = ground.start();
    assertThat(get("/page.txt")).contains("site one");
    Files.delete(link);
    Files.createSymbolicLink(link, folder.resolve("two"));
    reload(naru);
    assertThat(get("/page.txt")).contains("site two");
  }

  @Test
  void aFolderThatIsGoneChangesNothing() throws Exception {
    write("files: one", "");
    Naru naru = ground.start();
    write("files: gone", "");
    Outcome.Refused refused = (Outcome.Refused) reload(naru);
    assertThat(refused.text())
        .contains("N3078", "gone", "naru.yaml:3:", "= help: make the folder")
        .doesNotContain("N1901");
    assertThat(get("/page.txt")).contains("site one");
  }

  @Test
  void whatIsInMemoryStaysThereIfNothingOfItChanges() throws Exception {
    String used = "naru_limit_used{limit=\"origin.hot-bytes\"} ";
    write("files: one", "");
    Naru naru = ground.start();
    get("/page.txt");
    String before = naru.ground.metrics.text();
    assertThat(before).contains(used).doesNotContain(used + "0");
    write("files: one", "# nothing else");
    assertThat(reload(naru)).isEqualTo(new Outcome.Applied(2));
    assertThat(naru.ground.metrics.text()).contains(used).doesNotContain(used + "0");
    assertThat(get("/page.txt")).contains("site one");
  }

  @Test
  void anAccessLogStaysOpenWhereverItStandsInTheFile() throws Exception {
    String log = "log: { access: { to: access.log } }";
    write("files: one", log);
    Naru naru = ground.start();
    Path written = folder.resolve("access.log");
    Files.delete(written); // as opening it would make it
    write("files: one", "# a line more\n" + log);
    assertThat(reload(naru)).isEqualTo(new Outcome.Applied(2));
    assertThat(written).doesNotExist();
  }

  @Test
  void whatNeedsARestartIsNamed() throws Exception {
    write("files: one", "");
    Naru naru = ground.start();
    write(
        "files: one",
        """
        # a line more moves all others
        cache: { memory: 5MiB }
        trace: { record: { keep: 777 } }
        limits: { connections: 321, timeouts: { drain: 1s } }
        """);
    assertThat(reload(naru))
        .isEqualTo(
            new Outcome.Applied(2, List.of("trace", "cache", "proxy.cache", "limits.connections")));
    write("files: one", "# nothing else");
    assertThat(reload(naru)).isEqualTo(new Outcome.Applied(3));
  }
}
