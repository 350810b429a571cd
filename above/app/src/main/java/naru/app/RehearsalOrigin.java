package naru.app;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An origin of plain sockets behind the rehearsal's gateway: our own would use the same classes,
 * and the compilers would take what only an origin does for what a gateway does. It ends each
 * connection after some requests, as servers do.
 */
final class RehearsalOrigin implements AutoCloseable {
  /** Path of a body of 64 KiB; every other path has 1 KiB. */
  static final String LARGE = "/large";

  private static final int REQUESTS_OF_A_CONNECTION = 1000;

  private final ServerSocket listening = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final byte[] small = response(1024);
  private final byte[] large = response(65_536);

  RehearsalOrigin() throws IOException {
    threads.execute(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  private static byte[] response(int size) {
    String head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n";
    return (head.formatted(size) + "x".repeat(size)).getBytes(StandardCharsets.US_ASCII);
  }

  private void accept() {
    try {
      while (true) {
        Socket one = listening.accept();
        threads.execute(() -> serve(one));
      }
    } catch (IOException closed) {
      threads.shutdown();
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 16_384);
      OutputStream out = socket.getOutputStream();
      for (int i = 0; i < REQUESTS_OF_A_CONNECTION; i++) {
        String first = RehearsalClient.line(in);
        if (first.isEmpty()) {
          return;
        }
        RehearsalClient.body(in);
        out.write(first.contains(LARGE) ? large : small);
      }
    } catch (IOException gone) {
      // The gateway has ended the connection.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
