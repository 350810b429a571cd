package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import naru.app.Stand;
import naru.base.Code;
import naru.base.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What hostile and dying sides send: the process goes on, and each failure is traced by name. */
final class HostileStoryTest {
  private static final long SEED = 20260101;
  private static final List<String> HTTP = List.of("gateway", "proxy", "own-origin");
  private static final List<String> TLS = List.of("secure-gateway", "secure-proxy", "admin");

  @TempDir private Path state;
  private TestOrigin one;
  private TestOrigin two;
  private Stand stand;

  @BeforeEach
  void start() throws IOException {
    one = TestOrigin.open();
    two = TestOrigin.open();
    stand = Stand.open(state, Configs.WHOLE, Map.of("one", one.port(), "two", two.port()));
  }

  @AfterEach
  void stop() throws IOException {
    stand.close();
    one.close();
    two.close();
  }

  @Test
  void garbageOnEveryPort() throws Exception {
    Random random = new Random(SEED);
    garbage(random);
    Until.so("connections are closed", () -> open() == 0);
    long direct = PlatformDependent.usedDirectMemory();
    for (int round = 0; round < 20; round++) {
      garbage(random);
    }
    Until.so("connections are closed", () -> open() == 0);
    assertThat(PlatformDependent.usedDirectMemory()).isLessThanOrEqualTo(direct + (4 << 20));
    traced(Code.REQUEST_MALFORMED);
    traced(Code.TLS_HANDSHAKE);
    stillServes();
  }

  @Test
  void slowHeads() throws Exception {
    byte[] part = "GET / HTTP/1.1\r\nHost: lo".getBytes(StandardCharsets.US_ASCII);
    for (String port : HTTP) {
      assertThat(Wire.exchange(stand.port(port), part)).as(port).startsWith("HTTP/1.1 408 ");
    }
    Until.so("connections are closed", () -> open() == 0);
    traced(Code.REQUEST_HEAD_TIMEOUT);
    stillServes();
  }

  @Test
  void slowHandshakes() throws Exception {
    byte[] part = {0x16, 3, 1, 2, 0, 1, 0};
    for (String port : TLS) {
      assertThat(Wire.exchange(stand.port(port), part)).as(port).doesNotContain("HTTP");
    }
    Until.so("connections are closed", () -> open() == 0);
    traced(Code.TLS_TIMEOUT);
    stillServes();
  }

  @Test
  void anOriginThatDiesInMidBody() throws Exception {
    String answer = Wire.get(stand.port("gateway"), "localhost", "/cut");
    assertThat(answer).startsWith("HTTP/1.1 200").contains("Content-Length: 1000");
    assertThat(answer).doesNotEndWith("\r\n0\r\n\r\n");
    traced(Code.UPSTREAM_BODY_CUT);
    stillServes();
  }

  @Test
  void aClientThatLeavesInMidDownload() throws Exception {
    try (Socket socket = Wire.connect(stand.port("gateway"))) {
      socket
          .getOutputStream()
          .write(
              "GET /down?64 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
      socket.setSoLinger(true, 0);
    }
    Until.so("connections are closed", () -> open() == 0);
    traced(Code.CLIENT_CLOSED);
    stillServes();
  }

  /** Random bytes, and such that begin like a request or a record, to every port. */
  private void garbage(Random random) throws IOException {
    for (String port : HTTP) {
      send(port, random, "");
      send(port, random, "GET / HTTP/1.1\r\n");
    }
    for (String port : TLS) {
      send(port, random, "");
      send(port, random, "\u0016\u0003\u0001");
    }
    send("dns", random, "");
    try (DatagramSocket udp = new DatagramSocket()) {
      for (int i = 0; i < 20; i++) {
        byte[] bytes = new byte[random.nextInt(600)];
        random.nextBytes(bytes);
        udp.send(
            new DatagramPacket(
                bytes, bytes.length, InetAddress.ofLiteral("127.0.0.1"), stand.port("dns")));
      }
    }
  }

  private void send(String port, Random random, String beginning) throws IOException {
    byte[] bytes = new byte[1 + random.nextInt(3000)];
    random.nextBytes(bytes);
    byte[] begin = beginning.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(begin, 0, bytes, 0, Math.min(begin.length, bytes.length));
    try (Socket socket = Wire.connect(stand.port(port))) {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      Wire.rest(socket);
    } catch (java.net.SocketException closedWhileWriting) {
      return;
    }
  }

  private void traced(Code code) {
    Until.so(
        "a trace with " + code.reason(),
        () -> stand.traces().newest(1000).stream().anyMatch(t -> Told.failed(t, code)));
  }

  private void stillServes() throws IOException {
    assertThat(Wire.get(stand.port("gateway"), "localhost", "/")).endsWith("whole");
    String absolute = "http://shop.naru.test:" + stand.port("gateway") + "/";
    assertThat(Wire.get(stand.port("proxy"), "shop.naru.test:" + stand.port("gateway"), absolute))
        .endsWith("whole");
  }

  /** Connections that clients have open, over all listeners. */
  private long open() {
    return stand.metrics().samples().stream()
        .filter(s -> s.name().equals("naru_limit_used{limit=\"connections\"}"))
        .mapToLong(Metrics.Sample::value)
        .sum();
  }
}
