package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.CaEvent;
import naru.trace.Entry;
import naru.trace.Party;
import naru.trace.Prologue;
import naru.trace.Provenance;
import naru.trace.SpanRecord;
import naru.trace.TlsEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** TLS both ways through real sockets, and how it fails. */
final class TlsTest {
  private final Harbour harbour = new Harbour(Epoll.isAvailable());
  private final List<Entry> told = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    harbour.close();
  }

  private static ClientTls trusting() {
    return ClientTls.of(List.of(TestCertificates.root()), false, List.of("http/1.1"));
  }

  private static Target target(InetSocketAddress address, ClientTls tls, String name) {
    return new Target(address, tls, name, Harbour.SECONDS_10, Harbour.SECONDS_10);
  }

  private <T> T event(List<Entry> entries, Class<T> type) {
    return entries.stream()
        .map(Entry::event)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void secretsAreToldOnlyWhenAskedFor() throws Exception {
    Listener listener = harbour.echo(harbour.shopTls().tellingSecrets());
    ClientTls asked = trusting().tellingSecrets();
    harbour.dial(target(listener.address(), asked, "shop.naru.test"), told);

    TlsEvent.Secrets client = event(told, TlsEvent.Secrets.class);
    assertThat(client.lines())
        .hasSizeGreaterThanOrEqualTo(4)
        .allMatch(line -> line.matches("[A-Z_0-9]+ [0-9a-f]{64} [0-9a-f]{64,}"))
        .anyMatch(line -> line.startsWith("CLIENT_TRAFFIC_SECRET_0 "));
    Arrival arrival = harbour.arrival();
    arrival.channel().eventLoop().submit(() -> arrival.prologue().endAlone(Party.GATEWAY)).sync();
    TlsEvent.Secrets server = event(harbour.trace().entries(), TlsEvent.Secrets.class);
    assertThat(server.lines()).containsExactlyInAnyOrderElementsOf(client.lines());
  }

  @Test
  void bothSidesTellTheWholeHandshake() throws Exception {
    Listener listener = harbour.echo(harbour.shopTls());
    Harbour.Line line =
        harbour.dial(target(listener.address(), trusting(), "shop.naru.test"), told);
    assertThat(line.channel().config().isAutoRead()).isFalse();
    assertThat(line.ask("over tls")).isEqualTo("over tls");

    assertThat(Harbour.words(told))
        .containsExactly(
            "Connecting",
            "Connected",
            "ClientHello",
            "ServerHello",
            "CertificateShown",
            "CertificateVerified",
            "Established");
    TlsEvent.Established established = line.tls().orElseThrow();
    assertThat(established.version()).isEqualTo("1.3");
    assertThat(established.suite()).startsWith("TLS_");
    assertThat(established.group()).isEqualTo("X25519MLKEM768");
    assertThat(established.alpn()).isEqualTo("http/1.1");
    assertThat(established.serverName()).isEqualTo("shop.naru.test");
    assertThat(event(told, TlsEvent.CertificateVerified.class).path())
        .containsExactly("CN=shop.naru.test", "CN=Naru Test Intermediate", "CN=Naru Test Root");
    TlsEvent.CertificateShown shown = event(told, TlsEvent.CertificateShown.class);
    assertThat(shown.publicKey()).isEqualTo("EC P-256");
    assertThat(shown.names()).containsExactly("shop.naru.test", "*.api.naru.test");
    assertThat(shown.chain()).isEqualTo(2);

    Arrival arrival = harbour.arrival();
    assertThat(arrival.tls().orElseThrow()).isEqualTo(established);
    arrival.channel().eventLoop().submit(() -> arrival.prologue().endAlone(Party.GATEWAY)).sync();
    List<Entry> server = harbour.trace().entries();
    assertThat(Harbour.words(server))
        .containsExactly("Accepted", "ClientHello", "ServerHello", "Established");
    assertThat(server.get(1).provenance()).isEqualTo(Provenance.WIRE);
    assertThat(event(server, TlsEvent.ClientHello.class))
        .isEqualTo(event(told, TlsEvent.ClientHello.class));
  }

  @Test
  void unknownIssuer() throws Exception {
    ClientTls other = ClientTls.of(List.of(TestCertificates.otherRoot()), false, List.of());
    Listener listener = harbour.echo(harbour.shopTls());
    Failure failure = harbour.refused(target(listener.address(), other, "shop.naru.test"), told);
    assertThat(failure.code()).isEqualTo(Code.TLS_UNKNOWN_ISSUER);
    assertThat(failure.side()).isEqualTo(Side.UPSTREAM);
    assertThat(failure.retry()).isTrue();
    assertThat(failure.detail()).contains("CN=Naru Test Root").contains("shop.naru.test at 127.");
    assertThat(told.getLast().event()).isInstanceOf(TlsEvent.Failed.class);
    SpanRecord server = harbour.trace();
    assertThat(event(server.entries(), TlsEvent.Failed.class).failure().detail()).contains("alert");
  }

  @Test
  void wrongName() {
    Listener listener = harbour.echo(harbour.shopTls());
    Failure failure =
        harbour.refused(target(listener.address(), trusting(), "bank.naru.test"), told);
    assertThat(failure.code()).isEqualTo(Code.TLS_NAME_MISMATCH);
    assertThat(failure.detail()).contains("bank.naru.test").contains("*.api.naru.test");
  }

  @Test
  void expired() {
    ServerTls old = harbour.tls((name, witness) -> TestCertificates.expired());
    Failure failure =
        harbour.refused(target(harbour.echo(old).address(), trusting(), "shop.naru.test"), told);
    assertThat(failure.code()).isEqualTo(Code.TLS_EXPIRED);
    assertThat(failure.detail()).contains("ended 2020-02-01");
  }

  @Test
  void insecureAsksForNothing() {
    Listener listener = harbour.echo(harbour.shopTls());
    ClientTls insecure = ClientTls.insecure(List.of());
    Harbour.Line line = harbour.dial(target(listener.address(), insecure, "x.naru.test"), told);
    assertThat(line.ask("anyway")).isEqualTo("anyway");
    assertThat(Harbour.words(told))
        .contains("CertificateShown")
        .doesNotContain("CertificateVerified");
  }

  @Test
  void anAddressLiteralIsVerifiedAsAnAddress() {
    ServerTls tls =
        ServerTls.of(
            (name, witness) -> TestCertificates.shop(),
            List.of(),
            "shop.naru.test",
            harbour.metrics);
    Listener listener = harbour.echo(tls);
    Harbour.Line line = harbour.dial(target(listener.address(), trusting(), "127.0.0.1"), told);
    assertThat(line.ask("by address")).isEqualTo("by address");
    assertThat(event(told, TlsEvent.ClientHello.class).serverName()).isEmpty();
  }

  @Test
  void aBlackHoleIsATimeout() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      Target target =
          new Target(
              Harbour.loopback(silent.getLocalPort()),
              trusting(),
              "shop.naru.test",
              Harbour.SECONDS_10,
              TimeUnit.MILLISECONDS.toNanos(200));
      Failure failure = harbour.refused(target, told);
      assertThat(failure.code()).isEqualTo(Code.TLS_TIMEOUT);
      assertThat(failure.detail()).contains("200 ms");
      assertThat(Harbour.words(told))
          .containsExactly("Connecting", "Connected", "ClientHello", "Failed");
    }
  }

  @Test
  void aServerThatIsNotTlsIsNamed() throws Exception {
    Listener plain = harbour.echo(null);
    Failure failure = harbour.refused(target(plain.address(), trusting(), "shop.naru.test"), told);
    assertThat(failure.code()).isEqualTo(Code.TLS_HANDSHAKE);
  }

  @Test
  void aSilentClientIsATimeoutWithATrace() throws Exception {
    Listener listener = harbour.echo(harbour.shopTls(), 10, TimeUnit.MILLISECONDS.toNanos(200));
    try (Socket socket = connect(listener)) {
      assertThat(socket.getInputStream().read()).isNegative();
      SpanRecord trace = harbour.trace();
      assertThat(Harbour.words(trace.entries())).containsExactly("Accepted", "Failed");
      assertThat(event(trace.entries(), TlsEvent.Failed.class).failure().code())
          .isEqualTo(Code.TLS_TIMEOUT);
    }
  }

  @Test
  void garbageOnTheTlsPortLeavesATrace() throws Exception {
    Listener listener = harbour.echo(harbour.shopTls());
    try (Socket socket = connect(listener)) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(alert(socket)).isEqualTo(50);
      Failure failure = event(harbour.trace().entries(), TlsEvent.Failed.class).failure();
      assertThat(failure.code()).isEqualTo(Code.TLS_HANDSHAKE);
      assertThat(failure.side()).isEqualTo(Side.CLIENT);
      assertThat(failure.detail()).contains("plain text on a TLS port");
    }
  }

  @Test
  void aCloseInTheMiddleLeavesATrace() throws Exception {
    Listener listener = harbour.echo(harbour.shopTls());
    try (Socket socket = connect(listener)) {
      socket.getOutputStream().write(new byte[] {22, 3, 1, 0, 100, 1});
    }
    SpanRecord trace = harbour.trace();
    assertThat(Harbour.words(trace.entries())).containsExactly("Accepted", "Failed");
    assertThat(event(trace.entries(), TlsEvent.Failed.class).failure().detail())
        .contains("closed the connection during the handshake");
  }

  @Test
  void anUnknownNameGetsAnAlertAndNoCertificate() throws Exception {
    ServerTls strict =
        harbour.tls(
            (name, witness) -> {
              throw Failure.of(Code.CA_NAME_NOT_ALLOWED, Side.CLIENT, name + " is not ours")
                  .asException();
            });
    Listener listener = harbour.echo(strict);
    Failure failure = harbour.refused(target(listener.address(), trusting(), "evil.test"), told);
    assertThat(failure.code()).isEqualTo(Code.TLS_HANDSHAKE);
    assertThat(failure.detail()).contains("alert").contains("unrecognized_name");
    TlsEvent.Failed server = event(harbour.trace().entries(), TlsEvent.Failed.class);
    assertThat(server.serverName()).isEqualTo("evil.test");
    assertThat(server.failure().code()).isEqualTo(Code.CA_NAME_NOT_ALLOWED);
  }

  @Test
  void theSourceIsAskedOnceAndItsEventsAreInTheFirstTrace() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    ServerTls tls =
        harbour.tls(
            (name, witness) -> {
              asked.incrementAndGet();
              assertThat(Thread.currentThread().isVirtual()).isTrue();
              witness.add(
                  Party.GATEWAY,
                  Party.CA,
                  Provenance.DERIVED,
                  new CaEvent.Requested(List.of(name), "EC P-256"));
              return TestCertificates.shop();
            });
    Listener listener = harbour.echo(tls);
    for (int i = 0; i < 3; i++) {
      harbour.dial(listener.address(), trusting(), "shop.naru.test").ask("x");
      Arrival arrival = harbour.arrival();
      arrival.channel().eventLoop().submit(() -> arrival.prologue().endAlone(Party.GATEWAY)).sync();
    }
    assertThat(asked).hasValue(1);
    assertThat(Harbour.words(harbour.trace().entries()))
        .containsExactly("Accepted", "ClientHello", "Requested", "ServerHello", "Established");
    assertThat(Harbour.words(harbour.trace().entries())).doesNotContain("Requested");
  }

  @Test
  void aHandshakeByteByByteIsTheSame() throws Exception {
    Listener listener = harbour.echo(harbour.shopTls());
    try (Drip drip = new Drip(listener.address())) {
      Harbour.Line line = harbour.dial(target(drip.address(), trusting(), "shop.naru.test"), told);
      assertThat(line.ask("slowly")).isEqualTo("slowly");
    }
    Arrival arrival = harbour.arrival();
    arrival.channel().eventLoop().submit(() -> arrival.prologue().endAlone(Party.GATEWAY)).sync();
    assertThat(Harbour.words(harbour.trace().entries()))
        .containsExactly("Accepted", "ClientHello", "ServerHello", "Established");
  }

  /** The fallback where BoringSSL cannot be loaded. */
  @Test
  void theJdksOwnTlsDoesTheSame() {
    Engines jdk = Engines.jdk();
    List<String> alpn = List.of("http/1.1");
    ServerTls server =
        ServerTls.of(
            (name, witness) -> TestCertificates.shop(),
            alpn,
            "",
            harbour.metrics,
            jdk,
            Clock.system());
    ClientTls client = ClientTls.of(jdk, List.of(TestCertificates.root()), false, alpn);
    Listener listener = harbour.echo(server);
    Harbour.Line line = harbour.dial(target(listener.address(), client, "shop.naru.test"), told);
    assertThat(line.ask("jdk")).isEqualTo("jdk");
    assertThat(line.tls().orElseThrow().alpn()).isEqualTo("http/1.1");
    assertThat(Harbour.words(told)).contains("CertificateVerified", "Established");
    ClientTls other = ClientTls.of(jdk, List.of(TestCertificates.otherRoot()), false, alpn);
    Failure failure = harbour.refused(target(listener.address(), other, "shop.naru.test"), told);
    assertThat(failure.code()).isEqualTo(Code.TLS_UNKNOWN_ISSUER);
  }

  @Test
  void tlsInsideATunnel() throws Exception {
    Listener listener = harbour.echo(null);
    Harbour.Line line = harbour.dial(listener.address(), null, "");
    assertThat(line.ask("CONNECT")).isEqualTo("CONNECT");
    Arrival tunnel = harbour.arrival();
    Prologue prologue = harbour.tracer.prologue();
    CompletableFuture<Arrival> inside = new CompletableFuture<>();
    ServerTls tls = harbour.shopTls();
    tunnel
        .channel()
        .eventLoop()
        .submit(
            () -> {
              tunnel.channel().pipeline().removeLast(); // who spoke in clear text has gone
              tls.startOn(
                  tunnel.channel(),
                  Party.PROXY,
                  prologue,
                  arrival -> {
                    harbour.arrived(arrival);
                    inside.complete(arrival);
                  },
                  failure -> inside.completeExceptionally(failure.asException()));
            })
        .sync();
    Harbour.Line secured = harbour.startTls(line.channel(), trusting(), "shop.naru.test");
    assertThat(secured.ask("inside")).isEqualTo("inside");
    assertThat(inside.get(10, TimeUnit.SECONDS).tls()).isEqualTo(secured.tls());
  }

  @Test
  void randomBytesOnTheTlsPortAlwaysEndInATrace() throws Exception {
    Listener listener = harbour.echo(harbour.shopTls(), 100, TimeUnit.SECONDS.toNanos(1));
    SplittableRandom random = new SplittableRandom(20260802);
    for (int i = 0; i < 50; i++) {
      byte[] bytes = new byte[random.nextInt(1, 2000)];
      random.nextBytes(bytes);
      if (i % 2 == 0) { // far enough like TLS to get past the first look
        System.arraycopy(
            new byte[] {22, 3, 1, 0, 100, 1, 0, 0, 96}, 0, bytes, 0, Math.min(9, bytes.length));
      }
      try (Socket socket = connect(listener)) {
        socket.getOutputStream().write(bytes);
      }
      assertThat(Harbour.words(harbour.trace().entries()))
          .startsWith("Accepted")
          .endsWith("Failed");
    }
    assertThat(harbour.dial(listener.address(), trusting(), "shop.naru.test").ask("alive"))
        .isEqualTo("alive");
  }

  private static Socket connect(Listener listener) throws IOException {
    Socket socket = new Socket(listener.address().getAddress(), listener.address().getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static int alert(Socket socket) throws IOException {
    try (InputStream in = socket.getInputStream()) {
      byte[] record = in.readNBytes(7);
      assertThat(record[0]).isEqualTo((byte) 21);
      return record[6];
    }
  }
}
