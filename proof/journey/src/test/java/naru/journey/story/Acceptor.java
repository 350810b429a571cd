package naru.journey.story;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes the connections of a server socket, each served by a thread of its own, until it is closed;
 * then all of them are.
 */
final class Acceptor implements AutoCloseable {
  /** Serves one connection, which is closed when it returns or fails. */
  interface Service {
    void serve(Socket socket) throws IOException;
  }

  private final ServerSocket server;
  private final Service service;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private Acceptor(ServerSocket server, Service service) {
    this.server = server;
    this.service = service;
  }

  static Acceptor on(ServerSocket server, Service service) {
    Acceptor acceptor = new Acceptor(server, service);
    Thread.ofVirtual().start(acceptor::accept);
    return acceptor;
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
      service.serve(socket);
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
