package naru.http;

import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of each server's idle time, and of the HTTP it wants, for all loops: of the {@value
 * #MOST} servers that connections were made to last. Asked when a loop begins to keep connections
 * to a server.
 */
final class IdleTimes {
  static final int MOST = 4096;

  /**
   * Who it is that closes: how we dial it otherwise does not matter.
   *
   * @param serverName that TLS asks for; empty for plain TCP
   */
  private record Server(SocketAddress address, String serverName, long mostNanos) {}

  private record Known(IdleTime idleTime, Http1Demand demand) {}

  private final Map<Server, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Server, Known> eldest) {
          return size() > MOST;
        }
      };

  IdleTime of(Peer peer) {
    return known(peer).idleTime();
  }

  Http1Demand demand(Peer peer) {
    return known(peer).demand();
  }

  private synchronized Known known(Peer peer) {
    long most = peer.limits().idleNanos();
    return known.computeIfAbsent(
        new Server(peer.address(), peer.serverName(), most),
        s -> new Known(new IdleTime(s.mostNanos()), new Http1Demand()));
  }

  /** How often a server taught its time. */
  synchronized long lessons() {
    return known.values().stream().mapToLong(k -> k.idleTime().lessons()).sum();
  }
}
