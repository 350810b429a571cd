package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import naru.app.Stand;
import naru.journey.Home;
import naru.journey.Program;
import naru.journey.Programs;
import naru.trace.DnsEvent;
import naru.trace.HttpEvent;
import naru.trace.ProxyEvent;
import naru.trace.TlsEvent;
import naru.trace.Trace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code naru run} on the example file, for clients that know nothing of Naru. */
@Tag("interop")
final class RunInteropTest {
  private static final List<Integer> USUAL =
      List.of(15353, 3128, 3129, 8080, 8443, 9443, 9001, 9002);

  @TempDir private static Path folder;
  private static final Map<Integer, Integer> PORTS = new LinkedHashMap<>();
  private static Running naru;

  @BeforeAll
  static void serve() throws Exception {
    String text = Home.text("examples/naru.yaml").replace("./.naru", state().toString());
    for (int usual : USUAL) {
      PORTS.put(usual, Stand.freePort());
      text = text.replace(":" + usual, ":" + port(usual));
    }
    text =
        text.replace(
            "proxy:\n  rules:", "proxy:\n  connect-ports: [443, " + port(8443) + "]\n  rules:");
    naru = Running.start(Files.writeString(folder.resolve("naru.yaml"), text));
  }

  @AfterAll
  static void stop() throws Exception {
    naru.close();
    assertThat(naru.told()).noneMatch(l -> l.contains("Exception") || l.contains("LEAK"));
  }

  @Test
  void dig() throws Exception {
    String out =
        Programs.output("dig", "@127.0.0.1", "-p", "" + port(15353), "+short", "api.naru.test");
    assertThat(out.lines()).containsExactly("shop.naru.test.", "127.0.0.1");
    traced(t -> asked(t, "api.naru.test", "udp"));
  }

  @Test
  void digOfABlockedName() throws Exception {
    String out = Programs.output("dig", "@127.0.0.1", "-p", "" + port(15353), "ads.example.com");
    assertThat(out).contains("status: NXDOMAIN").containsIgnoringCase("EDE: 15");
    traced(
        t ->
            Told.events(t, DnsEvent.Answer.class).stream()
                .anyMatch(a -> a.source() == DnsEvent.Source.BLOCK && a.place().line() > 0));
  }

  @Test
  void kdigOverTcp() throws Exception {
    String out =
        Programs.output("kdig", "@127.0.0.1", "-p", "" + port(15353), "+tcp", "shop.naru.test");
    assertThat(out)
        .contains("NOERROR")
        .containsPattern("shop\\.naru\\.test\\.\\s.*127\\.0\\.0\\.1");
    traced(t -> asked(t, "shop.naru.test", "tcp"));
  }

  @Test
  void curlDirect() throws Exception {
    assertThat(curl("/?direct")).contains("<html");
    assertThat(curl("/api/products?direct")).contains("\"");
    traced(t -> requested(t, "/api/products?direct"));
  }

  @Test
  void curlThroughThePlainProxyWithConnect() throws Exception {
    String out = curl("/?plain-connect", "-x", "http://127.0.0.1:" + port(3128));
    assertThat(out).contains("<html");
    traced(t -> requested(t, "/?plain-connect") && decided(t, ProxyEvent.Action.INSPECT));
  }

  @Test
  void curlThroughTheTlsProxyWithConnect() throws Exception {
    String out =
        curl("/?tls-connect", "-x", "https://127.0.0.1:" + port(3129), "--proxy-cacert", root());
    assertThat(out).contains("<html");
    traced(t -> requested(t, "/?tls-connect") && decided(t, ProxyEvent.Action.INSPECT));
  }

  @Test
  void curlThroughTheProxiesInAbsoluteForm() throws Exception {
    String url = "http://shop.naru.test:" + port(8080) + "/?absolute";
    String plain =
        Programs.output("curl", "-sS", "-m", "20", "-x", "http://127.0.0.1:" + port(3128), url);
    String secure =
        Programs.output(
            "curl",
            "-sS",
            "-m",
            "20",
            "-x",
            "https://127.0.0.1:" + port(3129),
            "--proxy-cacert",
            root(),
            url + "-tls");
    assertThat(plain).contains("<html");
    assertThat(secure).contains("<html");
    traced(
        t ->
            requested(t, "/?absolute") && !Told.events(t, ProxyEvent.ClientHidden.class).isEmpty());
    traced(t -> requested(t, "/?absolute-tls"));
  }

  @Test
  void curlToADeniedName() throws Exception {
    String out =
        Programs.output(
            "curl",
            "-sS",
            "-m",
            "20",
            "-o",
            "-",
            "-w",
            "%{http_code}",
            "-x",
            "http://127.0.0.1:" + port(3128),
            "http://x.ads.example.com/");
    assertThat(out).contains("advertising").endsWith("403");
    traced(t -> decided(t, ProxyEvent.Action.DENY));
  }

  @Test
  void opensslVerifiesTheChain() throws Exception {
    String out =
        Programs.output(
            "openssl",
            "s_client",
            "-connect",
            "127.0.0.1:" + port(8443),
            "-servername",
            "shop.naru.test",
            "-verify_hostname",
            "shop.naru.test",
            "-verify_return_error",
            "-CAfile",
            root());
    assertThat(out).contains("Verify return code: 0 (ok)", "TLSv1.3");
    traced(
        t ->
            Told.events(t, HttpEvent.Request.class).isEmpty()
                && Told.events(t, TlsEvent.Established.class).stream()
                    .anyMatch(e -> e.serverName().equals("shop.naru.test")));
  }

  @Test
  void chromiumTrustsTheRootAndGoesThroughTheProxy() throws Exception {
    Program.Result page =
        Programs.run(
            90,
            Chromium.command(
                folder,
                Path.of(root()),
                "--proxy-server=http://127.0.0.1:" + port(3128),
                "--dump-dom",
                "https://shop.naru.test:" + port(8443) + "/?chromium"));
    assertThat(page.out()).as(page.err()).contains("<title>").doesNotContain("ERR_");
    traced(t -> requested(t, "/?chromium") && decided(t, ProxyEvent.Action.INSPECT));
  }

  @Test
  void theCommandLineShowsTheTraces() throws Exception {
    curl("/?shown");
    traced(t -> requested(t, "/?shown"));
    String id =
        Running.traces(state()).stream()
            .filter(t -> requested(t, "/?shown"))
            .findFirst()
            .orElseThrow()
            .id()
            .toString();
    String config = folder.resolve("naru.yaml").toString();
    Program.Result show = Program.run("show", id, "-c", config);
    assertThat(show.exit()).as(show.err()).isZero();
    assertThat(show.out()).contains("/?shown", "ROUTE", "shop-web", "TARGET", "CACHE");
    assertThat(Program.run("ls", "-c", config).out()).contains(id.substring(0, 4));
  }

  private static String curl(String path, String... more) throws Exception {
    List<String> command =
        new java.util.ArrayList<>(List.of("curl", "-sS", "-m", "20", "--cacert", root()));
    command.addAll(List.of(more));
    if (more.length == 0) {
      command.addAll(List.of("--resolve", "shop.naru.test:" + port(8443) + ":127.0.0.1"));
    }
    command.add("https://shop.naru.test:" + port(8443) + path);
    return Programs.output(command.toArray(String[]::new));
  }

  private static int port(int usual) {
    return PORTS.getOrDefault(usual, 0);
  }

  private static Path state() {
    return folder.resolve("state");
  }

  private static String root() throws IOException {
    return state().resolve("ca").resolve("root.crt").toString();
  }

  private static void traced(Predicate<Trace> wanted) {
    Until.so("its trace is written", () -> Running.traces(state()).stream().anyMatch(wanted));
  }

  private static boolean asked(Trace trace, String name, String transport) {
    return Told.events(trace, DnsEvent.Query.class).stream()
        .anyMatch(q -> q.name().equals(name) && q.transport().equals(transport));
  }

  private static boolean requested(Trace trace, String path) {
    return Told.events(trace, HttpEvent.Request.class).stream()
        .anyMatch(r -> r.path().equals(path));
  }

  private static boolean decided(Trace trace, ProxyEvent.Action action) {
    return Told.events(trace, ProxyEvent.Decided.class).stream()
        .anyMatch(d -> d.action() == action && d.place().line() > 0);
  }
}
