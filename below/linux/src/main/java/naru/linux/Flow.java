package naru.linux;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * One TCP connection, or every one that fits: an unspecified address and port 0 mean any.
 *
 * <p>Both addresses are of one family; IPv4-mapped ones are IPv4 already in Java.
 *
 * @param local this end
 * @param localPort 0 to 65535
 * @param remote the other end
 * @param remotePort 0 to 65535
 */
public record Flow(InetAddress local, int localPort, InetAddress remote, int remotePort) {
  public Flow {
    if (local.getClass() != remote.getClass()) {
      throw new IllegalArgumentException(
          local.getHostAddress() + " and " + remote.getHostAddress() + " are of two families");
    }
    checkPort(localPort);
    checkPort(remotePort);
  }

  /** Every connection to this address and port, before the port at our end is known. */
  public static Flow to(InetAddress remote, int remotePort) {
    byte[] zeros = new byte[remote.getAddress().length];
    try {
      return new Flow(InetAddress.getByAddress(zeros), 0, remote, remotePort);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static void checkPort(int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not in 0..65535");
    }
  }

  boolean isV4() {
    return local instanceof Inet4Address;
  }

  /**
   * Whether a packet that the filter let through was sent by the local end.
   *
   * @param packet from the IP header on; with less than its ports, false
   */
  boolean sentLocally(byte[] packet) {
    int addressAt = isV4() ? 12 : 8;
    int length = isV4() ? 4 : 16;
    int portAt = isV4() ? (packet[0] & 0xf) * 4 : 40;
    return portAt >= addressAt + 2 * length
        && packet.length >= portAt + 4
        && fits(local, packet, addressAt, length)
        && fits(remote, packet, addressAt + length, length)
        && fits(localPort, packet, portAt)
        && fits(remotePort, packet, portAt + 2);
  }

  private static boolean fits(InetAddress wanted, byte[] packet, int at, int length) {
    return wanted.isAnyLocalAddress()
        || Arrays.equals(wanted.getAddress(), 0, length, packet, at, at + length);
  }

  private static boolean fits(int wanted, byte[] packet, int at) {
    return wanted == 0 || wanted == ((packet[at] & 0xff) << 8 | (packet[at + 1] & 0xff));
  }
}
