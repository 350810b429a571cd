package naru.bench.machine;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** Ports of the loopback address that are free now, for TCP and UDP alike. */
public final class Ports {
  private static final int TRIES = 100;

  private final Set<Integer> given = new HashSet<>();

  /** One that this object has not given before. */
  public int next() {
    for (int i = 0; i < TRIES; i++) {
      int port = free();
      if (port != 0 && given.add(port)) {
        return port;
      }
    }
    throw Trouble.because("no free port on the loopback address");
  }

  private static int free() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket tcp = new ServerSocket(0, 1, loopback);
        DatagramSocket udp =
            new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()))) {
      return udp.getLocalPort();
    } catch (IOException e) {
      return 0; // free for TCP only
    }
  }
}
