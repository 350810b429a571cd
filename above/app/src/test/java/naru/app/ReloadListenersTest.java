package naru.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static naru.app.ReloadGround.reload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import naru.admin.Reload.Outcome;
import naru.transport.DatagramIntroduction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners follow a reload: added, kept with their connections, removed, and all or nothing. */
@Timeout(60)
final class ReloadListenersTest extends ReloadStage {
  private void write(String gateway, String more) throws IOException {
    ground.write(
        """
        naru: 1
        listen: { gateway: [%s] }
        limits: { timeouts: { drain: 500ms } }
        gateway:
          routes: { name: all, to: origin }
        %s
        """
            .formatted(gateway, more.indent(2)));
  }

  private static String http(int port) {
    return "http://127.0.0.1:" + port;
  }

  /** Asks and reads the head of the answer; HEAD has no body. */
  private static String ask(Socket socket) throws IOException {
    socket.getOutputStream().write("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as("the answer after '%s'", head).isNotNegative();
      head.append((char) next);
    }
    return head.toString();
  }

  @Test
  void addedKeptAndRemoved() throws Exception {
    write(http(a) + ", " + http(b), "");
    Naru naru = ground.start();
    Socket kept = ground.dial(a);
    Socket leaving = ground.dial(b);
    assertThat(ask(kept)).startsWith("HTTP/1.1 ");
    assertThat(ask(leaving)).startsWith("HTTP/1.1 ");
    int c = ReloadGround.freePort();
    write(http(a) + ", " + http(c), "");
    assertThat(reload(naru)).isEqualTo(new Outcome.Applied(2));
    assertThat(ask(kept)).as("the same connection").startsWith("HTTP/1.1 ");
    assertThat(ask(ground.dial(c))).startsWith("HTTP/1.1 ");
    assertThat(leaving.getInputStream().read()).as("an idle connection leaves").isEqualTo(-1);
    assertThatThrownBy(() -> ground.dial(b)).hasMessageContaining("refused");
    assertThat(naru.listening()).contains("gateway " + http(a), "gateway " + http(c));
  }

  @Test
  void everyAddressIsNamedAsTheFileNamesIt() throws Exception {
    ground.write(
        """
        naru: 1
        listen: { expose: true, gateway: "http://0.0.0.0:%d" }
        gateway: { routes: { name: all, to: origin } }
        """
            .formatted(a));
    assertThat(ground.start().listening()).contains("gateway http://0.0.0.0:" + a);
  }

  @Test
  void whatDoesNotLeaveIsCutAfterItsTime() throws Exception {
    write(http(a) + ", " + http(b), "");
    Naru naru = ground.start();
    Socket slow = ground.dial(b);
    slow.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(US_ASCII));
    ask(ground.dial(a)); // what came before has been read
    write(http(a), "");
    reload(naru);
    assertThat(naru.journey.draining()).hasSize(1).first().asString().contains(":" + b);
    assertThat(naru.ground.metrics.text()).contains("naru_listeners_draining 1");
    try {
      while (slow.getInputStream().read() >= 0) {
        // the answer to a head that was not finished, if any
      }
    } catch (IOException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
    assertThat(naru.journey.draining()).isEmpty();
  }

  @Test
  void aPortThatIsTakenChangesNothing() throws Exception {
    write(http(a), "");
    Naru naru = ground.start();
    int free = ReloadGround.freePort();
    try (ServerSocket other = new ServerSocket(b, 1, InetAddress.getLoopbackAddress())) {
      assertThat(other.isBound()).isTrue();
      write(http(free) + ", " + http(b), "");
      Outcome.Refused refused = (Outcome.Refused) reload(naru);
      assertThat(refused.generation()).isEqualTo(1);
      assertThat(refused.text()).contains("N3085").contains("naru.yaml:2:").contains("taken");
    }
    assertThat(ask(ground.dial(a))).startsWith("HTTP/1.1 ");
    assertThatThrownBy(() -> ground.dial(free)).hasMessageContaining("refused");
  }

  @Test
  void aLogThatCannotBeWrittenChangesNothing() throws Exception {
    write(http(a), "");
    Naru naru = ground.start();
    write(http(a) + ", " + http(b), "");
    String log = "log: { access: { to: " + ground.file() + "/access.log } }\n";
    Files.writeString(ground.file(), Files.readString(ground.file()) + log);
    Outcome.Refused refused = (Outcome.Refused) reload(naru);
    assertThat(refused.text()).contains("N3078", "access log", " | log: { access:");
    assertThat(ask(ground.dial(a))).startsWith("HTTP/1.1 ");
    assertThatThrownBy(() -> ground.dial(b)).hasMessageContaining("refused");
    write(http(a) + ", " + http(b), "");
    assertThat(reload(naru)).isEqualTo(new Outcome.Applied(2));
    assertThat(ask(ground.dial(b))).startsWith("HTTP/1.1 ");
  }

  @Test
  void aListenerGetsBehindAProxyWithoutClosing() throws Exception {
    write(http(a), "");
    Naru naru = ground.start();
    Socket kept = ground.dial(a);
    assertThat(ask(kept)).startsWith("HTTP/1.1 ");
    write(
        "{ scheme: http, port: " + a + ", proxy-protocol: { trust: 127.0.0.1, timeout: 1s } }", "");
    assertThat(reload(naru)).isEqualTo(new Outcome.Applied(2));
    assertThat(ask(kept)).as("it came before").startsWith("HTTP/1.1 ");
    Socket introduced = ground.dial(a);
    introduced.getOutputStream().write("PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n".getBytes(US_ASCII));
    assertThat(ask(introduced)).startsWith("HTTP/1.1 ");
    Socket plain = ground.dial(a);
    assertThatThrownBy(() -> ask(plain)).isInstanceOfAny(IOException.class, AssertionError.class);
  }

  /** The socket stays; what its datagrams begin with changes. */
  @Test
  void aUdpListenerGetsBehindAProxy() throws Exception {
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(10_000);
      String streams =
          """
          upstreams: { dns: { targets: 127.0.0.1:%d } }
          streams: { name: names, transport: udp, to: dns }
          """
              .formatted(server.getLocalPort());
      write("udp://127.0.0.1:" + a, streams);
      Naru naru = ground.start();
      InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), a);
      byte[] header = DatagramIntroduction.header(to, to);
      client.send(new DatagramPacket(header, header.length, to));
      DatagramPacket got = new DatagramPacket(new byte[200], 200);
      server.receive(got);
      assertThat(got.getLength()).as("no header is looked for").isEqualTo(header.length);
      write("{ scheme: udp, port: " + a + ", proxy-protocol: { trust: 127.0.0.1 } }", streams);
      assertThat(reload(naru)).isEqualTo(new Outcome.Applied(2));
      byte[] whole = java.util.Arrays.copyOf(header, header.length + 3);
      client.send(new DatagramPacket(whole, whole.length, to));
      server.receive(got);
      assertThat(got.getLength()).isEqualTo(3);
    }
  }

  @Test
  void streamsOfTcpAndUdp() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        DatagramSocket datagrams = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      write(
          "tcp://127.0.0.1:" + a + ", udp://127.0.0.1:" + a,
          """
          upstreams:
            pg: { targets: 127.0.0.1:%d, proxy-protocol: v1 }
            dns: { targets: 127.0.0.1:%d }
          streams:
            - { name: db, port: %d, to: pg }
            - { name: names, transport: udp, to: dns }
          """
              .formatted(server.getLocalPort(), datagrams.getLocalPort(), a));
      Naru naru = ground.start();
      Socket client = ground.dial(a);
      client.getOutputStream().write("hi".getBytes(US_ASCII));
      client.shutdownOutput();
      try (Socket accepted = server.accept()) {
        assertThat(new String(accepted.getInputStream().readAllBytes(), US_ASCII))
            .isEqualTo(
                "PROXY TCP4 127.0.0.1 127.0.0.1 " + client.getLocalPort() + " " + a + "\r\nhi");
        reload(naru);
        accepted.getOutputStream().write("ho".getBytes(US_ASCII));
      }
      assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII))
          .as("a stream goes on over a reload")
          .isEqualTo("ho");
      try (DatagramSocket asker = new DatagramSocket()) {
        InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), a);
        asker.send(new DatagramPacket(new byte[] {7}, 1, to));
        DatagramPacket got = new DatagramPacket(new byte[10], 10);
        datagrams.setSoTimeout(10_000);
        datagrams.receive(got);
        datagrams.send(got);
        asker.setSoTimeout(10_000);
        asker.receive(got);
        assertThat(got.getData()[0]).isEqualTo((byte) 7);
      }
      assertThat(naru.ground.metrics.text())
          .contains("naru_stream_connections_total{stream=\"db\"} 1")
          .contains("naru_stream_connections_total{stream=\"names\"} 1");
    }
  }
}
