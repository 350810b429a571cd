package naru.dns.core;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import naru.base.Endpoint;
import naru.base.IpRange;

/**
 * A name server that is asked.
 *
 * @param stream whether it is asked over TCP at once; otherwise over UDP, and TCP if that is cut
 * @param address an address literal and port; never a name, which nobody could resolve
 */
public record Upstream(boolean stream, InetSocketAddress address) {
  private static final int PORT = 53;

  /**
   * Reads {@code udp://9.9.9.9}, {@code tcp://[2620:fe::fe]:53} or an address alone.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static Upstream parse(String text) {
    int scheme = text.indexOf("://");
    String kind = scheme < 0 ? "udp" : text.substring(0, scheme);
    if (!kind.equals("udp") && !kind.equals("tcp")) {
      throw new IllegalArgumentException(
          "'" + text + "': a name server is udp://address or tcp://address");
    }
    String rest = scheme < 0 ? text : text.substring(scheme + 3);
    Endpoint endpoint =
        IpRange.isLiteral(rest) ? new Endpoint(rest, PORT) : Endpoint.parse(rest, PORT);
    if (!IpRange.isLiteral(endpoint.host()) || endpoint.port() == 0) {
      throw new IllegalArgumentException(
          "'" + text + "': a name server is named by its address and a port, not by a name");
    }
    InetAddress address = IpRange.literal(endpoint.host());
    return new Upstream(kind.equals("tcp"), new InetSocketAddress(address, endpoint.port()));
  }

  /** {@code 127.0.0.1:53}, as events show it. */
  public String text() {
    return new Endpoint(address.getAddress().getHostAddress(), address.getPort()).toString();
  }

  /** Whether it is on this machine, and may be told our trace. */
  public boolean isLoopback() {
    return address.getAddress().isLoopbackAddress();
  }

  @Override
  public String toString() {
    return (stream ? "tcp://" : "udp://") + text();
  }
}
