package naru.cache;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client that sends exactly what it is told to, on a connection for each request. */
final class Visitor implements AutoCloseable {
  private final Socket socket;

  private Visitor(Socket socket) {
    this.socket = socket;
  }

  /** Sends a request and does not wait. */
  static Visitor asks(InetSocketAddress to, String method, String target, String... fields)
      throws IOException {
    Socket socket = new Socket(to.getAddress(), to.getPort());
    socket.setSoTimeout(10_000);
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: shop\r\n");
    for (int i = 0; i < fields.length; i += 2) {
      head.append(fields[i]).append(": ").append(fields[i + 1]).append("\r\n");
    }
    head.append("Connection: close\r\n\r\n");
    socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    return new Visitor(socket);
  }

  /** Sends a GET and reads the whole answer. */
  static String gets(InetSocketAddress from, String target, String... fields) throws IOException {
    try (Visitor visitor = asks(from, "GET", target, fields)) {
      return visitor.rest();
    }
  }

  /** All that comes until the server closes. */
  String rest() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    socket.getInputStream().transferTo(all);
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  /** Reads until a text has come. */
  String until(String text) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder all = new StringBuilder();
    while (all.indexOf(text) < 0) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("closed after: " + all);
      }
      all.append((char) c);
    }
    return all.toString();
  }

  /** Whether the connection breaks with nothing more on it. */
  boolean isCut() {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException silent) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  /** Goes away so that the server learns it at once: with a reset. */
  void vanish() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Goes away. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
