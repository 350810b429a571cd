package naru.forward;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server that does with each connection what the test says, on a thread of its own. */
final class Pier implements AutoCloseable {
  private final ServerSocket socket;

  /** What is done with a connection; it is closed afterwards. */
  @FunctionalInterface
  interface Berth {
    void take(Socket socket) throws IOException, InterruptedException;
  }

  Pier(Berth berth) throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> serve(berth));
  }

  private void serve(Berth berth) {
    while (!socket.isClosed()) {
      try {
        Socket one = socket.accept();
        one.setSoTimeout(10_000);
        Thread.ofVirtual().start(() -> serve(berth, one));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void serve(Berth berth, Socket one) {
    try (one) {
      berth.take(one);
    } catch (IOException | InterruptedException broken) {
      // the test sees its own end of it
    }
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  int port() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
