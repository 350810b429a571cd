package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.app.Stand;
import naru.journey.Programs;
import naru.trace.GatewayEvent;
import naru.trace.GatewayEvent.NearMiss;
import naru.trace.HttpEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes by what curl's certificate says, and what servers and clients are told of it. */
@Tag("interop")
final class ClientCertificateInteropTest {
  private static final String CONFIG =
      """
      naru: 1
      state: "{state}"
      listen: { gateway: https://127.0.0.1:{secure} }
      ca: { leaf: { names: [shop.naru.test] } }
      gateway:
        tls: { clients: { verify: optional, ca: "CA" } }
        upstreams: { shop: { targets: 127.0.0.1:{one} } }
        routes:
          - { name: staff, match: { path: /x/**, certificate: { cn: alice, san: { regex: "uri:spiffe://naru/.*" } } },
              to: shop, response-headers: { set: { X-Who: "${certificate.cn} ${certificate.san}" } } }
          - { name: known, match: { path: /x/**, certificate: true },
              to: shop, response-headers: { set: { X-Who: "known ${certificate.subject}" } } }
          - { name: all, match: { path: /x/** },
              to: shop, response-headers: { set: { X-Who: "${certificate.verified}[${certificate.cn}]" } } }
      """;

  @TempDir private static Path folder;
  private static Pki pki;
  private static TestOrigin origin;
  private static Stand naru;

  @BeforeAll
  static void serve() throws Exception {
    pki = Pki.in(folder.resolve("pki"));
    String client = "extendedKeyUsage=clientAuth";
    pki.sign("alice", "/O=Naru/CN=alice", client, "subjectAltName=URI:spiffe://naru/alice");
    pki.sign("bob", "/CN=bob", client, "subjectAltName=email:bob@naru.test");
    origin = TestOrigin.open();
    naru =
        Stand.open(
            folder.resolve("state"),
            CONFIG.replace("CA\"", pki.ca() + "\""),
            Map.of("one", origin.port()));
  }

  @AfterAll
  static void stop() throws Exception {
    naru.close();
    origin.close();
  }

  private static String who(String path, String... more) throws Exception {
    int port = naru.port("secure");
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "-m", "20", "-D", "-"));
    command.addAll(List.of("--cacert", naru.root().toString()));
    command.addAll(List.of("--resolve", "shop.naru.test:" + port + ":127.0.0.1"));
    command.addAll(List.of(more));
    command.add("https://shop.naru.test:" + port + path);
    return Programs.output(command.toArray(String[]::new))
        .lines()
        .filter(l -> l.toLowerCase(java.util.Locale.ROOT).startsWith("x-who: "))
        .map(l -> l.substring(7).strip())
        .findFirst()
        .orElse("");
  }

  private static String[] as(String name, String... more) {
    List<String> all = new ArrayList<>(List.of("--cert", pki.cert(name).toString()));
    all.addAll(List.of("--key", pki.key(name).toString()));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static List<NearMiss> missed(String path) {
    Until.so(
        "the trace of " + path,
        () -> naru.traces().newest(1000).stream().anyMatch(t -> asked(t, path)));
    return naru.traces().newest(1000).stream()
        .filter(t -> asked(t, path))
        .flatMap(t -> Told.events(t, GatewayEvent.RouteChosen.class).stream())
        .findFirst()
        .orElseThrow()
        .missed();
  }

  private static boolean asked(naru.trace.Trace trace, String path) {
    return Told.events(trace, HttpEvent.Request.class).stream()
        .anyMatch(r -> r.path().equals(path));
  }

  @Test
  void eachGetsTheRouteOfWhatItProved() throws Exception {
    for (String version : List.of("--http1.1", "--http2")) {
      assertThat(who("/x/1", as("alice", version))).isEqualTo("alice uri:spiffe://naru/alice");
      assertThat(who("/x/2", as("bob", version))).isEqualTo("known CN=bob");
      assertThat(who("/x/3", version)).isEqualTo("false[]");
    }
    assertThat(missed("/x/2")).containsExactly(new NearMiss("staff", "certificate cn"));
    assertThat(missed("/x/3"))
        .containsExactlyInAnyOrder(
            new NearMiss("staff", "certificate"), new NearMiss("known", "certificate"));
  }

  @Test
  void tls12DoesTheSame() throws Exception {
    assertThat(who("/x/12", as("alice", "--tls-max", "1.2")))
        .isEqualTo("alice uri:spiffe://naru/alice");
  }
}
