package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.app.Stand;
import naru.base.Code;
import naru.journey.Program;
import naru.journey.Programs;
import naru.trace.HttpEvent;
import naru.trace.TcpEvent;
import naru.trace.Trace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The PROXY protocol between Naru and HAProxy, in both versions and both directions; and curl's.
 */
@Tag("interop")
final class HaproxyInteropTest {
  private static final String NARU =
      """
      naru: 1
      state: "{state}"
      listen:
        gateway:
          - { scheme: http, port: {behind}, proxy-protocol: { trust: 127.0.0.1, timeout: 2s } }
          - { scheme: https, port: {secure-behind}, proxy-protocol: { trust: 127.0.0.1 } }
          - { scheme: http, port: {wary}, proxy-protocol: { trust: 192.0.2.0/24 } }
          - http://127.0.0.1:{front}
          - tcp://127.0.0.1:{stream-v1}
          - tcp://127.0.0.1:{stream-v2}
      ca: { leaf: { names: [shop.naru.test] } }
      gateway:
        upstreams:
          shop: { targets: 127.0.0.1:{one} }
          v1: { targets: 127.0.0.1:{accepting}, proxy-protocol: v1 }
          v2: { targets: 127.0.0.1:{accepting}, proxy-protocol: v2 }
        streams:
          - { name: v1, port: {stream-v1}, to: v1 }
          - { name: v2, port: {stream-v2}, to: v2 }
        routes:
          - { name: v1, match: { path: /v1 }, to: v1 }
          - { name: v2, match: { path: /v2 }, to: v2 }
          - { name: shop, to: shop }
      """;

  /** Without {@code send-proxy} options HAProxy says nothing more; with them all that it can. */
  private static final String HAPROXY =
      """
      global
        maxconn 100
      defaults
        timeout connect 5s
        timeout client 10s
        timeout server 10s
      frontend v1
        bind 127.0.0.1:{haproxy-v1}
        default_backend v1
      backend v1
        server naru 127.0.0.1:{behind} send-proxy
      frontend v2
        bind 127.0.0.1:{haproxy-v2}
        default_backend v2
      backend v2
        server naru 127.0.0.1:{behind} send-proxy-v2
      frontend tls
        bind 127.0.0.1:{haproxy-tls} ssl crt {pem}
        unique-id-format %{+X}o\\ %ci:%cp
        default_backend tls
      backend tls
        server naru 127.0.0.1:{behind} send-proxy-v2 proxy-v2-options ssl,cert-cn,ssl-cipher,crc32c,unique-id,authority
      frontend through
        mode tcp
        bind 127.0.0.1:{haproxy-through}
        default_backend through
      backend through
        mode tcp
        server naru 127.0.0.1:{secure-behind} send-proxy-v2
      frontend accepting
        mode http
        bind 127.0.0.1:{accepting} accept-proxy
        http-request return status 200 content-type text/plain lf-string "src=%[src]:%[src_port] dst=%[dst]:%[dst_port]"
      """;

  /**
   * What curl exits with if the connection is closed: nothing came, could not send, could not read.
   */
  private static final Integer[] CLOSED = {52, 55, 56};

  @TempDir private static Path folder;
  private static final Map<String, Integer> PORTS = new LinkedHashMap<>();
  private static TestOrigin origin;
  private static Foreign haproxy;
  private static Stand naru;

  @BeforeAll
  static void serve() throws Exception {
    Pki pki = Pki.in(folder.resolve("pki"));
    pki.sign("edge", "/CN=edge", "subjectAltName=DNS:shop.naru.test");
    Path pem = folder.resolve("edge.pem");
    Files.writeString(pem, Files.readString(pki.cert("edge")) + Files.readString(pki.key("edge")));
    origin = TestOrigin.open();
    PORTS.put("one", origin.port());
    for (String name : List.of("v1", "v2", "tls", "through")) {
      PORTS.put("haproxy-" + name, Stand.freePort());
    }
    PORTS.put("accepting", Stand.freePort());
    naru = Stand.open(folder.resolve("state"), NARU, PORTS);
    String text = HAPROXY.replace("{pem}", pem.toString());
    for (Map.Entry<String, Integer> port : PORTS.entrySet()) {
      text = text.replace("{" + port.getKey() + "}", "" + port.getValue());
    }
    for (String name : List.of("behind", "secure-behind")) {
      text = text.replace("{" + name + "}", "" + naru.port(name));
    }
    Path file = Files.writeString(folder.resolve("haproxy.cfg"), text);
    List<String> command = List.of("haproxy", "-db", "-f", file.toString());
    haproxy = Foreign.start(folder, command, port("haproxy-v1"), port("accepting"));
  }

  @AfterAll
  static void stop() throws Exception {
    naru.close();
    haproxy.close();
    origin.close();
  }

  private static int port(String name) {
    Integer known = PORTS.get(name);
    return known == null ? naru.port(name) : known;
  }

  /** Asks; the body, and the port that curl called from. */
  private static List<String> curl(String url, String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "-m", "20"));
    command.addAll(List.of("-w", "\n127.0.0.1:%{local_port}"));
    command.addAll(List.of(more));
    command.add(url);
    return Programs.output(command.toArray(String[]::new)).lines().toList();
  }

  /** What was told of the connection that a request came by. */
  private static TcpEvent.Introduced introduction(String path) {
    Until.so("the trace of " + path, () -> trace(path).isPresent());
    return Told.events(trace(path).orElseThrow(), TcpEvent.Introduced.class).getFirst();
  }

  private static java.util.Optional<Trace> trace(String path) {
    return naru.traces().newest(1000).stream()
        .filter(
            t ->
                Told.events(t, HttpEvent.Request.class).stream()
                    .anyMatch(r -> r.path().equals(path)))
        .findFirst();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2"})
  void haproxySaysWhoItsClientIs(String version) throws Exception {
    String path = "/?from-" + version;
    int called = port("haproxy-" + version);
    List<String> got = curl("http://127.0.0.1:" + called + path);
    assertThat(got.getFirst()).isEqualTo("whole");
    TcpEvent.Introduced told = introduction(path);
    assertThat(told.version()).isEqualTo(version);
    assertThat(told.client()).isEqualTo(got.getLast());
    assertThat(told.called()).isEqualTo("127.0.0.1:" + called);
  }

  @Test
  void haproxySaysWhatItsClientsTlsIs() throws Exception {
    String url = "https://shop.naru.test:" + port("haproxy-tls") + "/?from-tls";
    String resolve = "shop.naru.test:" + port("haproxy-tls") + ":127.0.0.1";
    List<String> got = curl(url, "-k", "--resolve", resolve);
    assertThat(got.getFirst()).isEqualTo("whole");
    TcpEvent.Introduced told = introduction("/?from-tls");
    assertThat(told.client()).isEqualTo(got.getLast());
    assertThat(told.notes())
        .contains("authority shop.naru.test")
        .anyMatch(n -> n.startsWith("tls TLSv1.3 TLS_AES_"))
        .anyMatch(n -> n.startsWith("unique-id "));
  }

  @Test
  void tlsComesBehindTheHeader() throws Exception {
    String url = "https://shop.naru.test:" + port("haproxy-through") + "/?through";
    String resolve = "shop.naru.test:" + port("haproxy-through") + ":127.0.0.1";
    List<String> got = curl(url, "--cacert", naru.root().toString(), "--resolve", resolve);
    assertThat(got.getFirst()).isEqualTo("whole");
    assertThat(introduction("/?through").client()).isEqualTo(got.getLast());
  }

  @Test
  void curlSaysItToo() throws Exception {
    List<String> got = curl("http://127.0.0.1:" + port("behind") + "/?curl", "--haproxy-protocol");
    assertThat(got.getFirst()).isEqualTo("whole");
    TcpEvent.Introduced told = introduction("/?curl");
    assertThat(told.version()).isEqualTo("v1");
    assertThat(told.client()).isEqualTo(got.getLast());
  }

  @Test
  void withoutAHeaderOrFromWhomNobodyTrustsItIsClosed() throws Exception {
    assertThat(refused("behind").exit()).isIn(CLOSED);
    assertThat(refused("wary", "--haproxy-protocol").exit()).isIn(CLOSED);
    for (Code code : List.of(Code.TCP_PROXY_HEADER, Code.TCP_PROXY_UNTRUSTED)) {
      Until.so(
          "a trace of " + code,
          () -> naru.traces().newest(1000).stream().anyMatch(t -> Told.failed(t, code)));
    }
  }

  private static Program.Result refused(String name, String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "-m", "20"));
    command.addAll(List.of(more));
    command.add("http://127.0.0.1:" + port(name) + "/");
    return Programs.run(30, command);
  }

  /** HAProxy says what it understood. */
  @ParameterizedTest
  @CsvSource({"front, /v1", "front, /v2", "stream-v1, /", "stream-v2, /"})
  void haproxyIsToldWhoOurClientIs(String door, String path) throws Exception {
    List<String> got = curl("http://127.0.0.1:" + port(door) + path);
    assertThat(got.getFirst()).isEqualTo("src=" + got.getLast() + " dst=127.0.0.1:" + port(door));
  }
}
