package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import naru.app.Stand;
import naru.trace.GatewayEvent.Checked;
import naru.trace.HttpEvent;
import naru.trace.TcpEvent;
import naru.trace.Trace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers that others wrote behind Unix sockets: nginx with HTTP/1.1, HTTP/2 in the clear and the
 * PROXY protocol, Node.js with an upgrade.
 */
@Tag("interop")
final class UnixSocketInteropTest {
  private static final String NARU =
      """
      naru: 1
      state: "{state}"
      listen: { gateway: http://127.0.0.1:{gateway} }
      log: { access: { to: access.txt } }
      gateway:
        upstreams:
          plain: { targets: unix:plain.sock, health: { get: /healthz, every: 100ms, timeout: 2s, fail: 1 } }
          shared: { targets: unix:shared.sock, http: 2 }
          told: { targets: unix:told.sock, proxy-protocol: v2 }
          node: { targets: { to: unix:node.sock, weight: 2 } }
        routes:
          - { name: plain, match: { path: /plain/** }, to: plain }
          - { name: shared, match: { path: /shared/** }, to: shared }
          - { name: told, match: { path: /told/** }, to: told }
          - { name: node, match: { path: /node/** }, to: node }
      """;

  private static final String NGINX =
      """
      daemon off; user root; pid FOLDER/pid; error_log FOLDER/error.log; worker_processes 1;
      events { worker_connections 64; }
      http {
        access_log off; client_body_temp_path FOLDER/body; proxy_temp_path FOLDER/proxy;
        fastcgi_temp_path FOLDER/f; uwsgi_temp_path FOLDER/u; scgi_temp_path FOLDER/s;
        server {
          listen unix:FOLDER/plain.sock;
          location / { return 200 "$http_host $connection_requests!"; }
          location /plain/up { dav_methods PUT; root FOLDER; create_full_put_path on; }
        }
        server {
          listen unix:FOLDER/shared.sock http2;
          location / { return 200 "$server_protocol $connection_requests!"; }
        }
        server {
          listen unix:FOLDER/told.sock proxy_protocol;
          location / { return 200 "$proxy_protocol_addr:$proxy_protocol_port!"; }
        }
      }
      """;

  private static final String NODE =
      """
      require('http').createServer((request, response) => response.end('node ' + request.url + '!'))
        .on('upgrade', (request, socket) => {
          socket.write('HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\n'
            + 'Upgrade: websocket\\r\\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\n\\r\\n');
          socket.pipe(socket);
        })
        .listen('FOLDER/node.sock', () => console.log('it listens'));
      """;

  @TempDir private Path folder;

  private String inFolder(String text) {
    return text.replace("FOLDER", folder.toString());
  }

  private Foreign nginx() throws IOException {
    Path config = Files.writeString(folder.resolve("nginx.conf"), inFolder(NGINX));
    Foreign nginx =
        Foreign.start(
            folder, List.of("nginx", "-c", config.toString(), "-e", folder + "/error.log"));
    Until.so("nginx listens", () -> Files.exists(folder.resolve("told.sock")));
    return nginx;
  }

  private Foreign node() throws IOException {
    return Foreign.startSaying(folder, List.of("node", "-e", inFolder(NODE)), "it listens");
  }

  private static String get(Stand naru, String path) throws IOException {
    return Wire.get(naru.port("gateway"), "a.test", path);
  }

  private String name(String file) {
    return "unix:" + folder.resolve(file);
  }

  private static List<TcpEvent> events(Stand naru, String path) {
    Trace trace =
        naru.traces().newest(100).stream()
            .filter(
                t ->
                    Told.events(t, HttpEvent.Request.class).stream()
                        .anyMatch(r -> r.path().equals(path)))
            .findFirst()
            .orElseThrow();
    return Told.events(trace, TcpEvent.class);
  }

  @Test
  void theyAreServersLikeOthers() throws Exception {
    try (Foreign nginx = nginx();
        Foreign node = node();
        Stand naru = Stand.open(folder, NARU, Map.of())) {
      try (Socket client = Wire.connect(naru.port("gateway"))) { // which lives on one loop
        assertThat(ask(client, "/plain/1")).endsWith("a.test 1!");
        assertThat(ask(client, "/plain/2")).endsWith("a.test 2!");
        assertThat(ask(client, "/shared/1")).endsWith("HTTP/2.0 1!");
        assertThat(ask(client, "/shared/2")).endsWith("HTTP/2.0 2!");
        assertThat(ask(client, "/node/1")).endsWith("node /node/1!");
        assertThat(ask(client, "/told/1")).endsWith("127.0.0.1:" + client.getLocalPort() + "!");
      }
      upgrade(naru);
      assertThat(uploaded(naru)).isEqualTo(201);
      assertThat(get(naru, "/plain/up/large")).endsWith("\r\n\r\n" + "x".repeat(1 << 20));
      assertThat(Explained.everything(naru)).isEmpty();
      assertThat(events(naru, "/plain/1"))
          .contains(
              new TcpEvent.Connecting(name("plain.sock")),
              new TcpEvent.Connected("unix:(unnamed)", name("plain.sock")));
      assertThat(events(naru, "/plain/2"))
          .contains(new TcpEvent.Reused("unix:(unnamed)", name("plain.sock"), 2));
      Until.so("access log", () -> logged().contains("\"target\":\"" + name("plain.sock") + "\""));
      assertThat(nginx.said() + node.said()).isEqualTo("it listens\n");
    }
  }

  @Test
  void whatIsMissingIsToldAndComesBack() throws Exception {
    Foreign first = nginx();
    try (Stand naru = Stand.open(folder, NARU, Map.of())) {
      assertThat(get(naru, "/plain/1")).startsWith("HTTP/1.1 200 ");
      first.close(); // which removes its sockets
      Until.so(
          "the check sees it",
          () -> checks(naru).stream().anyMatch(c -> c.seen().endsWith(" is not there (ENOENT)")));
      assertThat(get(naru, "/told/1")).startsWith("HTTP/1.1 502 ").contains("socket.absent");
      assertThat(get(naru, "/plain/2")).startsWith("HTTP/1.1 503 ").contains("target.none-healthy");
      assertThat(Explained.everything(naru)).containsKey("socket.absent");
      try (Foreign again = nginx()) {
        Until.so("it is healthy", () -> get200(naru, "/plain/3"));
        assertThat(get(naru, "/shared/3")).endsWith("HTTP/2.0 1!");
        assertThat(again.said()).isEmpty();
      }
    } finally {
      first.close();
    }
  }

  private static boolean get200(Stand naru, String path) {
    try {
      return get(naru, path).startsWith("HTTP/1.1 200 ");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<Checked> checks(Stand naru) {
    return naru.traces().newest(1000).stream()
        .flatMap(t -> Told.events(t, Checked.class).stream())
        .toList();
  }

  private String logged() {
    try {
      return Files.readString(folder.resolve("access.txt"));
    } catch (IOException notYet) {
      return "";
    }
  }

  private static void upgrade(Stand naru) throws IOException {
    try (Socket client = Wire.connect(naru.port("gateway"))) {
      String request =
          "GET /node/chat HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\n"
              + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
      StringBuilder head = new StringBuilder(exchange(client, request, '\n'));
      while (!head.toString().endsWith("\r\n\r\n")) {
        head.append(exchange(client, "", '\n'));
      }
      assertThat(head).startsWith("HTTP/1.1 101 ");
      assertThat(exchange(client, "over a path!", '!')).isEqualTo("over a path!");
    }
  }

  private static String ask(Socket client, String path) throws IOException {
    return exchange(client, "GET " + path + " HTTP/1.1\r\nHost: a.test\r\n\r\n", '!');
  }

  /** Sends, and reads until this character. */
  private static String exchange(Socket client, String text, int last) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    StringBuilder got = new StringBuilder();
    int next = client.getInputStream().read();
    while (next >= 0) {
      got.append((char) next);
      if (next == last) {
        return got.toString();
      }
      next = client.getInputStream().read();
    }
    throw new IOException("it ended with " + got);
  }

  /** A megabyte, which is more than a socket holds. */
  private static int uploaded(Stand naru) throws IOException {
    String head =
        "PUT /plain/up/large HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n"
            + "Content-Length: 1048576\r\n\r\n";
    String answer =
        Wire.exchange(
            naru.port("gateway"), (head + "x".repeat(1 << 20)).getBytes(StandardCharsets.US_ASCII));
    return Integer.parseInt(answer.substring(9, 12));
  }
}
