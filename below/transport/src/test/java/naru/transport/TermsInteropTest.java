package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import naru.base.Clock;
import naru.trace.TlsEvent;
import naru.transport.TicketKeys.Rotation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Client certificates, met by the openssl program: who is refused gets the right alert. */
@Tag("interop")
final class TermsInteropTest {
  private static final String HERE = "/naru/transport/";

  private final Harbour harbour = new Harbour(Epoll.isAvailable());
  private final TicketKeys tickets =
      TicketKeys.of(Rotation.USUAL, Clock.system()::wall, harbour.metrics);

  @TempDir Path dir;

  @BeforeEach
  void files() throws IOException {
    for (String name :
        List.of("root.pem", "alice.pem", "mallory.pem", "client.key", "leaf-chain.pem")) {
      try (InputStream in = TermsInteropTest.class.getResourceAsStream(HERE + name)) {
        Files.copy(in, dir.resolve(name));
      }
    }
    try (InputStream in = TermsInteropTest.class.getResourceAsStream(HERE + "leaf.key")) {
      Files.copy(in, dir.resolve("leaf.key"));
    }
  }

  @AfterEach
  void close() throws Exception {
    harbour.close();
  }

  private Listener listener(TlsTerms terms, Staple staple) {
    Credential shop = TestCertificates.shop();
    Credential shown = new Credential(shop.key(), shop.chain(), shop.renewAfter(), staple);
    return harbour.echo(
        ServerTls.of(
            (name, witness) -> shown,
            terms,
            tickets,
            called -> "",
            Passthrough.NONE,
            harbour.metrics));
  }

  private static TlsTerms asking(boolean required) {
    ClientTrust clients =
        new ClientTrust(
            required,
            List.of(TestCertificates.clientCa()),
            List.of(TestCertificates.revoked("client.crl")));
    return new TlsTerms(List.of(), TlsTerms.Version.TLS_1_2, Optional.of(clients));
  }

  /** Runs s_client, sends a line, closes when it comes back, and returns all that it printed. */
  private String client(Listener listener, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + listener.address().getPort(),
                "-servername",
                TestCertificates.NAME,
                "-CAfile",
                "root.pem"));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command).directory(dir.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().write("ferry\n".getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
    StringBuilder printed = new StringBuilder();
    BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      printed.append(line).append('\n');
      if (line.endsWith("ferry")) {
        process.getOutputStream().close();
      }
    }
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return printed.toString();
  }

  private String reason() throws InterruptedException {
    TlsEvent.Failed failed = (TlsEvent.Failed) harbour.trace().entries().getLast().event();
    return failed.failure().code().reason();
  }

  @Test
  void othersGetTheRightAlert() throws Exception {
    Listener listener = listener(asking(true), Staple.NONE);
    assertThat(client(listener, "-cert", "mallory.pem", "-key", "client.key"))
        .contains("certificate revoked");
    assertThat(reason()).isEqualTo("tls.revoked");
    assertThat(client(listener)).contains("certificate required");
    assertThat(reason()).isEqualTo("tls.client-certificate-required");
    assertThat(client(listener, "-cert", "leaf-chain.pem", "-key", "leaf.key")).contains("alert");
    assertThat(reason()).isEqualTo("tls.unknown-issuer");
  }
}
