package naru.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A server on a plain socket that does exactly what a test says, one connection after the other.
 */
final class Backend implements AutoCloseable {
  /** What it does with a connection; its end closes the connection. */
  interface Script {
    void play(Socket socket) throws Exception;
  }

  private final ServerSocket server;

  private Backend(ServerSocket server) {
    this.server = server;
  }

  /** The first connection gets the first script, and so on; the last one serves all further. */
  static Backend playing(Script... scripts) throws IOException {
    return playing(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), scripts);
  }

  /** The same where this socket listens. */
  static Backend playing(ServerSocket server, Script... scripts) {
    Thread.ofVirtual().start(() -> accept(server, scripts));
    return new Backend(server);
  }

  private static void accept(ServerSocket server, Script[] scripts) {
    try {
      for (int i = 0; ; i++) {
        Socket socket = server.accept();
        Script script = scripts[Math.min(i, scripts.length - 1)];
        Thread.ofVirtual().start(() -> play(socket, script));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private static void play(Socket socket, Script script) {
    try (socket) {
      socket.setSoTimeout(10_000);
      script.play(socket);
    } catch (Exception gone) {
      // the other side closed first, as many tests want it to
    }
  }

  /** Reads a head, then says these bytes. */
  static Script saying(String response) {
    return socket -> {
      Site.readUntil(socket, "\r\n\r\n");
      Site.write(socket, response);
    };
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  Peer peer() {
    return Peer.plain(address());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** The usual limits, with so many connections at the most, and so many streams on each. */
  static Peer.Limits limits(int connections, int streams) {
    Peer.Limits d = Peer.Limits.DEFAULT;
    return new Peer.Limits(
        connections,
        d.idle(),
        d.waiting(),
        d.waitNanos(),
        d.connectNanos(),
        d.handshakeNanos(),
        d.firstByteNanos(),
        d.bodyIdleNanos(),
        d.idleNanos(),
        d.tunnelIdleNanos(),
        streams,
        d.streamIdleNanos());
  }
}
