package naru.journey.story;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server that closes a connection which was idle for exactly one second, and says nothing of it
 * in its answers. It listens on all addresses of this machine's own network, so that it can be many
 * servers.
 */
final class PunctualOrigin implements AutoCloseable {
  private static final int IDLE_MILLIS = 1000;

  private final ServerSocket server = new ServerSocket();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private PunctualOrigin() throws IOException {
    server.bind(new InetSocketAddress(0), 4096);
  }

  /** Serves {@code /trap} by closing without an answer, if it is not the connection's first. */
  static PunctualOrigin open() throws IOException {
    PunctualOrigin origin = new PunctualOrigin();
    Thread.ofVirtual().start(origin::accept);
    return origin;
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException over) {
      // the test is over
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(IDLE_MILLIS);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int i = 0; ; i++) {
        String head = SteadyClients.head(in);
        in.skipNBytes(SteadyClients.length(head));
        if (i > 0 && head.contains(" /trap ")) {
          return;
        }
        socket
            .getOutputStream()
            .write(
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole"
                    .getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException idleOrGone) {
      // it is closed
    } finally {
      open.remove(socket);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
