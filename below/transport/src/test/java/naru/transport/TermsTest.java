package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.epoll.Epoll;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import naru.base.Clock;
import naru.trace.Entry;
import naru.trace.Party;
import naru.trace.TlsEvent;
import naru.transport.TicketKeys.Rotation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The terms of a server: versions, client certificates, resumption, what is not decrypted. */
final class TermsTest {
  private static final List<String> NO_ALPN = List.of();
  private static final Function<InetAddress, String> NOBODY = called -> "";

  private final Harbour harbour = new Harbour(Epoll.isAvailable());
  private volatile Instant now = Clock.system().wall();
  private final TicketKeys tickets =
      TicketKeys.of(new Rotation(Duration.ofHours(1), 2), () -> now, () -> Engines.random(32));

  @AfterEach
  void close() throws Exception {
    harbour.close();
  }

  private Listener listener(TlsTerms terms) {
    return listener(terms, Passthrough.NONE);
  }

  private Listener listener(TlsTerms terms, Passthrough passthrough) {
    CertificateSource source = (name, witness) -> TestCertificates.shop();
    return harbour.echo(ServerTls.of(source, terms, tickets, NOBODY, passthrough, harbour.metrics));
  }

  private static TlsTerms asking(boolean required, boolean lists) {
    ClientTrust clients =
        new ClientTrust(
            required,
            List.of(TestCertificates.clientCa()),
            lists ? List.of(TestCertificates.revoked("client.crl")) : List.of());
    return new TlsTerms(NO_ALPN, TlsTerms.Version.TLS_1_2, Optional.of(clients));
  }

  private static ClientTls as(String who) {
    List<java.security.cert.X509Certificate> root = List.of(TestCertificates.root());
    return who.isEmpty()
        ? ClientTls.of(root, false, NO_ALPN)
        : ClientTls.of(root, false, NO_ALPN, TestCertificates.client(who));
  }

  private Arrival arrive(Listener listener, ClientTls tls) throws Exception {
    Harbour.Line line = harbour.dial(listener.address(), tls, TestCertificates.NAME);
    assertThat(line.ask("hello")).isEqualTo("hello");
    line.channel().close().sync();
    return harbour.arrival();
  }

  @Test
  void whoTheClientIsReachesTheArrivalAndTheTrace() throws Exception {
    Arrival arrival = arrive(listener(asking(true, true)), as("alice"));
    ClientCertificate alice = arrival.certificate().orElseThrow();
    assertThat(alice.subject()).isEqualTo("O=Naru,CN=alice");
    assertThat(alice.commonName()).isEqualTo("alice");
    assertThat(alice.names()).containsExactly("email:alice@naru.test", "uri:urn:naru:alice");
    assertThat(alice.structured()).startsWith(":MII").endsWith(":");
    arrival.channel().eventLoop().submit(() -> arrival.prologue().endAlone(Party.GATEWAY)).sync();
    List<Entry> told = harbour.trace().entries();
    assertThat(told)
        .extracting(Entry::event)
        .contains(
            new TlsEvent.ClientVerified(
                alice.subject(),
                alice.names(),
                alice.sha256(),
                List.of("O=Naru,CN=alice", "CN=Naru Test Clients")));
  }

  @Test
  void anOptionalCertificateMayBeMissing() throws Exception {
    Listener listener = listener(asking(false, false));
    assertThat(arrive(listener, as("")).certificate()).isEmpty();
    assertThat(arrive(listener, as("alice")).certificate()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "'', true, tls.client-certificate-required",
    "mallory, true, tls.revoked",
    "mallory, false, tls.revoked",
  })
  void aClientThatIsNotBelievedIsRefused(String who, boolean required, String reason)
      throws Exception {
    Listener listener = listener(asking(required, true));
    // In TLS 1.3 a client is done before the server has looked at its certificate.
    Harbour.Line line = harbour.dial(listener.address(), as(who), TestCertificates.NAME);
    line.channel().config().setAutoRead(true);
    assertThat(line.channel().closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
    TlsEvent.Failed failed = (TlsEvent.Failed) harbour.trace().entries().getLast().event();
    assertThat(failed.failure().code().reason()).isEqualTo(reason);
    assertThat(harbour.arrivals).isEmpty();
  }

  @Test
  void aCertificateOfAnotherCaOrForServersIsNotBelieved() {
    ClientTrust.Manager clients = asking(true, false).clients().orElseThrow().manager(() -> now);
    assertThatThrownBy(() -> clients.path(TestCertificates.shop().chain()))
        .isInstanceOfSatisfying(
            Untrusted.class, u -> assertThat(u.code().reason()).isEqualTo("tls.unknown-issuer"));
    ClientTrust.Manager ofServers =
        new ClientTrust(true, List.of(TestCertificates.root()), List.of()).manager(() -> now);
    assertThatThrownBy(() -> ofServers.path(TestCertificates.shop().chain()))
        .isInstanceOfSatisfying(
            Untrusted.class, u -> assertThat(u.why()).contains("may not be used for a TLS client"));
  }

  @Test
  void aListThatIsOutOfDateRefusesAll() {
    ClientTrust.Manager clients =
        new ClientTrust(
                true,
                List.of(TestCertificates.clientCa()),
                List.of(TestCertificates.revoked("old.crl")))
            .manager(() -> now);
    assertThatThrownBy(() -> clients.path(TestCertificates.client("alice").chain()))
        .isInstanceOfSatisfying(
            Untrusted.class, u -> assertThat(u.why()).contains("no list in force"));
  }

  @Test
  void onlyNewVersionsAreSpoken() throws Exception {
    Listener listener = listener(new TlsTerms(NO_ALPN, TlsTerms.Version.TLS_1_3, Optional.empty()));
    assertThat(arrive(listener, as("")).tls().orElseThrow().version()).isEqualTo("1.3");
  }

  @Test
  void theHybridGroupIsAgreedOn() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(Engines.best().boring());
    Listener listener = listener(TlsTerms.of(NO_ALPN));
    assertThat(arrive(listener, as("")).tls().orElseThrow().group()).isEqualTo("X25519MLKEM768");
  }

  /** A second listener, and a second configuration, open what the first one sealed. */
  @Test
  void aSessionIsResumedElsewhereAndAfterARotation() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(Engines.best().boring());
    ClientTls client = as("alice");
    Listener first = listener(asking(true, true));
    int port = first.address().getPort();
    assertThat(arrive(first, client).tls().orElseThrow().resumed()).isFalse();
    now = now.plus(Duration.ofMinutes(61));
    first.receive(
        new Listener.Options(
            Party.GATEWAY,
            ServerTls.of(
                (name, witness) -> TestCertificates.shop(),
                asking(true, true),
                tickets,
                NOBODY,
                Passthrough.NONE,
                harbour.metrics),
            Harbour.SECONDS_10,
            naru.base.Limit.of(harbour.metrics, "test.connections", 100)),
        harbour.tracer,
        harbour::arrived);
    assertThat(first.address().getPort()).isEqualTo(port);
    Arrival again = arrive(first, client);
    assertThat(again.tls().orElseThrow().resumed()).isTrue();
    assertThat(again.certificate().orElseThrow().subject()).isEqualTo("O=Naru,CN=alice");
    assertThat(harbour.metrics.text()).contains("naru_tls_handshakes_total{result=\"resumed\"} 1");
    now = now.plus(Duration.ofHours(2));
    assertThat(arrive(first, client).tls().orElseThrow().resumed()).isFalse();
  }

  /** As after a theft: whoever has an old key, or a ticket under it, gets nothing from now on. */
  @Test
  void aTicketOfAKeyThatIsNoLongerKeptIsNotResumed() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(Engines.best().boring());
    Listener listener = listener(TlsTerms.of(NO_ALPN));
    ClientTls client = as("");
    ClientTls another = as("");
    arrive(listener, client);
    arrive(listener, another);
    now = now.plus(Duration.ofMinutes(61));
    assertThat(arrive(listener, as("")).tls().orElseThrow().resumed()).isFalse();
    assertThat(arrive(listener, another).tls().orElseThrow().resumed()).as("kept").isTrue();
    tickets.turning(new Rotation(Duration.ofHours(1), 1));
    assertThat(arrive(listener, client).tls().orElseThrow().resumed()).isFalse();
  }

  /** Else a session agreed on without a certificate would open what asks for one. */
  @Test
  void aSessionOfOtherTermsIsNotResumed() throws Exception {
    ClientTls client = as("");
    Listener open = listener(TlsTerms.of(NO_ALPN));
    arrive(open, client);
    open.receive(
        new Listener.Options(
            Party.GATEWAY,
            ServerTls.of(
                (name, witness) -> TestCertificates.shop(),
                asking(false, false),
                tickets,
                NOBODY,
                Passthrough.NONE,
                harbour.metrics),
            Harbour.SECONDS_10,
            naru.base.Limit.of(harbour.metrics, "test.connections", 100)),
        harbour.tracer,
        harbour::arrived);
    assertThat(arrive(open, client).tls().orElseThrow().resumed()).isFalse();
  }

  @Test
  void aStapleIsShownAndTold() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(Engines.best().boring());
    Credential shop = TestCertificates.shop();
    Credential stapled =
        new Credential(shop.key(), shop.chain(), shop.renewAfter(), TestCertificates::staple);
    Arrival arrival = arrive(harbour.echo(harbour.tls((name, witness) -> stapled)), as(""));
    arrival.channel().eventLoop().submit(() -> arrival.prologue().endAlone(Party.GATEWAY)).sync();
    assertThat(harbour.trace().entries())
        .extracting(Entry::event)
        .contains(new TlsEvent.Stapled(TestCertificates.staple().length));
  }

  /** The other server is an echo listener too; the hello goes to it as it came. */
  @ParameterizedTest
  @EnumSource(TlsTerms.Version.class)
  void whatIsPassedThroughIsNotDecrypted(TlsTerms.Version version) throws Exception {
    List<String> asked = new ArrayList<>();
    Listener gate =
        listener(
            new TlsTerms(NO_ALPN, version, Optional.empty()),
            (name, alpn, called) -> {
              asked.add(name + alpn);
              return name.equals("raw.naru.test") ? harbour::arrived : null;
            });
    assertThat(arrive(gate, as("")).tls()).isPresent();
    ClientTls raw = ClientTls.insecure(List.of("h2"));
    Target target =
        new Target(gate.address(), raw, "raw.naru.test", Harbour.SECONDS_10, Harbour.SECONDS_10);
    // The echo sends the ClientHello back, which is no ServerHello.
    assertThat(harbour.refused(target, new ArrayList<>()).code().reason())
        .isEqualTo("tls.handshake");
    assertThat(harbour.arrival().tls()).isEmpty();
    assertThat(asked).containsExactly("shop.naru.test[]", "raw.naru.test[h2]");
  }

  @Test
  void whatIsNoTlsMayHaveATakerToo() throws Exception {
    Passthrough others =
        new Passthrough() {
          @Override
          public Listener.Acceptor taker(
              String serverName, List<String> alpn, InetSocketAddress called) {
            throw new AssertionError("there was no ClientHello");
          }

          @Override
          public Listener.Acceptor takerOfOthers(InetSocketAddress called) {
            return harbour::arrived;
          }
        };
    Listener gate = listener(TlsTerms.of(NO_ALPN), others);
    Harbour.Line line = harbour.dial(gate.address(), null, "");
    assertThat(line.ask("\0\36 no hello")).isEqualTo("\0\36 no hello");
    assertThat(harbour.arrival().tls()).isEmpty();
  }

  @Test
  void whatIsNoTlsIsRefusedElse() throws Exception {
    Listener gate = listener(TlsTerms.of(NO_ALPN));
    Harbour.Line line = harbour.dial(gate.address(), null, "");
    // RFC 8446 section 6: alert, version 3.x, 2 bytes, fatal, decode_error.
    assertThat(line.ask("GET / H").substring(5)).isEqualTo("\2\62");
    TlsEvent.Failed failed = (TlsEvent.Failed) harbour.trace().entries().getLast().event();
    assertThat(failed.failure().code().reason()).isEqualTo("tls.handshake");
  }
}
