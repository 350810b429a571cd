package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import naru.app.Stand;
import naru.base.Code;
import naru.journey.Programs;
import naru.trace.CaEvent;
import naru.trace.HttpEvent;
import naru.trace.Trace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * OCSP responses made by the openssl program, out of a file and fetched from its responder, and
 * shown to its client.
 */
@Tag("interop")
final class OcspInteropTest {
  private static final String CONFIG =
      """
      naru: 1
      state: "{state}"
      listen: { gateway: https://127.0.0.1:{secure} }
      ca: { leaf: { names: [shop.naru.test] } }
      gateway:
        upstreams: { shop: { targets: 127.0.0.1:{one} } }
        certificates:
          - { cert: PKI/file.pem, key: PKI/file.key, ocsp: { file: PKI/staple.der, issuer: PKI/ca.pem } }
          - { cert: PKI/chain.pem, key: PKI/named.key, ocsp: { private-addresses: true } }
          - { cert: PKI/other.pem, key: PKI/other.key,
              ocsp: { responder: 'http://127.0.0.1:{responder}', issuer: PKI/ca.pem, private-addresses: true } }
          - { cert: PKI/wary.pem, key: PKI/wary.key, ocsp: { issuer: PKI/ca.pem } }
        routes: { name: shop, to: shop }
      """;

  @TempDir private static Path folder;
  private static Pki pki;
  private static Foreign responder;
  private static TestOrigin origin;
  private static Stand naru;

  @BeforeAll
  static void serve() throws Exception {
    int port = Stand.freePort();
    pki = Pki.in(folder.resolve("pki"));
    String names = "authorityInfoAccess=OCSP;URI:http://127.0.0.1:" + port;
    StringBuilder index = new StringBuilder();
    for (String name : List.of("file", "named", "other", "wary")) {
      pki.sign(name, "/CN=" + name, "subjectAltName=DNS:" + name + ".test", names);
      index.append("V\t491231235959Z\t\t").append(serial(name));
      index.append("\tunknown\t/CN=").append(name).append('\n');
    }
    Files.writeString(pki.file("index.txt"), index);
    Files.writeString(
        pki.file("chain.pem"), Files.readString(pki.cert("named")) + Files.readString(pki.ca()));
    responseInAFile();
    List<String> command =
        List.of("openssl", "ocsp", "-port", "" + port, "-index", pki.file("index.txt").toString());
    responder = Foreign.startSaying(folder, signing(command), "waiting for OCSP");
    origin = TestOrigin.open();
    naru =
        Stand.open(
            folder.resolve("state"),
            CONFIG.replace("PKI", folder.resolve("pki").toString()),
            Map.of("one", origin.port(), "responder", port));
  }

  @AfterAll
  static void stop() throws Exception {
    naru.close();
    responder.close();
    origin.close();
  }

  private static List<String> signing(List<String> command) {
    List<String> all = new java.util.ArrayList<>(command);
    all.addAll(List.of("-CA", pki.ca().toString(), "-rsigner", pki.ca().toString()));
    all.addAll(List.of("-rkey", pki.key("ca").toString(), "-ndays", "2"));
    return all;
  }

  private static String serial(String name) throws IOException, InterruptedException {
    String said = Pki.openssl("x509", "-noout", "-serial", "-in", pki.cert(name).toString());
    return said.strip().substring("serial=".length()).toUpperCase(Locale.ROOT);
  }

  private static void responseInAFile() throws IOException, InterruptedException {
    String request = pki.file("request.der").toString();
    String ca = pki.ca().toString();
    String cert = pki.cert("file").toString();
    Pki.openssl("ocsp", "-no_nonce", "-issuer", ca, "-cert", cert, "-reqout", request);
    List<String> command =
        List.of(
            "openssl",
            "ocsp",
            "-index",
            pki.file("index.txt").toString(),
            "-reqin",
            request,
            "-respout",
            pki.file("staple.der").toString());
    Programs.output(signing(command).toArray(String[]::new));
  }

  /** What s_client sees; it asks for the status and verifies the chain. */
  private static String sClient(String name, String... more)
      throws IOException, InterruptedException {
    return sClient(naru, name, more);
  }

  private static String sClient(Stand to, String name, String... more)
      throws IOException, InterruptedException {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                "openssl",
                "s_client",
                "-status",
                "-connect",
                "127.0.0.1:" + to.port("secure"),
                "-servername",
                name,
                "-verify_hostname",
                name,
                "-CAfile",
                pki.ca().toString()));
    command.addAll(List.of(more));
    String out = Programs.run(20, command).out();
    assertThat(out).contains("Verify return code: 0 (ok)");
    return out;
  }

  private static boolean isGood(String said) {
    return said.contains("OCSP Response Status: successful") && said.contains("Cert Status: good");
  }

  private static void traced(Predicate<Trace> wanted) {
    Until.so("its trace", () -> naru.traces().newest(1000).stream().anyMatch(wanted));
  }

  @Test
  void outOfAFile() throws Exception {
    for (String version : List.of("-tls1_3", "-tls1_2")) {
      assertThat(sClient("file.test", version)).satisfies(s -> assertThat(isGood(s)).isTrue());
    }
  }

  @Test
  void fetchedFromWhomTheCertificateNames() throws Exception {
    traced(t -> told(t, "CN=named"));
    assertThat(sClient("named.test")).satisfies(s -> assertThat(isGood(s)).isTrue());
    traced(
        t ->
            told(t, "CN=named")
                && Told.events(t, HttpEvent.Request.class).stream()
                    .anyMatch(r -> r.method().equals("GET")));
    assertThat(naru.metrics().text())
        .contains("naru_ocsp_wanted 3")
        .contains("naru_ocsp_answers_total{result=\"good\"} ");
  }

  @Test
  void fetchedFromWhomTheConfigNames() throws Exception {
    traced(t -> told(t, "CN=other"));
    assertThat(sClient("other.test")).satisfies(s -> assertThat(isGood(s)).isTrue());
  }

  private static Stand again(Path state, String ocsp) throws IOException {
    String config =
        """
        naru: 1
        state: "{state}"
        listen: { gateway: https://127.0.0.1:{secure} }
        gateway:
          certificates: { cert: PKI/chain.pem, key: PKI/named.key, ocsp: { OCSP } }
          routes: { name: all, match: { host: named.test }, to: origin }
        """;
    String text = config.replace("PKI", folder.resolve("pki").toString()).replace("OCSP", ocsp);
    return Stand.open(state, text, Map.of());
  }

  /** The responder is not there when Naru starts again; clients that insist must not notice. */
  @Test
  void aResponseLastsOverARestart() throws Exception {
    Path state = folder.resolve("again");
    try (Stand first = again(state, "private-addresses: true")) {
      Until.so("the response", () -> first.metrics().text().contains("naru_ocsp_shown 1"));
      Until.so("the file", () -> kept(state) == 1);
    }
    String nobody = "responder: 'http://127.0.0.1:{nobody}', private-addresses: true";
    try (Stand second = again(state, nobody)) {
      assertThat(second.metrics().text()).contains("naru_ocsp_shown 1");
      assertThat(sClient(second, "named.test")).satisfies(s -> assertThat(isGood(s)).isTrue());
    }
  }

  private static long kept(Path state) {
    try (Stream<Path> files = Files.list(state.resolve("ocsp"))) {
      return files.filter(f -> f.toString().endsWith(".der")).count();
    } catch (IOException notYet) {
      return 0;
    }
  }

  private static boolean told(Trace trace, String subject) {
    return Told.events(trace, CaEvent.StatusTold.class).stream()
        .anyMatch(s -> s.subject().equals(subject));
  }

  /** A certificate must not be able to send Naru into the inner network. */
  @Test
  void aPrivateResponderIsNotAskedUnlessThatIsSaid() throws Exception {
    traced(
        t ->
            Told.failed(t, Code.OCSP_UNREACHABLE)
                && Told.events(t, CaEvent.StatusMissed.class).stream()
                    .anyMatch(
                        m ->
                            m.subject().equals("CN=wary")
                                && m.failure().detail().contains("private address")));
    assertThat(sClient("wary.test")).contains("OCSP response: no response sent");
  }
}
