package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import naru.base.Code;
import naru.trace.Entry;
import naru.trace.Party;
import naru.trace.TlsEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the openssl program, as client and as server. */
@Tag("interop")
final class OpensslInteropTest {
  private final Harbour harbour = new Harbour(Epoll.isAvailable());

  @TempDir Path dir;

  @BeforeEach
  void files() throws IOException {
    new Openssl(dir).take("root.pem", "leaf-chain.pem", "leaf.key");
  }

  @AfterEach
  void close() throws Exception {
    harbour.close();
  }

  private Process openssl(String... arguments) throws IOException {
    return new Openssl(dir).run(List.of(arguments));
  }

  /** The openssl client, which verifies us. */
  private String client(Listener listener, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("-verify_return_error", "-verify_hostname", TestCertificates.NAME));
    arguments.addAll(List.of(more));
    return new Openssl(dir).client(listener, arguments);
  }

  @Test
  void sClientVerifiesUs() throws Exception {
    Listener listener = harbour.echo(harbour.shopTls());
    assertThat(client(listener, "-tls1_3", "-alpn", "h2"))
        .contains("Verify return code: 0 (ok)")
        .contains("Verified peername: shop.naru.test")
        .contains("ALPN protocol: h2")
        .contains("ferry");
    assertThat(client(listener, "-tls1_2"))
        .contains("Verify return code: 0 (ok)")
        .contains("TLSv1.2");
  }

  @Test
  void sClientResumesASession() throws Exception {
    Listener listener = harbour.echo(harbour.shopTls());
    for (String version : List.of("-tls1_3", "-tls1_2")) {
      assertThat(client(listener, version, "-sess_out", "session")).contains("New, ");
      assertThat(client(listener, version, "-sess_in", "session")).contains("Reused, ");
      harbour.arrival();
      Arrival resumed = harbour.arrival();
      assertThat(resumed.tls().orElseThrow().resumed()).isTrue();
    }
  }

  @Test
  void sClientWithAGroupThatWeDoNotPreferIsAskedForAnotherShare() throws Exception {
    Listener listener = harbour.echo(harbour.shopTls());
    assertThat(client(listener, "-tls1_3", "-groups", "P-521:P-384"))
        .contains("Verify return code: 0 (ok)");
    Arrival arrival = harbour.arrival();
    arrival.channel().eventLoop().submit(() -> arrival.prologue().endAlone(Party.GATEWAY)).sync();
    TlsEvent.ServerHello hello = serverHello(harbour.trace().entries());
    assertThat(hello.helloRetry()).isTrue();
    assertThat(hello.group()).isEqualTo("P-384");
  }

  private static TlsEvent.ServerHello serverHello(List<Entry> entries) {
    return entries.stream()
        .map(Entry::event)
        .filter(TlsEvent.ServerHello.class::isInstance)
        .map(TlsEvent.ServerHello.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void sClientWithoutSniIsRefused() throws Exception {
    Listener listener = harbour.echo(harbour.shopTls());
    String address = "127.0.0.1:" + listener.address().getPort();
    Process process = openssl("s_client", "-connect", address, "-noservername");
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(printed).contains("unrecognized name").contains("no peer certificate available");
    TlsEvent.Failed failed = (TlsEvent.Failed) harbour.trace().entries().getLast().event();
    assertThat(failed.failure().code()).isEqualTo(Code.TLS_NO_CERTIFICATE);
  }

  @Test
  void weVerifySServer() throws Exception {
    ClientTls trusting = ClientTls.of(List.of(TestCertificates.root()), false, List.of());
    for (String version : List.of("1.3", "1.2")) {
      int port = freePort();
      Process server =
          openssl(
              "s_server",
              "-accept",
              "127.0.0.1:" + port,
              "-cert",
              "leaf-chain.pem",
              "-cert_chain",
              "leaf-chain.pem",
              "-key",
              "leaf.key",
              "-rev",
              "-tls" + version.replace('.', '_'));
      try {
        awaitAccept(server);
        Harbour.Line line = harbour.dial(Harbour.loopback(port), trusting, "shop.naru.test");
        assertThat(line.ask("naru\n")).isEqualTo("uran\n");
        TlsEvent.Established established = line.tls().orElseThrow();
        assertThat(established.version()).isEqualTo(version);
        assertThat(Harbour.words(line.told()))
            .containsExactly(
                "Connecting",
                "Connected",
                "ClientHello",
                "ServerHello",
                "CertificateShown",
                "CertificateVerified",
                "Established");
        line.channel().close().sync();
      } finally {
        server.destroy();
      }
    }
  }

  private static void awaitAccept(Process server) throws IOException {
    BufferedReader out =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.US_ASCII));
    String line = out.readLine();
    while (line != null && !line.startsWith("ACCEPT")) {
      line = out.readLine();
    }
    assertThat(line).as("openssl s_server listens").isNotNull();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
