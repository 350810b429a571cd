package naru.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import naru.app.config.read.ConfigFile;
import naru.app.config.read.Loaded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Behind a trusted proxy the access log names the client, on each request of a connection. */
@Timeout(60)
final class ClientInLogsTest {
  @TempDir private Path folder;

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void ask(Socket socket, String before, String path, String field)
      throws IOException {
    String head = before + "HEAD " + path + " HTTP/1.1\r\nHost: a\r\n" + field + "\r\n";
    socket.getOutputStream().write(head.getBytes(US_ASCII));
    InputStream in = socket.getInputStream();
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as("the answer after '%s'", answer).isNotNegative();
      answer.append((char) next);
    }
  }

  @Test
  void whoAskedIsNotTheProxy() throws Exception {
    int introduced = freePort();
    int plain = freePort();
    Path log = folder.resolve("access.txt");
    Path file = folder.resolve("naru.yaml");
    Files.writeString(
        file,
        """
        naru: 1
        listen:
          gateway:
            - { scheme: http, port: %d, proxy-protocol: { trust: 127.0.0.1 } }
            - http://127.0.0.1:%d
        gateway: { trust: 127.0.0.1, routes: { name: all, to: origin } }
        log: { access: { to: access.txt, format: "{client-ip} {peer-ip} {path}" } }
        """
            .formatted(introduced, plain));
    Loaded loaded = ConfigFile.load(file);
    assertThat(loaded).as(() -> loaded.report().toString()).isInstanceOf(Loaded.Valid.class);
    String claim = "X-Forwarded-For: 198.51.100.1\r\n";
    try (Naru naru = Naru.start(((Loaded.Valid) loaded).config(), () -> loaded);
        Socket one = new Socket(InetAddress.getLoopbackAddress(), introduced);
        Socket two = new Socket(InetAddress.getLoopbackAddress(), plain)) {
      assertThat(naru.listening()).hasSize(2);
      ask(one, "PROXY TCP4 203.0.113.9 192.0.2.1 5 80\r\n", "/first", "");
      ask(one, "", "/again", claim);
      ask(two, "", "/for", claim);
      ask(two, "", "/own", "");
      ask(one, "", "/forwarded-by-nobody", "Forwarded: for=198.51.100.2\r\n");
      ask(two, "", "/forwarded", "Forwarded: for=\"[2001:db8::2]:99\";proto=https\r\n");
      ask(two, "", "/both", claim + "Forwarded: for=198.51.100.2\r\n");
    }
    assertThat(Files.readAllLines(log))
        .containsExactlyInAnyOrder(
            "203.0.113.9 127.0.0.1 /first",
            "203.0.113.9 127.0.0.1 /again",
            "198.51.100.1 127.0.0.1 /for",
            "127.0.0.1 127.0.0.1 /own",
            "203.0.113.9 127.0.0.1 /forwarded-by-nobody",
            "2001:db8:0:0:0:0:0:2 127.0.0.1 /forwarded",
            "198.51.100.1 127.0.0.1 /both");
  }
}
