package naru.journey.story;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of plain sockets, which can say what no HTTP library would. */
final class Wire {
  private static final int PATIENCE_MILLIS = 20_000;

  private Wire() {}

  static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /** Sends these bytes; what comes back until the other side closes, or resets. */
  static String exchange(int port, byte[] bytes) throws IOException {
    try (Socket socket = connect(port)) {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return rest(socket);
    }
  }

  /** What comes until the other side closes, or resets. */
  static String rest(Socket socket) throws IOException {
    StringBuilder all = new StringBuilder();
    byte[] part = new byte[8192];
    try {
      for (int n = socket.getInputStream().read(part); n >= 0; ) {
        all.append(new String(part, 0, n, StandardCharsets.ISO_8859_1));
        n = socket.getInputStream().read(part);
      }
    } catch (java.net.SocketException reset) {
      return all.toString();
    }
    return all.toString();
  }

  /** One GET on a connection of its own; head and body. */
  static String get(int port, String host, String target) throws IOException {
    String request =
        "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    return exchange(port, request.getBytes(StandardCharsets.US_ASCII));
  }
}
