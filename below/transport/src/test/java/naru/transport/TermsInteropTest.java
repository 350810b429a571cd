package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import naru.base.Clock;
import naru.trace.TlsEvent;
import naru.transport.TicketKeys.Rotation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Client certificates and session tickets, met by the openssl program: who is refused gets the
 * right alert, and no key that has turned is one.
 */
@Tag("interop")
final class TermsInteropTest {
  private final Harbour harbour = new Harbour(Epoll.isAvailable());
  private volatile Instant now = Clock.system().wall();
  private final TicketKeys tickets =
      TicketKeys.of(new Rotation(Duration.ofHours(1), 2), () -> now, harbour.metrics);

  @TempDir Path dir;

  @BeforeEach
  void files() throws IOException {
    new Openssl(dir)
        .take("root.pem", "alice.pem", "mallory.pem", "client.key", "leaf-chain.pem", "leaf.key");
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

  private String client(Listener listener, String... more) throws Exception {
    return new Openssl(dir).client(listener, List.of(more));
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

  /** A ticket is good for as long as its key is kept; after that the client shakes hands anew. */
  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3", "-tls1_2"})
  void ticketsOutliveOneTurnOfTheKeysAndNotTwo(String version) throws Exception {
    Listener listener = listener(TlsTerms.of(List.of()), Staple.NONE);
    assertThat(client(listener, version, "-sess_out", "session")).contains("New, ");
    assertThat(client(listener, version, "-sess_in", "session")).contains("Reused, ");
    now = now.plus(Duration.ofMinutes(61));
    assertThat(client(listener, version, "-sess_in", "session")).contains("Reused, ");
    now = now.plus(Duration.ofMinutes(61));
    assertThat(client(listener, version, "-sess_in", "session", "-sess_out", "next"))
        .contains("New, ", "Verify return code: 0 (ok)", "ferry");
    assertThat(client(listener, version, "-sess_in", "next")).contains("Reused, ");
    assertThat(harbour.metrics.text())
        .contains("naru_tls_handshakes_total{result=\"resumed\"} 3")
        .contains("naru_tls_handshakes_total{result=\"full\"} 2")
        .contains("naru_tls_ticket_rotations_total 2");
  }

  @Test
  void aTicketOfAnotherServerIsJustNoTicket() throws Exception {
    Listener listener = listener(TlsTerms.of(List.of()), Staple.NONE);
    TicketKeys others = TicketKeys.of(Rotation.USUAL, () -> now, () -> Engines.random(32));
    Listener other =
        harbour.echo(
            ServerTls.of(
                (name, witness) -> TestCertificates.shop(),
                TlsTerms.of(List.of()),
                others,
                called -> "",
                Passthrough.NONE,
                harbour.metrics));
    client(other, "-sess_out", "session");
    assertThat(client(listener, "-sess_in", "session")).contains("New, ", "ferry");
  }
}
