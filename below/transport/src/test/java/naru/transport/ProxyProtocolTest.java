package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import naru.base.Code;
import naru.base.IpRange;
import naru.base.Limit;
import naru.trace.Entry;
import naru.trace.Party;
import naru.trace.TcpEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PROXY headers on real connections: told, believed only of whom we trust, required. */
final class ProxyProtocolTest {
  private static final List<IpRange> LOOPBACK = List.of(IpRange.parse("127.0.0.0/8"));

  private final Harbour harbour = new Harbour(Epoll.isAvailable());

  @AfterEach
  void close() throws Exception {
    harbour.close();
  }

  private Listener listener(@Nullable ServerTls tls, List<IpRange> trust, long timeoutNanos) {
    Limit limit = Limit.of(harbour.metrics, "test.connections", 100);
    Listener.Options options =
        new Listener.Options(Party.GATEWAY, tls, Harbour.SECONDS_10, limit)
            .behind(new ProxyAcceptance(trust, timeoutNanos));
    return Listener.open(harbour.loops, harbour.at(0), options, harbour.tracer, harbour::arrived);
  }

  private static OnBehalf of(OnBehalf.Version version, String client, int port) {
    return new OnBehalf(
        version,
        new InetSocketAddress(IpRange.literal(client), port),
        new InetSocketAddress(IpRange.literal("198.51.100.1"), 443),
        "");
  }

  @ParameterizedTest
  @EnumSource(OnBehalf.Version.class)
  void theClientIsWhomTheProxySpeaksFor(OnBehalf.Version version) throws Exception {
    for (ServerTls tls : new ServerTls[] {null, harbour.shopTls()}) {
      try (Listener listener = listener(tls, LOOPBACK, Harbour.SECONDS_10)) {
        ClientTls trusting = ClientTls.of(List.of(TestCertificates.root()), false, List.of());
        Target target =
            new Target(
                    listener.address(),
                    tls == null ? null : trusting,
                    TestCertificates.NAME,
                    Harbour.SECONDS_10,
                    Harbour.SECONDS_10)
                .onBehalf(of(version, "192.0.2.7", 4711));
        Harbour.Line line = harbour.dial(target, new ArrayList<>());
        assertThat(line.ask("hello")).isEqualTo("hello");
        Arrival arrival = harbour.arrival();
        assertThat(arrival.remote())
            .isEqualTo(new InetSocketAddress(IpRange.literal("192.0.2.7"), 4711));
        arrival
            .channel()
            .eventLoop()
            .submit(() -> arrival.prologue().endAlone(Party.GATEWAY))
            .sync();
        List<Entry> told = harbour.trace().entries();
        assertThat(Harbour.words(told)).startsWith("Accepted", "Introduced");
        assertThat(told.get(1).event())
            .isEqualTo(
                new TcpEvent.Introduced(
                    version.name().toLowerCase(java.util.Locale.ROOT),
                    "192.0.2.7:4711",
                    "198.51.100.1:443",
                    List.of()));
        assertThat(Harbour.words(line.told())).startsWith("Connecting", "Connected", "Introduced");
        line.channel().close().sync();
      }
    }
  }

  private Code refused(Listener listener, String bytes) throws Exception {
    try (Socket socket = new Socket()) {
      socket.connect(listener.address());
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
      assertThat(ended(socket.getInputStream())).isTrue();
    }
    List<Entry> told = harbour.trace().entries();
    assertThat(Harbour.words(told)).containsExactly("Accepted", "Failed");
    return ((TcpEvent.Failed) told.getLast().event()).failure().code();
  }

  private static boolean ended(InputStream in) {
    try {
      return in.read() < 0;
    } catch (java.io.IOException reset) {
      return true;
    }
  }

  @Test
  void whoIsNotTrustedIsRefused() throws Exception {
    try (Listener listener = listener(null, List.of(IpRange.parse("192.0.2.0/24")), 1L << 40)) {
      Code code = refused(listener, "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n");
      assertThat(code.reason()).isEqualTo("tcp.proxy-untrusted");
    }
  }

  @Test
  void aConnectionWithoutHeaderIsRefused() throws Exception {
    try (Listener listener = listener(null, LOOPBACK, Harbour.SECONDS_10)) {
      Code code = refused(listener, "GET / HTTP/1.1\r\n\r\n");
      assertThat(code.reason()).isEqualTo("tcp.proxy-header");
    }
  }

  @Test
  void aHeaderThatTakesTooLongIsRefused() throws Exception {
    try (Listener listener = listener(null, LOOPBACK, 20_000_000)) {
      assertThat(refused(listener, "PROXY TCP4 ").reason()).isEqualTo("tcp.proxy-header");
    }
  }

  @Test
  void aListenerThatDrainsTellsItsConnectionsAndTakesNoMore() throws Exception {
    Listener listener = harbour.echo(null);
    Harbour.Line line = harbour.dial(listener.address(), null, "");
    assertThat(line.ask("hello")).isEqualTo("hello");
    assertThat(listener.open()).isEqualTo(1);
    InetSocketAddress address = listener.address();
    listener.drain();
    Target target = Target.plain(address, Harbour.SECONDS_10);
    assertThat(harbour.refused(target, new ArrayList<>()).code()).isEqualTo(Code.TCP_REFUSED);
    assertThat(line.ask("still")).isEqualTo("still");
    assertThat(listener.cut()).isEqualTo(1);
    line.channel().closeFuture().sync();
    assertThat(listener.accepted()).isEqualTo(1);
  }
}
