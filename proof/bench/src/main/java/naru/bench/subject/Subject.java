package naru.bench.subject;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import naru.bench.machine.Program;

/** A server that can be started from templates, in the foreground, as one process tree. */
public sealed interface Subject
    permits Naru,
        Nginx,
        HAProxy,
        Unbound,
        Knot,
        InMemory,
        Iperf3Server,
        NaruRelay,
        Slirp4netns,
        Pasta {
  int CONNECT_MILLIS = 1000;

  /** As tables and reports call it. */
  String name();

  /** What must be installed. */
  Set<Program> needs();

  /** Writes its files into the site and says the command that starts it. */
  List<String> prepare(Site site);

  /** Whether it still compiles itself while it runs, as a JVM does. */
  default boolean compiles() {
    return false;
  }

  /** Whether it carries the traffic of a guest, which its site then has. */
  default boolean relays() {
    return false;
  }

  /**
   * Whether it does its service now.
   *
   * @throws IOException if it does not
   */
  default boolean accepts(Site site) throws IOException {
    return connects(InetAddress.getLoopbackAddress(), site.plain());
  }

  /** Connects and closes. */
  static boolean connects(InetAddress address, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
      return true;
    }
  }
}
