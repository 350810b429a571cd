package naru.forward;

import static naru.forward.Crossing.event;
import static naru.forward.Crossing.words;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import naru.trace.ProxyEvent.Action;
import naru.trace.SpanRecord;
import naru.trace.TlsEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proxy as curl sees it. */
@Tag("interop")
final class CurlTest {
  @TempDir Path state;
  @TempDir Path files;
  private Crossing crossing;
  private String root = "";

  @BeforeEach
  void open() throws IOException {
    crossing = new Crossing(state).name("shop.naru.test", "127.0.0.1");
    root = Files.writeString(files.resolve("root.crt"), crossing.authority.rootPem()).toString();
  }

  @AfterEach
  void close() {
    crossing.close();
  }

  private String curl(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("curl", "-sS", "-i", "--max-time", "10", "--noproxy", ""));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return out + "\nexit " + process.exitValue();
  }

  private static String http(InetSocketAddress proxy) {
    return "http://127.0.0.1:" + proxy.getPort();
  }

  private String[] secure(InetSocketAddress proxy) {
    String at = "https://proxy.test:" + proxy.getPort();
    String resolve = "proxy.test:" + proxy.getPort() + ":127.0.0.1";
    return new String[] {"-x", at, "--resolve", resolve, "--proxy-cacert", root, "--cacert", root};
  }

  private String[] with(String[] common, String... more) {
    List<String> all = new ArrayList<>(List.of(common));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void plainProxyAbsoluteForm() throws Exception {
    InetSocketAddress server = crossing.server(Crossing::mirror);
    InetSocketAddress proxy = crossing.rule(Action.ALLOW, "*.naru.test").proxy();
    String url = "http://shop.naru.test:" + server.getPort() + "/x";
    assertThat(curl("-x", http(proxy), url, url))
        .contains("GET /x", "Via: 1.1 ")
        .endsWith("exit 0");
    assertThat(curl("-x", http(proxy), "-d", "a=b", url)).contains("POST /x").endsWith("exit 0");
  }

  @Test
  void plainProxyTunnel() throws Exception {
    InetSocketAddress server = crossing.secureServer(Crossing::mirror);
    InetSocketAddress proxy = crossing.rule(Action.TUNNEL, "*.naru.test").proxy();
    String url = "https://shop.naru.test:" + server.getPort() + "/x";
    assertThat(curl("-x", http(proxy), "--cacert", root, url, url))
        .contains("GET /x")
        .endsWith("exit 0");
    assertThat(words(crossing.part())).contains("TunnelOpened", "TunnelClosed");
  }

  @Test
  void inspectedTunnel() throws Exception {
    InetSocketAddress server = crossing.secureServer(Crossing::mirror);
    InetSocketAddress proxy = crossing.rule(Action.INSPECT, "*.naru.test").proxy();
    String url = "https://shop.naru.test:" + server.getPort() + "/x";
    assertThat(curl("-x", http(proxy), "--cacert", root, url, url))
        .contains("GET /x", "Via: 1.1 naru-test")
        .endsWith("exit 0");
  }

  /** Without our root curl says unknown_ca, and is let through the next time. */
  @Test
  void aCurlThatDoesNotTrustUsIsLearnt() throws Exception {
    InetSocketAddress server = crossing.secureServer(Crossing::mirror);
    InetSocketAddress proxy = crossing.rule(Action.INSPECT, "*.naru.test").proxy();
    String url = "https://shop.naru.test:" + server.getPort() + "/x";
    assertThat(curl("-x", http(proxy), url)).endsWith("exit 60");
    crossing.part();
    SpanRecord handshake = crossing.part();
    assertThat(event(handshake, TlsEvent.Failed.class).failure().detail())
        .endsWith("alert unknown_ca");
    assertThat(curl("-x", http(proxy), "--cacert", root, url))
        .contains("GET /x")
        .doesNotContain("Via:")
        .endsWith("exit 0");
  }

  @Test
  void proxyOverTls() throws Exception {
    InetSocketAddress plain = crossing.server(Crossing::mirror);
    InetSocketAddress server = crossing.secureServer(Crossing::mirror);
    String[] proxy = secure(crossing.rule(Action.ALLOW, "*.naru.test").secureProxy());
    assertThat(curl(with(proxy, "http://shop.naru.test:" + plain.getPort() + "/x")))
        .contains("GET /x")
        .endsWith("exit 0");
    assertThat(curl(with(proxy, "https://shop.naru.test:" + server.getPort() + "/in")))
        .contains("GET /in")
        .endsWith("exit 0");
  }

  @Test
  void inspectionInsideProxyOverTls() throws Exception {
    InetSocketAddress server = crossing.secureServer(Crossing::mirror);
    String[] proxy = secure(crossing.rule(Action.INSPECT, "*.naru.test").secureProxy());
    assertThat(curl(with(proxy, "https://shop.naru.test:" + server.getPort() + "/in")))
        .contains("GET /in", "Via: 1.1 naru-test")
        .endsWith("exit 0");
  }

  @Test
  void proxyUser() throws Exception {
    crossing.credentials = Optional.of(c -> c.user().equals("lee") && c.password().equals("pw"));
    InetSocketAddress server = crossing.server(Crossing::mirror);
    String proxy = http(crossing.rule(Action.ALLOW, "*.naru.test").proxy());
    String url = "http://shop.naru.test:" + server.getPort() + "/x";
    assertThat(curl("-x", proxy, "--proxy-user", "lee:pw", url)).contains("GET /x");
    assertThat(curl("-x", proxy, "--proxy-user", "lee:pw", "--proxy-anyauth", url))
        .contains("407 ", "GET /x");
    assertThat(curl("-x", proxy, "-p", "--proxy-user", "lee:pw", url)).contains("GET /x");
    assertThat(curl("-x", proxy, "--proxy-user", "lee:no", url)).contains("407 ", "N1403");
  }

  @Test
  void denied() throws Exception {
    crossing.rule(Action.DENY, "ads.test", "advertising", false);
    String proxy = http(crossing.proxy());
    assertThat(curl("-x", proxy, "http://ads.test/")).contains("403 ", "N1401", "advertising");
    assertThat(curl("-x", proxy, "https://ads.test/")).contains("403 ").endsWith("exit 56");
  }
}
