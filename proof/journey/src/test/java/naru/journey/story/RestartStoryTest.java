package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import naru.app.Stand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A new program takes the place of the running one, while clients press: nobody notices. */
@EnabledOnOs(OS.LINUX)
final class RestartStoryTest {
  private static final int MEBIBYTES = 32;

  @TempDir private Path folder;
  private int gateway;
  private int secure;
  private int dns;
  private int admin;

  @BeforeEach
  void choosePorts() throws IOException {
    gateway = Stand.freePort();
    secure = Stand.freePort();
    dns = Stand.freePort();
    admin = Stand.freePort();
  }

  private Path config(TestOrigin origin, String drain) throws IOException {
    return Files.writeString(
        folder.resolve("naru.yaml"),
        """
        naru: 1
        state: "%s"
        listen:
          dns: [udp://127.0.0.1:%d, tcp://127.0.0.1:%d]
          gateway: [http://127.0.0.1:%d, https://127.0.0.1:%d]
          admin: https://127.0.0.1:%d
        limits: { timeouts: { drain: %s } }
        dns: { zones: { naru.test: { shop: A 127.0.0.1 } } }
        gateway:
          upstreams: { app: { targets: 127.0.0.1:%d } }
          routes: { name: all, to: app }
        """
            .formatted(
                folder.resolve("state"), dns, dns, gateway, secure, admin, drain, origin.port()));
  }

  @Test
  void nobodyNotices() throws Exception {
    try (TestOrigin origin = TestOrigin.open();
        Running first = Running.takingOver(config(origin, "3s"));
        Socket download =
            asking("GET /down?" + MEBIBYTES + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Socket webSocket = webSocket()) {
      assertThat(first.told()).anyMatch(l -> l.endsWith(": nothing to take over"));
      String head = SteadyClients.head(download.getInputStream());
      assertThat(SteadyClients.length(head)).isEqualTo(MEBIBYTES << 20);
      assertThat(Files.getPosixFilePermissions(folder.resolve("state/next.sock")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      Path root = folder.resolve("state/ca/root.crt");
      try (PressingClients clients = PressingClients.start(gateway, dns).joinedBy(secure, root)) {
        clients.goOn(200);
        try (Running second = Running.takingOver(folder.resolve("naru.yaml"))) {
          assertThat(drained(download.getInputStream())).isEqualTo(MEBIBYTES << 20);
          download.shutdownOutput();
          assertThat(webSocket.getInputStream().read()).isEqualTo(-1); // at the drain's end
          assertThat(first.exit()).isZero();
          assertThat(first.told())
              .contains("another Naru has taken over; connections finish here")
              .contains(
                  "connections that were still open after limits.timeouts.drain, and were closed:"
                      + " 1");
          clients.goOn(200);
          assertThat(folder.resolve("state/admin/address")).exists();
          try (Running third = Running.takingOver(folder.resolve("naru.yaml"))) {
            assertThat(second.exit()).isZero();
            clients.goOn(200);
            assertThat(third.isAlive()).isTrue();
            clients.end();
            assertThat(clients.lost()).isEmpty();
          }
        }
      }
    }
  }

  @Test
  void whoIsServedWhenItStopsIsServedToTheEnd() throws Exception {
    try (TestOrigin origin = TestOrigin.open();
        Running naru = Running.start(config(origin, "60s"), "-XX:TieredStopAtLevel=1");
        Socket download =
            asking("GET /down?" + MEBIBYTES + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Socket webSocket = webSocket()) {
      SteadyClients.head(download.getInputStream());
      naru.terminate();
      Until.so("it stops", () -> naru.told().contains("stopping"));
      assertThat(drained(download.getInputStream())).isEqualTo(MEBIBYTES << 20);
      assertThat(naru.isAlive()).isTrue();
      naru.terminate(); // once more: nobody is waited for
      assertThat(webSocket.getInputStream().read()).isEqualTo(-1);
      assertThat(naru.exit()).isEqualTo(143);
    }
  }

  private Socket webSocket() throws IOException {
    Socket socket =
        asking(
            """
            GET /ws HTTP/1.1
            Host: localhost
            Connection: Upgrade
            Upgrade: websocket
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

            """
                .replace("\n", "\r\n"));
    assertThat(SteadyClients.head(socket.getInputStream())).startsWith("HTTP/1.1 101 ");
    return socket;
  }

  private Socket asking(String request) throws IOException {
    Socket socket = Wire.connect(gateway);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static long drained(InputStream in) throws IOException {
    long all = 0;
    byte[] part = new byte[1 << 16];
    while (all < MEBIBYTES << 20) {
      int n = in.read(part);
      if (n < 0) {
        return all;
      }
      all += n;
    }
    return all;
  }
}
