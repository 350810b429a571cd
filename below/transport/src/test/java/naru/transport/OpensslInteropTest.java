package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
  private static final String HERE = "/naru/transport/";

  private final Harbour harbour = new Harbour(Epoll.isAvailable());

  @TempDir Path dir;

  @BeforeEach
  void files() throws IOException {
    for (String name : List.of("root.pem", "leaf-chain.pem", "leaf.key")) {
      try (InputStream in = OpensslInteropTest.class.getResourceAsStream(HERE + name)) {
        Files.copy(in, dir.resolve(name));
      }
    }
  }

  @AfterEach
  void close() throws Exception {
    harbour.close();
  }

  private Process openssl(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).directory(dir.toFile()).redirectErrorStream(true).start();
  }

  /** Runs s_client, sends a line, waits for its echo, and returns all that it printed. */
  private String client(Listener listener, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "s_client",
                "-connect",
                "127.0.0.1:" + listener.address().getPort(),
                "-servername",
                "shop.naru.test",
                "-CAfile",
                "root.pem",
                "-verify_return_error",
                "-verify_hostname",
                "shop.naru.test"));
    arguments.addAll(List.of(more));
    Process process = openssl(arguments.toArray(String[]::new));
    process.getOutputStream().write("ferry\n".getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
    StringBuilder printed = new StringBuilder();
    BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      printed.append(line).append('\n');
      if (line.equals("ferry")) {
        process.getOutputStream().close();
      }
    }
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return printed.toString();
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
