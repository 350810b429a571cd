package naru.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import naru.base.Endpoint;
import naru.base.IpRange;
import naru.base.Side;
import naru.gateway.config.Grouping;
import naru.gateway.config.StreamConfig.Transport;
import naru.gateway.config.UpstreamConfig;
import naru.gateway.l4.Streams;
import naru.trace.Entry;
import naru.trace.GatewayEvent;
import naru.trace.SpanRecord;
import naru.trace.TcpEvent;
import naru.transport.DatagramIntroduction;
import naru.transport.OnBehalf;
import naru.transport.ProxyAcceptance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams of datagrams over real sockets, with PROXY headers and without. */
final class DatagramStoryTest {
  private static final long SECOND = 1_000_000_000L;

  private final Town town = new Town();

  @AfterEach
  void close() throws Exception {
    town.close();
  }

  private String failure() throws InterruptedException {
    SpanRecord span =
        town.span(e -> e instanceof TcpEvent.Failed f && !f.failure().code().reason().isEmpty());
    TcpEvent.Failed last =
        span.entries().stream()
            .map(Entry::event)
            .filter(TcpEvent.Failed.class::isInstance)
            .map(TcpEvent.Failed.class::cast)
            .reduce((a, b) -> b)
            .orElseThrow();
    return last.failure().code().reason();
  }

  // ---- UDP

  private DatagramSocket echo() throws IOException {
    DatagramSocket server = town.opened(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
                  server.receive(packet);
                  server.send(packet);
                }
              } catch (IOException closed) {
                return;
              }
            });
    return server;
  }

  private static String exchange(DatagramSocket client, InetSocketAddress to, String text)
      throws IOException {
    byte[] bytes = text.getBytes(US_ASCII);
    client.setSoTimeout(10_000);
    client.send(new DatagramPacket(bytes, bytes.length, to));
    DatagramPacket answer = new DatagramPacket(new byte[2000], 2000);
    client.receive(answer);
    return new String(answer.getData(), 0, answer.getLength(), US_ASCII);
  }

  @Test
  void datagramsGoBothWaysAndASessionIsOneTrace() throws Exception {
    Endpoint server = new Endpoint("127.0.0.1", echo().getLocalPort());
    Streams streams = town.streams(UpstreamConfig.of("dns", server), Transport.UDP, SECOND / 10);
    InetSocketAddress to = town.receive(streams);
    try (DatagramSocket one = new DatagramSocket();
        DatagramSocket two = new DatagramSocket()) {
      assertThat(exchange(one, to, "one")).isEqualTo("one");
      assertThat(exchange(two, to, "second")).isEqualTo("second");
      assertThat(exchange(one, to, "again")).isEqualTo("again");
    }
    List<GatewayEvent.Carried> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      SpanRecord span = town.carried();
      assertThat(Town.words(span)).startsWith("RouteChosen", "TargetChosen");
      both.add((GatewayEvent.Carried) span.entries().getLast().event());
    }
    assertThat(both)
        .containsExactlyInAnyOrder(
            new GatewayEvent.Carried("db", 8, 8), new GatewayEvent.Carried("db", 6, 6));
    assertThat(town.metrics.text()).contains("naru_limit_used{limit=\"gateway.udp-sessions\"} 0");
  }

  @Test
  void aPortThatNobodyReceivesOnIsTold() throws Exception {
    Endpoint nobody = town.nobody();
    Streams streams = town.streams(UpstreamConfig.of("dns", nobody), Transport.UDP, 60 * SECOND);
    InetSocketAddress to = town.receive(streams);
    try (DatagramSocket client = new DatagramSocket()) {
      client.send(new DatagramPacket(new byte[] {1}, 1, to));
      assertThat(failure()).isEqualTo("tcp.unreachable");
    }
  }

  /** As when no file descriptor is left: each datagram begins anew, and nothing stays behind. */
  @Test
  void aSocketThatCannotBeMadeEndsTheSession() throws Exception {
    Town dry = Town.joining(new NoSockets(IpRange.literal("192.0.2.1"), () -> {}));
    town.opened(dry);
    Endpoint server = new Endpoint("192.0.2.1", 53);
    Streams streams = dry.streams(UpstreamConfig.of("dns", server), Transport.UDP, 60 * SECOND);
    InetSocketAddress to = dry.receive(streams);
    try (DatagramSocket client = new DatagramSocket()) {
      for (int i = 0; i < 3; i++) {
        client.send(new DatagramPacket(new byte[] {1}, 1, to));
        SpanRecord span = dry.carried();
        assertThat(Town.words(span)).containsSubsequence("RouteChosen", "Failed", "Carried");
        assertThat(sides(span)).as("not the target's fault").containsExactly(Side.US);
      }
    }
    assertThat(dry.metrics.text())
        .contains("naru_stream_open{stream=\"db\"} 0")
        .contains("naru_stream_failures_total{stream=\"db\"} 3")
        .containsPattern("naru_gateway_target_failures_total\\{.*192.0.2.1:53.*} 0\n")
        .contains("naru_limit_used{limit=\"gateway.udp-sessions\"} 0");
  }

  private static List<Side> sides(SpanRecord span) {
    return span.entries().stream()
        .map(Entry::event)
        .filter(TcpEvent.Failed.class::isInstance)
        .map(e -> ((TcpEvent.Failed) e).failure().side())
        .toList();
  }

  @Test
  void datagramsThatNoStreamTakesAreCounted() throws Exception {
    Endpoint server = town.nobody();
    Streams streams = town.streams(UpstreamConfig.of("dns", server), Transport.TCP, SECOND);
    InetSocketAddress to = town.receive(streams);
    InetSocketAddress another = town.receive(streams);
    try (DatagramSocket client = new DatagramSocket()) {
      client.send(new DatagramPacket(new byte[] {1}, 1, to));
      assertThat(Town.words(town.span(GatewayEvent.NoRoute.class::isInstance))).hasSize(1);
      client.send(new DatagramPacket(new byte[] {2}, 1, to)); // counted, not told
      client.send(new DatagramPacket(new byte[] {3}, 1, another));
      assertThat(Town.words(town.span(GatewayEvent.NoRoute.class::isInstance))).hasSize(1);
    }
    assertThat(town.metrics.text())
        .contains("naru_stream_datagrams_lost_total{stream=\"\",why=\"no-stream\"} 3");
  }

  // ---- PROXY headers before datagrams

  private static final ProxyAcceptance LOOPBACK =
      new ProxyAcceptance(List.of(IpRange.parse("127.0.0.0/8")), SECOND);

  private static byte[] introduced(String client, int port, String text) {
    byte[] header =
        DatagramIntroduction.header(
            new InetSocketAddress(IpRange.literal(client), port),
            new InetSocketAddress(IpRange.literal("192.0.2.53"), 53));
    byte[] all = Arrays.copyOf(header, header.length + text.length());
    System.arraycopy(text.getBytes(US_ASCII), 0, all, header.length, text.length());
    return all;
  }

  private static String answer(DatagramSocket socket) throws IOException {
    DatagramPacket answer = new DatagramPacket(new byte[2000], 2000);
    socket.setSoTimeout(10_000);
    socket.receive(answer);
    return new String(answer.getData(), 0, answer.getLength(), US_ASCII);
  }

  /** One port of a proxy may speak for many clients: each has a session of its own. */
  @Test
  void datagramsOfClientsBehindAProxy() throws Exception {
    Endpoint server = new Endpoint("127.0.0.1", echo().getLocalPort());
    Streams streams = town.streams(UpstreamConfig.of("dns", server), Transport.UDP, SECOND / 10);
    InetSocketAddress to = town.receive(streams, Optional.of(LOOPBACK));
    try (DatagramSocket proxy = new DatagramSocket()) {
      for (String text : List.of("one", "second")) {
        byte[] sent = introduced("198.51.100." + text.length(), 7, text);
        proxy.send(new DatagramPacket(sent, sent.length, to));
        assertThat(answer(proxy)).as("without a header").isEqualTo(text);
      }
    }
    for (int i = 0; i < 2; i++) {
      SpanRecord span = town.carried();
      assertThat(Town.words(span)).startsWith("Introduced", "RouteChosen", "TargetChosen");
      TcpEvent.Introduced told = (TcpEvent.Introduced) span.entries().getFirst().event();
      assertThat(told.version()).isEqualTo("v2");
      assertThat(told.client()).startsWith("198.51.100.").endsWith(":7");
      assertThat(told.called()).isEqualTo("192.0.2.53:53");
    }
  }

  @Test
  void datagramsThatNobodyIsBelievedForAreDropped() throws Exception {
    Endpoint server = new Endpoint("127.0.0.1", echo().getLocalPort());
    Streams streams = town.streams(UpstreamConfig.of("dns", server), Transport.UDP, SECOND / 10);
    InetSocketAddress to = town.receive(streams, Optional.of(LOOPBACK));
    ProxyAcceptance nobody = new ProxyAcceptance(List.of(), SECOND);
    InetSocketAddress wary = town.receive(streams, Optional.of(nobody));
    byte[] whole = introduced("198.51.100.1", 7, "whole");
    List<byte[]> wrong =
        List.of(
            "plain".getBytes(US_ASCII),
            new byte[0],
            Arrays.copyOf(whole, 20),
            "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\nx".getBytes(US_ASCII));
    try (DatagramSocket proxy = new DatagramSocket()) {
      for (byte[] each : wrong) {
        proxy.send(new DatagramPacket(each, each.length, to));
      }
      assertThat(failure()).isEqualTo("tcp.proxy-header");
      proxy.send(new DatagramPacket(whole, whole.length, wary));
      assertThat(failure()).isEqualTo("tcp.proxy-untrusted");
      proxy.send(new DatagramPacket(whole, whole.length, to));
      assertThat(answer(proxy)).isEqualTo("whole");
    }
    assertThat(town.metrics.text()).contains("naru_stream_datagrams_refused_total 5");
  }

  @Test
  void targetsAreToldOfTheClientBeforeEachDatagram() throws Exception {
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      UpstreamConfig upstream =
          Grouping.of("dns", new Endpoint("127.0.0.1", server.getLocalPort()))
              .introducing(OnBehalf.Version.V2)
              .group();
      InetSocketAddress to = town.receive(town.streams(upstream, Transport.UDP, SECOND / 10));
      InetSocketAddress from =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), client.getLocalPort());
      byte[] header = DatagramIntroduction.header(from, to);
      assertThat(header[13]).as("IPv4, datagram").isEqualTo((byte) 0x12);
      for (String text : List.of("one", "second")) {
        client.send(new DatagramPacket(text.getBytes(US_ASCII), text.length(), to));
        DatagramPacket got = new DatagramPacket(new byte[2000], 2000);
        server.setSoTimeout(10_000);
        server.receive(got);
        byte[] bytes = Arrays.copyOf(got.getData(), got.getLength());
        assertThat(bytes).startsWith(header);
        assertThat(new String(bytes, header.length, bytes.length - header.length, US_ASCII))
            .isEqualTo(text);
        server.send(new DatagramPacket("back".getBytes(US_ASCII), 4, got.getSocketAddress()));
        assertThat(answer(client)).isEqualTo("back");
      }
    }
    SpanRecord span = town.carried();
    assertThat(Town.words(span)).contains("Introduced");
    assertThat(span.entries().getLast().event()).isEqualTo(new GatewayEvent.Carried("db", 9, 8));
  }

  /**
   * A socket for all addresses, of both families, tells neither which one was called nor that a
   * client speaks IPv4.
   */
  @ParameterizedTest
  @CsvSource({"0.0.0.0, 127.0.0.1, 18", "'::', 127.0.0.1, 18", "'::', ::1, 34"})
  void aSocketForAllAddressesTellsTheOneThatWasCalled(String at, String called, int family)
      throws Exception {
    InetAddress us = IpRange.literal(called);
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DatagramSocket client = new DatagramSocket(0, us)) {
      UpstreamConfig upstream =
          Grouping.of("dns", new Endpoint("127.0.0.1", server.getLocalPort()))
              .introducing(OnBehalf.Version.V2)
              .group();
      Streams streams = town.streams(upstream, Transport.UDP, SECOND / 10);
      InetSocketAddress bound =
          town.receive(new InetSocketAddress(IpRange.literal(at), 0), streams, Optional.empty());
      InetSocketAddress to = new InetSocketAddress(us, bound.getPort());
      client.send(new DatagramPacket("hi".getBytes(US_ASCII), 2, to));
      DatagramPacket got = new DatagramPacket(new byte[2000], 2000);
      server.setSoTimeout(10_000);
      server.receive(got);
      InetSocketAddress from = new InetSocketAddress(us, client.getLocalPort());
      byte[] header = DatagramIntroduction.header(from, to);
      assertThat(header[13]).as("family, datagram").isEqualTo((byte) family);
      assertThat(Arrays.copyOf(got.getData(), header.length)).isEqualTo(header);
      server.send(new DatagramPacket("back".getBytes(US_ASCII), 4, got.getSocketAddress()));
      assertThat(answer(client)).isEqualTo("back");
    }
  }

  /** It would fit without its header. */
  @Test
  void aDatagramThatIsTooLongIsDroppedAndTold() throws Exception {
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      UpstreamConfig upstream =
          Grouping.of("dns", new Endpoint("127.0.0.1", server.getLocalPort()))
              .introducing(OnBehalf.Version.V2)
              .group();
      InetSocketAddress to = town.receive(town.streams(upstream, Transport.UDP, SECOND / 5));
      client.send(new DatagramPacket(new byte[65_500], 65_500, to));
      client.send(new DatagramPacket(new byte[65_500], 65_500, to));
      client.send(new DatagramPacket("fits".getBytes(US_ASCII), 4, to));
      DatagramPacket got = new DatagramPacket(new byte[2000], 2000);
      server.setSoTimeout(10_000);
      server.receive(got);
      assertThat(new String(got.getData(), 0, got.getLength(), US_ASCII)).endsWith("fits");
    }
    SpanRecord span = town.carried();
    assertThat(Town.words(span)).containsOnlyOnce("Failed");
    assertThat(
            span.entries().stream()
                .map(Entry::event)
                .filter(TcpEvent.Failed.class::isInstance)
                .map(e -> ((TcpEvent.Failed) e).failure().code().reason()))
        .containsExactly("udp.too-long");
    assertThat(span.entries().getLast().event()).isEqualTo(new GatewayEvent.Carried("db", 4, 0));
    assertThat(town.metrics.text())
        .contains("naru_stream_datagrams_lost_total{stream=\"db\",why=\"too-long\"} 2");
  }

  /** A chain of two: what the first one says reaches the server through the second. */
  @Test
  void whoTheClientIsGoesAlongAChain() throws Exception {
    Endpoint server = new Endpoint("127.0.0.1", echo().getLocalPort());
    Streams last = town.streams(UpstreamConfig.of("dns", server), Transport.UDP, SECOND / 10);
    InetSocketAddress behind = town.receive(last, Optional.of(LOOPBACK));
    UpstreamConfig next =
        Grouping.of("next", new Endpoint("127.0.0.1", behind.getPort()))
            .introducing(OnBehalf.Version.V2)
            .group();
    InetSocketAddress to = town.receive(town.streams(next, Transport.UDP, SECOND / 10));
    try (DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      assertThat(exchange(client, to, "ferry")).isEqualTo("ferry");
      List<String> told = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        town.carried().entries().stream()
            .map(Entry::event)
            .filter(TcpEvent.Introduced.class::isInstance)
            .forEach(e -> told.add(((TcpEvent.Introduced) e).client()));
      }
      assertThat(told).containsOnly("127.0.0.1:" + client.getLocalPort()).hasSize(2);
    }
  }
}
