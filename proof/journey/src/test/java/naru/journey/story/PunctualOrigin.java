package naru.journey.story;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A server that closes a connection which was idle for exactly one second, and says nothing of it
 * in its answers. It listens on all addresses of this machine's own network, so that it can be many
 * servers.
 */
final class PunctualOrigin implements AutoCloseable {
  private static final int IDLE_MILLIS = 1000;

  private final Acceptor acceptor;

  private PunctualOrigin(Acceptor acceptor) {
    this.acceptor = acceptor;
  }

  /** Serves {@code /trap} by closing without an answer, if it is not the connection's first. */
  static PunctualOrigin open() throws IOException {
    ServerSocket server = new ServerSocket();
    server.bind(new InetSocketAddress(0), 4096);
    return new PunctualOrigin(Acceptor.on(server, PunctualOrigin::serve));
  }

  int port() {
    return acceptor.port();
  }

  private static void serve(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(IDLE_MILLIS);
    InputStream in = new BufferedInputStream(socket.getInputStream());
    for (int i = 0; ; i++) {
      String head = SteadyClients.head(in);
      in.skipNBytes(SteadyClients.length(head));
      if (i > 0 && head.contains(" /trap ")) {
        return;
      }
      socket.getOutputStream().write(SteadyClients.WHOLE);
    }
  }

  @Override
  public void close() throws IOException {
    acceptor.close();
  }
}
