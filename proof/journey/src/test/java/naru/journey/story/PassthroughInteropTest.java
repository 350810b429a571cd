package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import naru.app.Stand;
import naru.base.Code;
import naru.journey.Program;
import naru.journey.Programs;
import naru.trace.DnsEvent;
import naru.trace.GatewayEvent;
import naru.trace.HttpEvent;
import naru.trace.TlsEvent;
import naru.trace.Trace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Streams before foreign clients and servers: on one port some names are decrypted and others go to
 * an openssl server as they are; UDP and TCP for dig.
 */
@Tag("interop")
final class PassthroughInteropTest {
  private static final String CONFIG =
      """
      naru: 1
      state: "{state}"
      listen:
        dns: [udp://127.0.0.1:{dns}, tcp://127.0.0.1:{dns}]
        gateway:
          - https://127.0.0.1:{secure}
          - udp://127.0.0.1:{names}
          - tcp://127.0.0.1:{names}
      dns: { zones: { naru.test: { shop: A 127.0.0.1 } } }
      ca: { leaf: { names: [shop.naru.test] } }
      gateway:
        upstreams:
          shop: { targets: 127.0.0.1:{one} }
          raw: { targets: 127.0.0.1:{raw} }
          dns: { targets: 127.0.0.1:{dns} }
        streams:
          - { name: raw, sni: "*.raw.test", to: raw }
          - { name: datagrams, transport: udp, port: {names}, idle: 200ms, to: dns }
          - { name: questions, port: {names}, to: dns }
        routes:
          - { name: shop, match: { host: shop.naru.test }, to: shop }
      """;

  @TempDir private static Path folder;
  private static Pki pki;
  private static TestOrigin origin;
  private static Foreign server;
  private static Stand naru;

  @BeforeAll
  static void serve() throws Exception {
    pki = Pki.in(folder.resolve("pki"));
    pki.sign("raw", "/CN=Not Naru", "subjectAltName=DNS:*.raw.test");
    origin = TestOrigin.open();
    int port = Stand.freePort();
    List<String> command =
        List.of(
            "openssl",
            "s_server",
            "-accept",
            "127.0.0.1:" + port,
            "-cert",
            pki.cert("raw").toString(),
            "-key",
            pki.key("raw").toString(),
            "-www");
    server = Foreign.start(folder, command, port);
    naru = Stand.open(folder.resolve("state"), CONFIG, Map.of("one", origin.port(), "raw", port));
  }

  @AfterAll
  static void stop() throws Exception {
    naru.close();
    server.close();
    origin.close();
  }

  private static String curl(String name, Path ca, String... more) throws Exception {
    int port = naru.port("secure");
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "-m", "20"));
    command.addAll(List.of("--cacert", ca.toString()));
    command.addAll(List.of("--resolve", name + ":" + port + ":127.0.0.1"));
    command.addAll(List.of(more));
    command.add("https://" + name + ":" + port + "/?" + name);
    return Programs.output(command.toArray(String[]::new));
  }

  private static Program.Result sClient(String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl", "s_client"));
    command.addAll(List.of("-connect", "127.0.0.1:" + naru.port("secure")));
    command.addAll(List.of(more));
    return Programs.run(20, command);
  }

  private static void traced(Predicate<Trace> wanted) {
    Until.so("its trace", () -> naru.traces().newest(1000).stream().anyMatch(wanted));
  }

  @Test
  void namesThatAreDecryptedAndNamesThatAreNotShareAPort() throws Exception {
    assertThat(curl("shop.naru.test", naru.root())).isEqualTo("whole");
    assertThat(curl("a.raw.test", pki.ca())).contains("s_server");
    assertThat(curl("shop.naru.test", naru.root(), "--http1.1")).isEqualTo("whole");
    traced(
        t ->
            Told.events(t, HttpEvent.Request.class).stream()
                .anyMatch(r -> r.path().equals("/?shop.naru.test")));
    traced(
        t ->
            Told.events(t, GatewayEvent.Carried.class).stream()
                    .anyMatch(c -> c.stream().equals("raw") && c.bytesDown() > 1000)
                && Told.events(t, TlsEvent.ClientHello.class).stream()
                    .anyMatch(h -> h.serverName().equals("a.raw.test"))
                && Told.events(t, TlsEvent.Established.class).isEmpty());
  }

  @Test
  void eachNameShowsItsOwnCertificate() throws Exception {
    for (String version : List.of("-tls1_3", "-tls1_2")) {
      Program.Result raw =
          sClient(
              version,
              "-servername",
              "B.RAW.test",
              "-verify_hostname",
              "b.raw.test",
              "-verify_return_error",
              "-CAfile",
              pki.ca().toString());
      assertThat(raw.out()).contains("Verify return code: 0 (ok)", "CN = Not Naru");
      Program.Result shop =
          sClient(
              version,
              "-servername",
              "shop.naru.test",
              "-verify_hostname",
              "shop.naru.test",
              "-verify_return_error",
              "-CAfile",
              naru.root().toString());
      assertThat(shop.out()).contains("Verify return code: 0 (ok)").doesNotContain("Not Naru");
    }
  }

  /** RFC 6066 section 3: unrecognized_name is 112. */
  @Test
  void aNameThatNobodyTakesGetsAnAlertAndATrace() throws Exception {
    for (String name : List.of("raw.test", "shop.naru.test.example", "elsewhere.test")) {
      Program.Result refused = sClient("-servername", name);
      assertThat(refused.exit()).isNotZero();
      assertThat(refused.out() + refused.err())
          .contains("alert number 112", "no peer certificate available");
      traced(
          t ->
              Told.failed(t, Code.CA_NAME_NOT_ALLOWED)
                  && Told.events(t, TlsEvent.ClientHello.class).stream()
                      .anyMatch(h -> h.serverName().equals(name)));
    }
  }

  @Test
  void digThroughAUdpStream() throws Exception {
    assertThat(dig("shop.naru.test")).isEqualTo("127.0.0.1");
    traced(
        t ->
            Told.events(t, GatewayEvent.RouteChosen.class).stream()
                .anyMatch(r -> r.route().equals("datagrams") && r.place().line() > 0));
    Until.so("the name server was asked", () -> asked("udp"));
    assertThat(naru.metrics().text())
        .contains("naru_stream_connections_total{stream=\"datagrams\"} ");
  }

  @Test
  void digThroughATcpStream() throws Exception {
    assertThat(dig("shop.naru.test", "+tcp")).isEqualTo("127.0.0.1");
    traced(
        t ->
            Told.events(t, GatewayEvent.Carried.class).stream()
                .anyMatch(c -> c.stream().equals("questions") && c.bytesUp() > 20));
    assertThat(asked("tcp")).isTrue();
  }

  private static String dig(String... question) throws Exception {
    List<String> command = new ArrayList<>(List.of("dig", "@127.0.0.1", "-p"));
    command.add("" + naru.port("names"));
    command.addAll(List.of(question));
    command.addAll(List.of("+short", "+tries=1", "+time=10"));
    return Programs.output(command.toArray(String[]::new)).strip();
  }

  private static boolean asked(String transport) {
    return naru.traces().newest(1000).stream()
        .flatMap(t -> Told.events(t, DnsEvent.Query.class).stream())
        .anyMatch(q -> q.transport().equals(transport));
  }
}
