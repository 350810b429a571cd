package naru.http;

import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of each server's idle time, for all loops: of the {@value #MOST} servers that
 * connections were made to last. Asked when a loop begins to keep connections to a server.
 */
final class IdleTimes {
  static final int MOST = 4096;

  /**
   * Who it is that closes: how we dial it otherwise does not matter.
   *
   * @param serverName that TLS asks for; empty for plain TCP
   */
  private record Server(SocketAddress address, String serverName, long mostNanos) {}

  private final Map<Server, IdleTime> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Server, IdleTime> eldest) {
          return size() > MOST;
        }
      };

  synchronized IdleTime of(Peer peer) {
    long most = peer.limits().idleNanos();
    return known.computeIfAbsent(
        new Server(peer.address(), peer.serverName(), most), s -> new IdleTime(s.mostNanos()));
  }

  /** How often a server taught its time. */
  synchronized long lessons() {
    return known.values().stream().mapToLong(IdleTime::lessons).sum();
  }
}
