package naru.forward;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A client that says exactly what it is told to. */
final class Wire implements AutoCloseable {
  private final Socket socket;

  private Wire(Socket socket) {
    this.socket = socket;
  }

  static Wire to(InetSocketAddress address) throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(10_000);
    return new Wire(socket);
  }

  /** TLS over what is there, which may be TLS already. */
  Wire tls(SSLContext context, String name) throws IOException {
    SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, name, 443, true);
    var parameters = tls.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    tls.setSSLParameters(parameters);
    tls.setSoTimeout(10_000);
    tls.startHandshake();
    return new Wire(tls);
  }

  /** Asks for a tunnel, and fails unless it is given. */
  Wire connect(String target) throws IOException {
    say("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n");
    String head = until("\r\n\r\n");
    if (!head.startsWith("HTTP/1.1 200 ")) {
      throw new IOException("no tunnel: " + head);
    }
    return this;
  }

  Wire say(String text) throws IOException {
    return say(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  Wire say(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** The last word: FIN, while reading goes on. */
  Wire finish() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Ends with a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

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

  /** Everything until the other side closes. */
  String rest() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    socket.getInputStream().transferTo(all);
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  Socket socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
