package naru.app;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A client of plain sockets that asks the rehearsal's gateway by HTTP/1.1. Its connections end now
 * and then, so that compiled code does not take them for endless.
 *
 * @param port of the gateway
 * @param tls what speaks TLS, or nothing
 */
record RehearsalClient(int port, Optional<SSLSocketFactory> tls) {
  private static final String HOST = "localhost";
  private static final int BATCHES_OF_A_CONNECTION = 100;

  /** Requests, each after the answer to the one before it, until so many or the time is over. */
  int ask(String request, int times, long endNanos) throws IOException {
    return ask(request, 1, times, endNanos);
  }

  /** Requests, so many in one write. */
  int ask(String request, int depth, int times, long endNanos) throws IOException {
    byte[] batch = request.repeat(depth).getBytes(StandardCharsets.US_ASCII);
    int asked = 0;
    while (asked < times && System.nanoTime() < endNanos) {
      try (Socket socket = connect()) {
        InputStream in = new BufferedInputStream(socket.getInputStream(), 65_536);
        OutputStream out = socket.getOutputStream();
        for (int i = 0; i < BATCHES_OF_A_CONNECTION && asked < times; i++) {
          out.write(batch);
          for (int k = 0; k < depth; k++) {
            answer(in);
          }
          asked += depth;
        }
      }
    }
    return asked;
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    return tls.isEmpty() ? socket : secured(socket, tls.get());
  }

  private Socket secured(Socket socket, SSLSocketFactory tls) throws IOException {
    SSLSocket secured = (SSLSocket) tls.createSocket(socket, HOST, port, true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setServerNames(
        List.of(new SNIHostName(HOST))); // the JDK sends no name without a dot
    secured.setSSLParameters(parameters);
    return secured;
  }

  private static void answer(InputStream in) throws IOException {
    String status = line(in);
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IOException("the gateway answered: " + status);
    }
    body(in);
  }

  /** Reads the fields and the body of that Content-Length. */
  static void body(InputStream in) throws IOException {
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String field = line.toLowerCase(Locale.ROOT);
      if (field.startsWith("content-length:")) {
        length = Integer.parseInt(field.substring(field.indexOf(':') + 1).strip());
      }
    }
    in.skipNBytes(length);
  }

  /** A line without its end; empty at the end of the stream. */
  static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
