package naru.stack.udp;

/**
 * Bounds of UDP.
 *
 * @param receiveBytes what may wait in one socket, in bytes with an overhead of 256 a datagram
 * @param maxSockets sockets open at the same time
 * @param firstPort first port that is chosen for sockets without one (RFC 6335: 49152)
 * @param lastPort last such port
 */
public record UdpConfig(int receiveBytes, int maxSockets, int firstPort, int lastPort) {
  /** 256 KiB a socket, 65536 sockets, the ports 49152..65535. */
  public static final UdpConfig DEFAULT = new UdpConfig(256 << 10, 1 << 16, 49152, 65535);

  public UdpConfig {
    if (receiveBytes < 1 || maxSockets < 1) {
      throw new IllegalArgumentException("receiveBytes and maxSockets must be at least 1");
    }
    if (firstPort < 1 || lastPort > 65535 || firstPort > lastPort) {
      throw new IllegalArgumentException(
          "ports must lie in 1..65535, not " + firstPort + ".." + lastPort);
    }
  }
}
