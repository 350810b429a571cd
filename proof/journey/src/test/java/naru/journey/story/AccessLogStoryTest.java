package naru.journey.story;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import naru.app.Stand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every request leaves its line, and SIGHUP puts another config in force, as a process of its own.
 */
final class AccessLogStoryTest {
  private static final String CONFIG =
      """
      naru: 1
      state: ./state
      listen: { gateway: http://127.0.0.1:0 }
      trace: { explain: 127.0.0.0/8, record: { sample: 0%% } }
      gateway:
        upstreams:
          shop: { targets: 127.0.0.1:%d, retries: 0 }
        routes:
          - { name: web, match: { host: a.test }, to: shop }
      log:
        access:
          - { to: access.json, fields: [x-mine, authorization] }
          - { to: short.txt, format: "{status} {reason} {said-by}" }
          - { to: stdout, format: "out {status}" }
      """;

  private static final String SYSLOG =
      """
      naru: 1
      state: "{state}"
      listen: { gateway: http://127.0.0.1:{gateway} }
      gateway:
        upstreams:
          shop: { targets: 127.0.0.1:{origin} }
        routes:
          - { name: web, match: { host: a.test }, to: shop }
      log:
        access:
          - syslog: udp://127.0.0.1:{udp}
          - syslog: { to: unix:log, facility: daemon, app-name: gate, form: rfc3164 }
            format: combined
          - { syslog: unix:nowhere }
      """;

  @TempDir private Path folder;

  @Test
  void aLineForEachRequestAndAnotherConfigAtHangup() throws Exception {
    Path config = folder.resolve("naru.yaml");
    TestOrigin origin = TestOrigin.open();
    Files.writeString(config, CONFIG.formatted(origin.port()));
    try (Running running = Running.start(config)) {
      int port = running.port("gateway");
      String good = ask(port, "a.test");
      assertThat(good)
          .startsWith("HTTP/1.1 200")
          .contains("Naru-Why: said-by=upstream, route=\"web\"");
      told(1); // each loop writes for itself: lines of one moment have no order
      assertThat(ask(port, "b.test")).contains("reason=\"route.none\", code=N1501");
      told(2);
      origin.close();
      assertThat(ask(port, "a.test")).startsWith("HTTP/1.1 502").contains("said-by=naru");
      told(3);
      List<JsonNode> told =
          lines("access.json").stream().map(JsonMapper.builder().build()::readTree).toList();
      assertThat(told.get(0).path("field:x-mine").asString("")).isEqualTo("7");
      assertThat(told.get(0).has("field:authorization")).isFalse();
      assertThat(told.get(0).path("place").asString("")).endsWith("naru.yaml:9");
      assertThat(told).extracting(t -> t.path("status").asInt(0)).containsExactly(200, 404, 502);
      assertThat(told)
          .extracting(t -> t.path("reason").asString(""))
          .satisfies(r -> assertThat(r.get(1)).isEqualTo("route.none"))
          .satisfies(r -> assertThat(r.get(2)).startsWith("tcp."));
      assertThat(lines("short.txt").get(1)).isEqualTo("404 route.none naru");
      Until.so("lines on the standard output", () -> running.told().contains("out 502"));

      Files.writeString(config, CONFIG.formatted(origin.port()).replace("to: shop", "to: shpo"));
      running.hangup();
      Until.so("refusal", () -> running.told().stream().anyMatch(l -> l.contains("shpo")));
      assertThat(ask(port, "a.test")).startsWith("HTTP/1.1 502");

      Files.writeString(config, CONFIG.formatted(origin.port()).replace("a.test", "b.test"));
      running.hangup();
      Until.so("the other config", () -> ask(port, "a.test").startsWith("HTTP/1.1 404"));
    }
  }

  /** A server that is not there costs its lines, and nobody else anything. */
  @Test
  void linesGoToSyslogServersThatAreThere() throws Exception {
    TestOrigin origin = TestOrigin.open();
    Epoll.ensureAvailability();
    Socket unix = Socket.newSocketDomainDgram();
    unix.bind(new DomainSocketAddress(folder.resolve("log").toString()));
    try (DatagramSocket udp = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
        Stand naru =
            Stand.open(
                folder, SYSLOG, Map.of("udp", udp.getLocalPort(), "origin", origin.port()))) {
      udp.setSoTimeout(10_000);
      assertThat(ask(naru.port("gateway"), "a.test")).startsWith("HTTP/1.1 200");
      DatagramPacket got = new DatagramPacket(new byte[2000], 2000);
      udp.receive(got);
      assertThat(new String(got.getData(), 0, got.getLength(), UTF_8))
          .matches("<190>1 [0-9T:.-]+Z [!-~]+ naru [0-9]+ access - \\{.*\"status\":200.*}");
      ByteBuffer in = ByteBuffer.allocateDirect(2000);
      Until.so("a line at the Unix socket", () -> take(unix, in) > 0);
      assertThat(UTF_8.decode(in.flip()).toString())
          .matches(
              "<30>[A-Z][a-z]{2} [ 0-9]{2} [0-9:]{8} gate\\[[0-9]+\\]: .*\"GET / HTTP/1.1\" 200.*");
      Until.so(
          "the line that nobody got",
          () -> naru.metrics().text().contains("naru_access_log_unsent_total 1"));
    } finally {
      unix.close();
      origin.close();
    }
  }

  private static int take(Socket from, ByteBuffer in) {
    try {
      int n = from.recv(in, 0, in.capacity());
      in.position(Math.max(0, n));
      return n;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String ask(int port, String host) {
    String head = "GET / HTTP/1.1\r\nHost: " + host + "\r\nX-Mine: 7\r\nAuthorization: s\r\n";
    try {
      return Wire.exchange(
          port,
          (head + "Connection: close\r\n\r\n")
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void told(int count) {
    Until.so(count + " lines", () -> lines("access.json").size() == count);
    Until.so(count + " short lines", () -> lines("short.txt").size() == count);
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(folder.resolve(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
