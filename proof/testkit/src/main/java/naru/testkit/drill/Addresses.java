package naru.testkit.drill;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The two hosts of a dialogue: the subject, and the script that plays its peer.
 *
 * @param local the subject's address
 * @param remote the address that the script's packets come from
 */
public record Addresses(InetAddress local, InetAddress remote) {
  /** Documentation addresses (RFC 5737). */
  public static final Addresses V4 = of("192.0.2.1", "198.51.100.1");

  /** Documentation addresses (RFC 3849). */
  public static final Addresses V6 = of("2001:db8:1::1", "2001:db8:2::1");

  /** Whether these are IPv6 addresses. */
  public boolean v6() {
    return local.getAddress().length == 16;
  }

  /** The folded sum of the pseudo-header (RFC 9293 s. 3.1, RFC 8200 s. 8.1). */
  int pseudo(int protocol, int length) {
    byte[] l = local.getAddress();
    byte[] r = remote.getAddress();
    byte[] all = Arrays.copyOf(l, l.length * 2 + 4);
    System.arraycopy(r, 0, all, l.length, r.length);
    Octets.put16(all, all.length - 4, length);
    Octets.put16(all, all.length - 2, protocol);
    return Octets.sum(all, 0, all.length);
  }

  private static Addresses of(String local, String remote) {
    try {
      return new Addresses(InetAddress.getByName(local), InetAddress.getByName(remote));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("literals need no name service", e);
    }
  }
}
