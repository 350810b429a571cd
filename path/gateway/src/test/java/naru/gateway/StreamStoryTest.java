package naru.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import naru.base.Endpoint;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.Grouping;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.StreamConfig.Transport;
import naru.gateway.config.UpstreamConfig;
import naru.trace.Entry;
import naru.trace.GatewayEvent;
import naru.trace.SpanRecord;
import naru.trace.TcpEvent;
import naru.transport.OnBehalf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams over real sockets: TCP connections through the gateway. */
final class StreamStoryTest {
  private static final long SECOND = 1_000_000_000L;

  private final Town town = new Town();

  @AfterEach
  void close() throws Exception {
    town.close();
  }

  /** Reads to the end, then answers the same and "!". */
  private ServerSocket server() throws IOException {
    ServerSocket server = town.opened(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual()
        .start(
            () -> {
              while (true) {
                try (Socket socket = server.accept()) {
                  byte[] all = socket.getInputStream().readAllBytes();
                  socket.getOutputStream().write(all);
                  socket.getOutputStream().write('!');
                } catch (IOException closed) {
                  if (server.isClosed()) {
                    return;
                  }
                }
              }
            });
    return server;
  }

  private static Endpoint at(ServerSocket server) {
    return new Endpoint("127.0.0.1", server.getLocalPort());
  }

  private InetSocketAddress tcp(UpstreamConfig upstream) {
    return town.listen(town.streams(upstream, Transport.TCP, 600 * SECOND)::accept);
  }

  private static String ask(InetSocketAddress to, String text) throws IOException {
    try (Socket socket = new Socket(to.getAddress(), to.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(text.getBytes(US_ASCII));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  @Test
  void aHalfClosedConnectionIsAnsweredAndIsOneTrace() throws Exception {
    assertThat(ask(tcp(UpstreamConfig.of("pg", at(server()))), "hello")).isEqualTo("hello!");
    SpanRecord span = town.carried();
    assertThat(Town.words(span))
        .containsExactly(
            "Accepted",
            "RouteChosen",
            "TargetChosen",
            "Connecting",
            "Connected",
            "Closed",
            "Carried");
    assertThat(span.entries().getLast().event()).isEqualTo(new GatewayEvent.Carried("db", 5, 6));
    GatewayEvent.RouteChosen chosen = (GatewayEvent.RouteChosen) span.entries().get(1).event();
    assertThat(chosen.route()).isEqualTo("db");
    assertThat(chosen.place().line()).isEqualTo(7);
    assertThat(town.metrics.text())
        .contains("naru_stream_connections_total{stream=\"db\"} 1")
        .contains("naru_stream_bytes_up_total{stream=\"db\"} 5")
        .contains("naru_stream_bytes_down_total{stream=\"db\"} 6")
        .contains("naru_stream_open{stream=\"db\"} 0");
  }

  @Test
  void muchGoesThroughWhole() throws Exception {
    InetSocketAddress to = tcp(UpstreamConfig.of("pg", at(server())));
    byte[] much = new byte[8 << 20];
    new SplittableRandom(7).nextBytes(much);
    try (Socket socket = new Socket(to.getAddress(), to.getPort())) {
      CompletableFuture<Boolean> same =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  byte[] back = socket.getInputStream().readAllBytes();
                  return Arrays.equals(back, 0, much.length, much, 0, much.length)
                      && back.length == much.length + 1;
                } catch (IOException broken) {
                  return false;
                }
              });
      socket.getOutputStream().write(much);
      socket.shutdownOutput();
      assertThat(same.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void theNextTargetIsTriedBeforeAnythingIsSent() throws Exception {
    Endpoint nobody = town.nobody();
    InetSocketAddress to = tcp(UpstreamConfig.of("pg", nobody, at(server())));
    assertThat(ask(to, "a")).isEqualTo("a!");
    SpanRecord span = town.carried();
    assertThat(Town.words(span)).contains("Retried");
    GatewayEvent.Retried retried =
        span.entries().stream()
            .map(Entry::event)
            .filter(GatewayEvent.Retried.class::isInstance)
            .map(GatewayEvent.Retried.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(retried.target()).isEqualTo(nobody.toString());
    assertThat(retried.failure().code().reason()).isEqualTo("tcp.refused");
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

  /** An end without a word would look like an empty answer. */
  @Test
  void withoutATargetTheClientIsReset() throws Exception {
    InetSocketAddress to = tcp(UpstreamConfig.of("pg", town.nobody()));
    assertThatThrownBy(() -> ask(to, "a")).hasMessageContaining("reset");
    assertThat(failure()).isEqualTo("tcp.refused");
    assertThat(town.metrics.text()).contains("naru_stream_failures_total{stream=\"db\"} 1");
  }

  @Test
  void aResetIsPassedOn() throws Exception {
    ServerSocket server = town.opened(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    InetSocketAddress to = tcp(UpstreamConfig.of("pg", at(server)));
    try (Socket client = new Socket(to.getAddress(), to.getPort())) {
      client.setSoTimeout(10_000);
      client.getOutputStream().write('a');
      try (Socket accepted = server.accept()) {
        assertThat(accepted.getInputStream().read()).isEqualTo('a');
        accepted.setSoLinger(true, 0);
      }
      InputStream in = client.getInputStream();
      assertThatThrownBy(in::read).hasMessageContaining("reset");
    }
    SpanRecord span = town.carried();
    assertThat(span.entries())
        .extracting(Entry::event)
        .contains(new TcpEvent.Closed(TcpEvent.How.RESET));
  }

  @Test
  void silenceEndsAStream() throws Exception {
    ServerSocket server = town.opened(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    UpstreamConfig upstream = UpstreamConfig.of("pg", at(server));
    InetSocketAddress to = town.listen(town.streams(upstream, Transport.TCP, SECOND / 10)::accept);
    try (Socket client = new Socket(to.getAddress(), to.getPort());
        Socket accepted = server.accept()) {
      client.setSoTimeout(10_000);
      accepted.setSoTimeout(10_000);
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      assertThat(accepted.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(failure()).isEqualTo("stream.idle");
  }

  /** Otherwise clients that read nothing could hold connections for ever. */
  @Test
  void aClientThatTakesNothingIsIdleToo() throws Exception {
    ServerSocket server = town.opened(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    CompletableFuture<String> ended = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (Socket socket = server.accept()) {
                while (true) {
                  socket.getOutputStream().write(new byte[64 * 1024]);
                }
              } catch (IOException cut) {
                ended.complete("cut");
              }
            });
    InetSocketAddress to =
        town.listen(
            town.streams(UpstreamConfig.of("pg", at(server)), Transport.TCP, SECOND / 5)::accept);
    try (Socket client = new Socket(to.getAddress(), to.getPort())) {
      assertThat(ended.get(10, TimeUnit.SECONDS)).isEqualTo("cut");
      assertThat(failure()).isEqualTo("stream.idle");
      String none = "naru_limit_used{limit=\"connections\"} 0";
      long until = System.nanoTime() + 10 * SECOND;
      while (!town.metrics.text().contains(none) && System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      assertThat(town.metrics.text()).contains(none);
      assertThat(client.isClosed()).isFalse();
    }
  }

  @Test
  void targetsAreToldOfTheClient() throws Exception {
    ServerSocket server = server();
    UpstreamConfig upstream =
        Grouping.of("pg", at(server)).introducing(OnBehalf.Version.V1).group();
    InetSocketAddress to = tcp(upstream);
    assertThat(ask(to, "a"))
        .matches("PROXY TCP4 127\\.0\\.0\\.1 127\\.0\\.0\\.1 [0-9]+ " + to.getPort() + "\r\na!");
    assertThat(Town.words(town.carried())).contains("Introduced");
  }

  /** A connection to a target that is told of one client never carries another's request. */
  @ParameterizedTest
  @EnumSource(OnBehalf.Version.class)
  void httpTargetsAreToldOfTheClient(OnBehalf.Version version) throws Exception {
    Town.Backend backend =
        town.backendBehindProxy(
            x ->
                x.answer(
                    x.response(200),
                    io.netty.buffer.ByteBufUtil.writeUtf8(
                        x.alloc(), "port=" + x.client().remote().getPort() + ";")));
    UpstreamConfig upstream = Grouping.of("web", backend.endpoint()).introducing(version).group();
    InetSocketAddress to =
        town.serve(
            GatewayConfig.of(
                List.of(upstream), List.of(RouteConfig.of("r", RouteMatch.ANY, "web"))));
    for (int i = 0; i < 3; i++) {
      try (Socket socket = new Socket(to.getAddress(), to.getPort())) {
        String request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
            .endsWith("port=" + socket.getLocalPort() + ";");
      }
    }
  }

  /** Only who looked at a certificate may speak of it. */
  @Test
  void whatClientsSayOfCertificatesIsRemoved() throws Exception {
    UpstreamConfig upstream = UpstreamConfig.of("web", town.backend(Town.echo()).endpoint());
    GatewayConfig config =
        GatewayConfig.of(List.of(upstream), List.of(RouteConfig.of("r", RouteMatch.ANY, "web")));
    for (GatewayConfig each : List.of(config, config.tellingCertificate(true))) {
      String echoed =
          Town.get(town.serve(each), "a", "/", "Client-Cert: :AA==:", "client_cert-chain: x");
      assertThat(echoed).contains("X-Forwarded-For").doesNotContainIgnoringCase("client");
    }
  }
}
