package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import naru.app.Stand;
import naru.journey.Program;
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
  private int dns;
  private int admin;

  @BeforeEach
  void choosePorts() throws IOException {
    gateway = Stand.freePort();
    dns = Stand.freePort();
    admin = Stand.freePort();
  }

  private Path config(TestOrigin origin, String more) throws IOException {
    return config(origin, "2s", more);
  }

  private Path config(TestOrigin origin, String drain, String more) throws IOException {
    return Files.writeString(
        folder.resolve("naru.yaml"),
        """
        naru: 1
        state: "%s"
        listen:
          dns: [udp://127.0.0.1:%d, tcp://127.0.0.1:%d]
          gateway: http://127.0.0.1:%d
          admin: https://127.0.0.1:%d
        limits: { timeouts: { drain: %s } }
        dns: { zones: { naru.test: { shop: A 127.0.0.1 } } }
        gateway:
          upstreams: { app: { targets: 127.0.0.1:%d } }
          routes: { name: all, to: app }
        %s
        """
            .formatted(
                folder.resolve("state"), dns, dns, gateway, admin, drain, origin.port(), more));
  }

  @Test
  void nobodyNotices() throws Exception {
    try (TestOrigin origin = TestOrigin.open();
        Running first = Running.start(config(origin, ""));
        Socket download =
            asking("GET /down?" + MEBIBYTES + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Socket webSocket = webSocket()) {
      String head = SteadyClients.head(download.getInputStream());
      assertThat(SteadyClients.length(head)).isEqualTo(MEBIBYTES << 20);
      assertThat(Files.getPosixFilePermissions(folder.resolve("state/next.sock")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      try (PressingClients clients = PressingClients.start(gateway, dns)) {
        clients.goOn(200);
        try (Running second = Running.takingOver(folder.resolve("naru.yaml"))) {
          assertThat(drained(download.getInputStream())).isEqualTo(MEBIBYTES << 20);
          download.close();
          assertThat(webSocket.getInputStream().read()).isEqualTo(-1); // at the drain's end
          assertThat(first.exit()).isZero();
          assertThat(first.told())
              .contains("another Naru has taken over; connections finish here")
              .contains(
                  "connections that were still open after limits.timeouts.drain, and were closed:"
                      + " 1");
          clients.goOn(200);
          assertThat(cli("ls").exit()).isZero();
          try (Running third = Running.takingOver(folder.resolve("naru.yaml"))) {
            assertThat(second.exit()).isZero();
            clients.goOn(200);
            assertThat(third.isAlive()).isTrue();
            clients.close();
            assertThat(clients.lost()).isEmpty();
          }
        }
      }
    }
  }

  @Test
  void ifTheNewOneCannotStartTheOldOneGoesOn() throws Exception {
    try (TestOrigin origin = TestOrigin.open();
        Running first = Running.start(config(origin, ""));
        PressingClients clients = PressingClients.start(gateway, dns);
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      clients.goOn(50);
      config(origin, "nonsense: 1");
      assertThat(start("--take-over").exit()).isEqualTo(3);
      Path file = config(origin, "");
      String text = Files.readString(file);
      Files.writeString(file, text.replace("" + admin, "" + taken.getLocalPort()));
      Program.Result result = start("--take-over");
      assertThat(result.exit()).as(result.err()).isEqualTo(12);
      assertThat(result.err()).contains("error[N3085]", "taken by another program");
      clients.goOn(50);
      assertThat(first.isAlive()).isTrue();
      assertThat(clients.lost()).isEmpty();
    }
  }

  @Test
  void whereNobodyRunsThereIsNothingToTakeOver() throws Exception {
    try (TestOrigin origin = TestOrigin.open()) {
      Path file = config(origin, "");
      Files.createDirectories(folder.resolve("state"));
      try (Running alone = Running.takingOver(file)) {
        assertThat(alone.told()).anyMatch(l -> l.endsWith(": nothing to take over"));
        assertThat(Wire.get(gateway, "localhost", "/")).endsWith("whole");
        assertThat(start().exit()).isEqualTo(12); // without asking, its port is taken
      }
      assertThat(Files.exists(folder.resolve("state/next.sock"))).isFalse();
    }
  }

  @Test
  void whoIsServedWhenItStopsIsServedToTheEnd() throws Exception {
    try (TestOrigin origin = TestOrigin.open();
        Running naru = Running.start(config(origin, "60s", ""));
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

  private Program.Result start(String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("run", "-c", "" + folder.resolve("naru.yaml")));
    all.addAll(List.of(options));
    all.addAll(List.of("--lang", "en"));
    return Program.run(all.toArray(String[]::new));
  }

  private Program.Result cli(String command) throws Exception {
    return Program.run(command, "--state", "" + folder.resolve("state"));
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
