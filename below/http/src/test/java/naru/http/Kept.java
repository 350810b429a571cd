package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Requests one after the other on a client's connection, and a server that keeps its own. */
final class Kept {
  static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";

  /** Answers, and never closes. */
  static final Backend.Script PATIENT =
      socket -> {
        while (true) {
          Site.readUntil(socket, "\r\n\r\n");
          Site.write(socket, OK);
        }
      };

  private Kept() {}

  /** Asks once; the answer is to be {@link #OK}. */
  static void ask(Socket client, String request) throws Exception {
    ask(client, request, 1);
  }

  static void ask(Socket client, String request, int times) throws Exception {
    InputStream in = client.getInputStream();
    byte[] answer = new byte[512];
    for (int i = 0; i < times; i++) {
      Site.write(client, request);
      StringBuilder got = new StringBuilder();
      while (!got.toString().endsWith("\r\n\r\nok")) {
        int n = in.read(answer);
        assertThat(n).as("answer %d after: %s", i, got).isPositive();
        got.append(new String(answer, 0, n, StandardCharsets.ISO_8859_1));
        assertThat(got.toString()).startsWith("HTTP/1.1 200 OK\r\n");
      }
    }
  }
}
