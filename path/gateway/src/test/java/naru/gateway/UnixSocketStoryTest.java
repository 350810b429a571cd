package naru.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Code;
import naru.gateway.config.Balance;
import naru.gateway.config.Ejection;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.Grouping;
import naru.gateway.config.HealthCheck;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.Site;
import naru.gateway.config.StreamConfig.Transport;
import naru.gateway.config.UpstreamConfig;
import naru.gateway.config.UpstreamConfig.TargetConfig;
import naru.gateway.core.TargetState;
import naru.http.Peer;
import naru.http.Stop;
import naru.testkit.UnixDoor;
import naru.trace.Entry;
import naru.trace.GatewayEvent;
import naru.trace.GatewayEvent.Candidate;
import naru.trace.HttpEvent;
import naru.trace.SpanRecord;
import naru.trace.TcpEvent;
import naru.transport.OnBehalf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that listen on Unix sockets: all that targets have, they have as well. */
final class UnixSocketStoryTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1000 * MILLI;
  private static final HealthCheck OFTEN =
      new HealthCheck("/healthz", 20 * MILLI, 500 * MILLI, 2, 2);

  @TempDir private Path folder;
  private final Town town = new Town();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    town.close();
  }

  private Path path() {
    return folder.resolve("app.sock");
  }

  private String name() {
    return "unix:" + path();
  }

  private UnixDoor door(Town.Backend backend) throws IOException {
    UnixDoor door = UnixDoor.open(path(), backend.address());
    open.add(door);
    return door;
  }

  private UnixDoor door(Stop stop) throws IOException {
    return door(town.backend(stop));
  }

  private TargetConfig socket() {
    return new TargetConfig(
        new Site.Socket(UnixDomainSocketAddress.of(path())), 1, false, Map.of());
  }

  private UpstreamConfig shop() {
    return UpstreamConfig.of("shop", List.of(socket()));
  }

  private static List<String> words(SpanRecord span) {
    return span.entries().stream().map(e -> e.event().getClass().getSimpleName()).toList();
  }

  private static String failure(SpanRecord span) {
    return span.entries().stream()
        .map(Entry::event)
        .filter(TcpEvent.Failed.class::isInstance)
        .map(e -> ((TcpEvent.Failed) e).failure().toString())
        .findFirst()
        .orElseThrow();
  }

  /** Sends a request on a connection that stays, and reads an answer whose end is known. */
  private static String exchange(Socket socket, String request, String last) throws IOException {
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    StringBuilder answer = new StringBuilder();
    byte[] part = new byte[4096];
    while (answer.indexOf(last) < 0) {
      int length = socket.getInputStream().read(part);
      if (length < 0) {
        throw new AssertionError("it ended with " + answer);
      }
      answer.append(new String(part, 0, length, ISO_8859_1));
    }
    return answer.toString();
  }

  // ---- requests

  @Test
  void oneConnectionIsKeptAndTheTraceSaysWhere() throws Exception {
    UnixDoor door = door(Town.echo());
    InetSocketAddress at = town.serve(Shop.config(shop()));
    for (int i = 0; i < 3; i++) {
      assertThat(Town.get(at, "shop.test", "/a")).startsWith("HTTP/1.1 200 ").contains("shop.test");
    }
    assertThat(door.accepted()).isEqualTo(1);
    SpanRecord first = town.span(TcpEvent.Connected.class::isInstance);
    assertThat(words(first)).containsSubsequence("TargetChosen", "Connecting", "Connected");
    assertThat(first.entries())
        .extracting(Entry::event)
        .contains(
            new TcpEvent.Connecting(name()), new TcpEvent.Connected("unix:(unnamed)", name()));
    SpanRecord second = town.span(TcpEvent.Reused.class::isInstance);
    assertThat(second.entries())
        .extracting(Entry::event)
        .contains(new TcpEvent.Reused("unix:(unnamed)", name(), 2));
    assertThat(town.metrics.text())
        .contains("naru_gateway_target_tries_total{upstream=\"shop\",target=\"" + name() + "\"} 3");
  }

  @Test
  void manyRequestsShareAConnectionOfHttp2() throws Exception {
    UnixDoor door = door(Town.says("shared"));
    UpstreamConfig shop = Grouping.of(shop()).speaking(Peer.Protocol.HTTP2).group();
    InetSocketAddress at = town.serve(Shop.config(shop));
    for (int i = 0; i < 3; i++) {
      assertThat(Town.get(at, "shop.test", "/")).endsWith("shared");
    }
    assertThat(door.accepted()).isEqualTo(1);
    town.span(e -> e instanceof HttpEvent.Request r && r.version().equals("HTTP/2"));
    town.span(e -> e instanceof TcpEvent.Reused r && r.remote().equals(name()));
  }

  @Test
  void whoeverNamesNoHostIsLocal() throws Exception {
    door(Town.echo());
    InetSocketAddress at =
        town.serve(
            GatewayConfig.of(
                List.of(shop()), List.of(RouteConfig.of("web", RouteMatch.ANY, "shop"))));
    assertThat(Town.ask(at, "GET / HTTP/1.0\r\n\r\n")).contains("localhost").doesNotContain("unix");
  }

  @Test
  void aWebSocketGoesThrough() throws Exception {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    open.add(server);
    server.bind(UnixDomainSocketAddress.of(path()));
    Thread.ofVirtual().start(() -> upgradeAndEcho(server));
    InetSocketAddress at = town.serve(Shop.config(shop()));
    try (Socket client = new Socket(at.getAddress(), at.getPort())) {
      String request =
          "GET /chat HTTP/1.1\r\nHost: shop.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
      assertThat(exchange(client, request, "\r\n\r\n")).startsWith("HTTP/1.1 101 ");
      assertThat(exchange(client, "ping", "ping")).isEqualTo("ping");
      assertThat(exchange(client, "pong", "pong")).isEqualTo("pong");
    }
  }

  private static void upgradeAndEcho(ServerSocketChannel server) {
    try (SocketChannel channel = server.accept()) {
      ByteBuffer bytes = ByteBuffer.allocate(4096);
      String head = "";
      while (!head.endsWith("\r\n\r\n")) {
        channel.read(bytes.clear());
        head += ISO_8859_1.decode(bytes.flip());
      }
      String accept =
          "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
      channel.write(ByteBuffer.wrap(accept.getBytes(ISO_8859_1)));
      while (channel.read(bytes.clear()) >= 0) {
        channel.write(bytes.flip());
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  @Test
  void theServerIsToldOfTheClient() throws Exception {
    Stop client =
        x ->
            x.answer(
                x.response(200),
                ByteBufUtil.writeUtf8(x.alloc(), "port " + x.client().remote().getPort() + "."));
    door(town.backendBehindProxy(client));
    UpstreamConfig shop = Grouping.of(shop()).introducing(OnBehalf.Version.V2).group();
    InetSocketAddress at = town.serve(Shop.config(shop));
    try (Socket socket = new Socket(at.getAddress(), at.getPort())) {
      String told =
          exchange(socket, "GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n", ".")
              .lines()
              .toList()
              .getLast();
      assertThat(told).isEqualTo("port " + socket.getLocalPort() + ".");
    }
  }

  @Test
  void bytesOfAStreamGoThroughWithTheirLastWord() throws Exception {
    door(Town.says("of a stream"));
    InetSocketAddress at = town.listen(town.streams(shop(), Transport.TCP, 600 * SECOND)::accept);
    assertThat(Town.get(at, "any.test", "/")).endsWith("of a stream");
    SpanRecord span = town.span(GatewayEvent.Carried.class::isInstance);
    assertThat(words(span)).containsSubsequence("TargetChosen", "Connected", "Closed", "Carried");
  }

  // ---- failures

  @Test
  void anotherTargetIsAskedInPlaceOfOneThatIsNotThere() throws Exception {
    Town.Backend other = town.backend(Town.says("other"));
    UpstreamConfig shop =
        Grouping.of("shop", List.of(socket(), new TargetConfig(other.endpoint(), 1)))
            .balancedBy(new Balance.First())
            .ejecting(new Ejection(1, 60 * SECOND, 60 * SECOND, 50, Optional.empty()))
            .group();
    InetSocketAddress at = town.serve(Shop.config(shop));
    assertThat(Town.get(at, "shop.test", "/")).startsWith("HTTP/1.1 200 ").endsWith("other");
    SpanRecord span = town.span(GatewayEvent.Retried.class::isInstance);
    assertThat(failure(span)).contains("N1646 socket.absent", name() + " is not there (ENOENT)");
    assertThat(words(span)).contains("Ejected");
  }

  @Test
  void theReasonIsTold() throws Exception {
    InetSocketAddress at = town.serve(Shop.config(shop()));
    assertThat(Town.get(at, "shop.test", "/"))
        .startsWith("HTTP/1.1 502 ")
        .contains("\"code\":\"N1646\"", "socket.absent");
    UnixDoor.abandoned(path());
    assertThat(Town.get(at, "shop.test", "/"))
        .startsWith("HTTP/1.1 502 ")
        .contains("\"code\":\"N1201\"", "tcp.refused");
  }

  @Test
  void aCheckSaysWhatIsMissingAndSeesItComeBack() throws Exception {
    Gateway gateway = town.gateway(Shop.config(Grouping.of(shop()).checkedBy(OFTEN).group()));
    InetSocketAddress at = town.serve(gateway, "");
    town.span(e -> e instanceof GatewayEvent.Checked c && !c.healthy());
    GatewayStatus.TargetStatus target = target(gateway);
    assertThat(target.state()).isEqualTo("unhealthy");
    assertThat(target.evidence()).isEqualTo(name() + " is not there (ENOENT)");
    door(Town.echo());
    SpanRecord back = town.span(e -> e instanceof GatewayEvent.Checked c && c.healthy());
    assertThat(back.entries())
        .extracting(Entry::event)
        .filteredOn(HttpEvent.Request.class::isInstance)
        .allMatch(e -> ((HttpEvent.Request) e).authority().equals("localhost"));
    assertThat(Town.get(at, "shop.test", "/")).startsWith("HTTP/1.1 200 ");
  }

  private static GatewayStatus.TargetStatus target(Gateway gateway) {
    return gateway.status().upstreams().getFirst().targets().getFirst();
  }

  // ---- the same path is the same target

  @Test
  void aReloadKeepsWhatIsKnownAndTheConnection() throws Exception {
    UnixDoor door = door(Town.echo());
    Gateway before = town.gateway(Shop.config(shop()));
    assertThat(Town.get(town.serve(before, ""), "shop.test", "/")).startsWith("HTTP/1.1 200 ");
    assertThat(before.use("shop", name(), TargetState.Use.DRAIN)).isTrue();

    Gateway after = town.gateway(Shop.config(shop()));
    before.close();
    assertThat(target(after).address()).isEqualTo(name());
    assertThat(target(after).resolved()).containsExactly(name());
    assertThat(target(after).state()).isEqualTo("drained");
    assertThat(target(after).requests()).isEqualTo(1);
    assertThat(town.state.size()).isEqualTo(1);

    after.use("shop", name(), TargetState.Use.ENABLED);
    assertThat(Town.get(town.serve(after, ""), "shop.test", "/")).startsWith("HTTP/1.1 200 ");
    assertThat(door.accepted()).isEqualTo(1);
  }

  @Test
  void whyTellsThePath() {
    Gateway gateway = town.gateway(Shop.config(shop()));
    Explanation why = Shop.explain(gateway, "/");
    assertThat(why).isInstanceOf(Explanation.ToUpstream.class);
    assertThat(((Explanation.ToUpstream) why).candidates())
        .containsExactly(new Candidate(name(), "healthy", 0, 1));
  }

  @Test
  void datagramsFindNobody() throws Exception {
    InetSocketAddress at = town.receive(town.streams(shop(), Transport.UDP, 600 * SECOND));
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(new byte[3], 3, at));
    }
    SpanRecord span = town.span(TcpEvent.Failed.class::isInstance);
    assertThat(failure(span)).contains(Code.GATEWAY_NO_HEALTHY_TARGET.reason());
  }
}
