package naru.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of each server's idle time, for all loops: of the {@value #MOST} servers that
 * connections were made to last. Asked when a loop begins to keep connections to a server.
 */
final class IdleTimes {
  static final int MOST = 4096;

  private final Map<Peer, IdleTime> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Peer, IdleTime> eldest) {
          return size() > MOST;
        }
      };

  synchronized IdleTime of(Peer peer) {
    return known.computeIfAbsent(peer, p -> new IdleTime(p.limits().idleNanos()));
  }

  /** How often a server taught its time. */
  synchronized long lessons() {
    return known.values().stream().mapToLong(IdleTime::lessons).sum();
  }
}
