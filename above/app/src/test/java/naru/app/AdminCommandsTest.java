package naru.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import naru.app.cli.Cli;
import naru.app.cli.Shell;
import naru.app.cli.admin.AdminCommands;
import naru.app.config.Config;
import naru.app.config.read.ConfigFile;
import naru.app.config.read.Loaded;
import naru.app.text.Cells;
import naru.base.Code;
import naru.base.FailureException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands that talk to a running Naru, and one that runs, over TLS with its own root. */
@Timeout(60)
class AdminCommandsTest {
  private static final String FILE =
      """
      naru: 1
      listen:
        gateway: http://127.0.0.1:0
        admin: https://127.0.0.1:0
      dns:
        zones:
          naru.test:
            shop: A 127.0.0.1
      ca:
        leaf: { names: ["*.naru.test"] }
      proxy:
        rules:
          - { deny: "*.ads.test", reason: { en: advertising, ko: 광고 } }
      gateway:
        upstreams:
          shop:
            targets: [127.0.0.1:1]
        routes:
          - name: shop-api
            match: { host: shop.naru.test, path: /api/** }
            to: shop
          - name: shop-few
            match: { host: shop.naru.test, path: /few/** }
            guard: { rates: { name: few, allow: 3/m } }
            to: shop
          - name: shop-web
            match: { host: shop.naru.test }
            cache: true
            to: shop
          - name: pages
            match: { host: pages.naru.test }
            rewrite: { prefix: / }
            to: origin
          - name: shop-bad
            match: { host: { regex: "b.d\\\\.naru\\\\.test" }, not: { path: /good } }
            fault: { delay: { for: 2s, share: 10% }, abort: 503 }
            to: shop
      """;

  @TempDir static Path folder;
  private static Path file;
  private static Naru naru;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private boolean terminal;
  private String columns = "140";

  @BeforeAll
  static void start() throws IOException {
    file = folder.resolve("naru.yaml");
    Files.writeString(file, FILE);
    assertThat(ConfigFile.load(file)).isInstanceOf(Loaded.Valid.class);
    Config config = ((Loaded.Valid) ConfigFile.load(file)).config();
    naru = Naru.start(config, () -> ConfigFile.load(file));
    ask("/page");
  }

  @AfterAll
  static void stop() {
    naru.close();
    assertThat(folder.resolve(".naru/admin/address")).doesNotExist();
  }

  /** Asks the gateway, whose only target is not there. */
  private static void ask(String path) throws IOException {
    String gateway =
        naru.listening().stream().filter(l -> l.startsWith("gateway ")).findFirst().orElseThrow();
    URI at = URI.create(gateway.substring("gateway ".length()));
    String request =
        "GET " + path + " HTTP/1.1\r\nHost: shop.naru.test\r\nConnection: close\r\n\r\n";
    try (Socket socket = new Socket(at.getHost(), at.getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 502");
    }
  }

  private int naru(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    Map<String, String> environment = Map.of("COLUMNS", columns);
    Shell shell =
        new Shell(new PrintWriter(out), new PrintWriter(err), environment, terminal, false);
    return Cli.run(shell, AdminCommands.all(), args);
  }

  /** With the file that names the running one. */
  private int here(String... args) {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("-c", file.toString()));
    int exit = naru(all.toArray(String[]::new));
    if (exit == 0) {
      assertThat(err.toString()).doesNotContain("N2", "N1");
    }
    return exit;
  }

  private JsonNode json() {
    return JsonMapper.builder().build().readTree(out.toString());
  }

  @Test
  void ls() {
    assertThat(here("ls")).isEqualTo(0);
    assertThat(out.toString()).contains("GET http://shop.naru.test/page", "502", "N1201");
    assertThat(here("ls", "--json", "--failed", "--host", "naru.test", "--since", "1h"))
        .isEqualTo(0);
    assertThat(json().path("schema").asString("")).isEqualTo("naru.traces/1");
    assertThat(json().path("items").get(0).path("route").asString("")).isEqualTo("shop-web");
    assertThat(here("ls", "--host", "nowhere.test")).isEqualTo(0);
    assertThat(err.toString()).contains("There is no such trace yet.");
    assertThat(here("ls", "--host", "nowhere.test", "--lang", "ko")).isEqualTo(0);
    assertThat(err.toString()).contains("그런 추적은 아직 없습니다.");
    assertThat(here("ls", "--since", "soon")).isEqualTo(2);
  }

  @Test
  void show() {
    assertThat(here("show", "last", "--ascii")).isEqualTo(0);
    assertThat(out.toString()).contains("ROUTE", "shop-web", "naru.yaml:26");
    assertThat(here("show", "last", "--zoom", "tcp")).isEqualTo(0);
    assertThat(here("show", "last", "--lang", "ko")).isEqualTo(0);
    assertThat(out.toString()).containsPattern("[가-힣]");
    assertThat(here("show", "last", "--json")).isEqualTo(0);
    assertThat(json().path("schema").asString("")).isEqualTo("naru.trace/1");
    assertThat(here("show", "0123456789")).isEqualTo(4);
    assertThat(err.toString()).contains("N2203", "0123456789");
  }

  @Test
  void export() throws IOException {
    Path har = folder.resolve("page.har");
    assertThat(here("export", "last", "-f", "har", "-o", har.toString())).isEqualTo(0);
    assertThat(Files.readString(har)).contains("\"version\" : \"1.2\"");
    assertThat(err.toString()).contains(har.toString());
    assertThat(here("export", "last", "-f", "txt", "--lang", "ko")).isEqualTo(0);
    assertThat(out.toString()).containsPattern("[가-힣]");
    assertThat(here("export", "last", "-f", "txt", "--zoom", "tcp")).isEqualTo(0);
    assertThat(out.toString()).contains("accepted");
  }

  @Test
  void packetsGoToAFileAndNeverToATerminal() throws IOException {
    Path packets = folder.resolve("page.pcapng");
    assertThat(here("export", "last", "-f", "pcapng", "-o", packets.toString())).isEqualTo(0);
    assertThat(Files.readAllBytes(packets)).startsWith(0x0a, 0x0d, 0x0d, 0x0a);
    assertThat(err.toString()).contains(packets.toString());
    terminal = true;
    assertThat(here("export", "last", "-f", "pcapng")).isEqualTo(2);
    assertThat(err.toString()).contains("-o FILE");
    assertThat(here("export", "0123456789", "-f", "pcapng")).isEqualTo(4);
  }

  @Test
  void tail() {
    assertThat(here("tail", "-n", "1", "--count", "1", "--json", "--failed")).isEqualTo(0);
    assertThat(json().path("status").asInt(0)).isEqualTo(502);
  }

  @Test
  void why() {
    assertThat(here("why", "https://shop.naru.test/api/x", "-X", "POST")).isEqualTo(0);
    assertThat(out.toString())
        .contains("POST https://shop.naru.test/api/x", "zone naru.test", "shop-api")
        .contains("naru.yaml:19", "127.0.0.1:1  not checked", "Nothing was sent.")
        .contains("which one depends", "in flight 0, weight 1")
        .doesNotContain("healthy")
        .containsPattern("a request failed \\d+ (s|min) ago: tcp\\.refused, [^\n]*127.0.0.1:1\\s");
    assertThat(here("why", "shop.naru.test", "--lang", "ko")).isEqualTo(0);
    assertThat(out.toString())
        .contains("shop-web", "shop-api", "키 https://shop.naru.test/", "아무것도 보내지 않았습니다.");
    assertThat(here("why", "https://a.ads.test/", "--json")).isEqualTo(0);
    assertThat(json().path("schema").asString("")).isEqualTo("naru.decision/1");
    assertThat(out.toString()).contains("advertising", "noRoute");
  }

  @Test
  void withoutAnAdminListenerCommandsSayWhatIsMissing() throws IOException {
    Path quiet = folder.resolve("quiet.yaml");
    Files.writeString(quiet, "naru: 1\nstate: quiet\nlisten: { gateway: http://127.0.0.1:0 }\n");
    assertThat(naru("why", "https://shop.naru.test/", "-c", quiet.toString())).isEqualTo(7);
    assertThat(err.toString())
        .contains("N2201: ", "quiet.yaml opens no admin listener", "admin: https://127.0.0.1:9443")
        .doesNotContain("no Naru is running");
    assertThat(naru("why", "https://a.test/", "--state", folder.resolve("no").toString()))
        .isEqualTo(7);
    assertThat(err.toString()).contains("no Naru is running");
  }

  @Test
  void whatCannotBeListenedOnIsNamedWithItsLine() throws IOException {
    String taken =
        naru.listening().stream().filter(l -> l.startsWith("gateway ")).findFirst().orElseThrow();
    Path twice = folder.resolve("twice.yaml");
    Files.writeString(
        twice,
        "naru: 1\nstate: twice\nlisten:\n  gateway: "
            + taken.substring("gateway ".length())
            + "\n");
    Loaded.Valid valid = (Loaded.Valid) ConfigFile.load(twice);
    assertThatThrownBy(() -> Naru.start(valid.config(), () -> valid))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(Code.CANNOT_LISTEN);
              assertThat(e.failure().detail()).contains("is taken", "twice.yaml:4:12)");
            });
  }

  @Test
  void whyTellsWhatGoesWrongOnPurposeAndWhatARequestMustNotBe() {
    assertThat(here("why", "http://bad.naru.test/x")).isEqualTo(0);
    assertThat(out.toString())
        .contains("shop-bad", "held for 2000 ms on purpose (10%)")
        .contains("answered 503 on purpose (100%)");
    assertThat(here("why", "http://bad.naru.test/good", "--lang", "ko")).isEqualTo(0);
    assertThat(out.toString()).contains("shop-bad", "not path").doesNotContain("일부러");
  }

  @Test
  void whyTellsWhatTheOriginHas() {
    assertThat(here("why", "http://pages.naru.test/")).isEqualTo(0);
    assertThat(out.toString())
        .containsPattern("ORIGIN +the built-in site: index.html is there, [\\d,.]+ ");
    assertThat(here("why", "http://pages.naru.test/none.html")).isEqualTo(0);
    assertThat(out.toString()).contains("the built-in site: none.html is not there");
    assertThat(here("why", "http://pages.naru.test/healthz")).isEqualTo(0);
    assertThat(out.toString()).contains("the origin says /healthz itself");
    assertThat(here("why", "http://pages.naru.test/", "--lang", "ko")).isEqualTo(0);
    assertThat(out.toString()).contains("오리진", "내장 사이트: 폴더의 페이지 index.html 있음");
  }

  @Test
  void whyTellsWhereItComesInAndWhatLimitsLeave() {
    String gateway =
        naru.listening().stream().filter(l -> l.startsWith("gateway ")).findFirst().orElseThrow();
    String port = gateway.substring(gateway.lastIndexOf(':'));
    columns = "80";
    assertThat(here("why", "http://shop.naru.test" + port + "/few/x")).isEqualTo(0);
    assertThat(out.toString())
        .contains("LISTENER    http://127.0.0.1:0", "few: 3 left of 3 in 60 s (client 127.0.0.1)");
    assertThat(out.toString().lines()).allMatch(l -> Cells.of(l) <= 80 || l.contains("/naru.yaml"));
    assertThat(here("why", "https://shop.naru.test/few/x", "--lang", "ko")).isEqualTo(0);
    assertThat(out.toString())
        .contains("https on port 443: 수신 주소 없음, 있는 주소 http", "few: 3 남음 (허용 3 in 60 s)")
        .contains("검사 없음, 진행 중 0, 무게 1");
    assertThat(out.toString().lines()).allMatch(l -> Cells.of(l) <= 80 || l.contains("/naru.yaml"));
    assertThat(here("why", "https://shop.naru.test/few/x", "--json")).isEqualTo(0);
    assertThat(out.toString()).contains("\"listening\"", "\"within\"", "\"left\" : 3");
  }

  @Test
  void reload() throws IOException {
    assertThat(here("reload")).isEqualTo(0);
    assertThat(out.toString()).containsPattern("generation \\d+").doesNotContain("restart");
    Files.writeString(file, FILE + "trace: { record: { keep: 555 } }\n");
    assertThat(here("reload")).isEqualTo(0);
    assertThat(out.toString()).contains("in use from a restart on only: trace.");
    assertThat(here("reload", "--json")).isEqualTo(0);
    assertThat(json().path("restart").get(0).asString("")).isEqualTo("trace");
    Files.writeString(file, FILE.replace("to: shop\n", "to: shpo\n"));
    try {
      assertThat(here("reload")).isEqualTo(3);
      assertThat(err.toString())
          .contains("error[N3012]", "shpo", "did you mean 'shop'", "Nothing was changed");
      assertThat(here("reload", "--lang", "ko")).isEqualTo(3);
      assertThat(err.toString()).contains("오류[N3012]", "아무것도 바뀌지 않았습니다");
      assertThat(here("reload", "--json")).isEqualTo(3);
      assertThat(json().path("schema").asString("")).isEqualTo("naru.check/1");
    } finally {
      Files.writeString(file, FILE);
    }
  }

  @Test
  void inventory() {
    assertThat(here("route", "ls")).isEqualTo(0);
    assertThat(out.toString()).contains("ROUTE", "shop-api", "shop-web", "naru.yaml:22");
    assertThat(here("upstream", "ls", "--lang", "ko")).isEqualTo(0);
    assertThat(out.toString()).contains("업스트림", "127.0.0.1:1", "검사 없음");
    columns = "80";
    assertThat(here("upstream", "ls")).isEqualTo(0);
    assertThat(out.toString().lines()).allMatch(l -> Cells.of(l) <= 80);
    assertThat(out.toString())
        .startsWith("UPSTREAM ")
        .containsPattern("\nshop  \\S+.*\n  127.0.0.1:1 +not checked +1 +0 ");
    assertThat(here("upstream", "ls", "--json")).isEqualTo(0);
    assertThat(json().path("items").get(0).path("name").asString("")).isEqualTo("shop");
    assertThat(here("cache", "ls")).isEqualTo(0);
    assertThat(here("cache", "purge", "--prefix", "https://shop")).isEqualTo(0);
    assertThat(out.toString()).contains("Forgotten: 0.");
    assertThat(here("cache", "purge", "https://shop.naru.test/")).isEqualTo(0);
    assertThat(here("cache", "purge")).isEqualTo(2);
    assertThat(here("cache", "purge", "nonsense")).isEqualTo(16);
    assertThat(here("route")).isEqualTo(2);
  }

  @Test
  void theRootComesFromTheStateDirectory() throws IOException {
    Path copy = folder.resolve("root.crt");
    assertThat(here("ca", "root", "-o", copy.toString())).isEqualTo(0);
    assertThat(copy).hasSameTextualContentAs(folder.resolve(".naru/ca/root.crt"));
    assertThat(here("ca", "root", "--json")).isEqualTo(0);
    assertThat(json().path("sha256").asString("")).hasSize(64);
  }

  @Test
  void nobodyRuns() {
    String nowhere = folder.resolve("nowhere").toString();
    for (String command : List.of("ls", "tail", "reload")) {
      assertThat(naru(command, "--state", nowhere)).isEqualTo(7);
      assertThat(err.toString()).contains("N2201", nowhere, "naru run", "--state");
    }
    assertThat(naru("ls", "--state", nowhere, "--lang", "ko")).isEqualTo(7);
    assertThat(err.toString()).contains("N2201", "실행 중인 Naru가 없습니다");
    assertThat(here("ls", "--api", "https://127.0.0.1:1")).isEqualTo(7);
    assertThat(err.toString()).contains("127.0.0.1:1");
  }

  @Test
  void aBrokenFileStillSaysWhichOneIsMeant() throws IOException {
    Path broken = folder.resolve("broken.yaml");
    Files.writeString(broken, "naru: 1\nstate: \".naru\"  # here\nlisten: [\n");
    assertThat(naru("ls", "-c", broken.toString())).isEqualTo(0);
    assertThat(out.toString()).contains("shop.naru.test");
  }
}
