package naru.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How many connections each client has open, over all listeners and loops of an engine. A client is
 * an address; of IPv6, a /64, which is the least that one subscriber has. As large as there are
 * connections.
 */
final class ClientCensus {
  private static final int PREFIX_BYTES = 8;

  private final ConcurrentMap<InetAddress, Integer> open = new ConcurrentHashMap<>();

  /** Counts one more; false, and not counted, if there are as many already. */
  boolean enter(InetAddress client, int most) {
    int now = open.merge(key(client), 1, Integer::sum);
    if (now > most) {
      leave(client);
      return false;
    }
    return true;
  }

  /** One has closed. */
  void leave(InetAddress client) {
    open.computeIfPresent(key(client), (k, n) -> n == 1 ? null : n - 1);
  }

  /** How many clients have any. */
  int clients() {
    return open.size();
  }

  private static InetAddress key(InetAddress client) {
    if (!(client instanceof Inet6Address)) {
      return client;
    }
    byte[] prefix = client.getAddress();
    Arrays.fill(prefix, PREFIX_BYTES, prefix.length, (byte) 0);
    try {
      return InetAddress.getByAddress(prefix);
    } catch (java.net.UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
