package naru.forward.core;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import naru.base.Code;
import naru.base.Failure;

/**
 * Clients that did not believe our certificate for a host, such as programs with a pinned key: they
 * get a plain tunnel for a while, because inspection would only break them.
 *
 * <p>Bounded: the one learnt longest ago goes first. Thread-safe; asked only at CONNECT.
 */
public final class Unwilling {
  /** The alerts by which a client says that it is the certificate. RFC 8446 section 6.2. */
  private static final Set<String> ALERTS =
      Set.of("alert unknown_ca", "alert bad_certificate", "alert certificate_unknown");

  private final int max;
  private final long lifeNanos;
  private final Map<Pair, Long> learnt = new LinkedHashMap<>();

  private record Pair(String client, String host) {}

  private Unwilling(int max, long lifeNanos) {
    this.max = max;
    this.lifeNanos = lifeNanos;
  }

  /**
   * None yet.
   *
   * @param max pairs of client and host; at least 1
   * @param lifeNanos how long each is remembered
   */
  public static Unwilling atMost(int max, long lifeNanos) {
    return new Unwilling(max, lifeNanos);
  }

  /** Whether a handshake failed because the client rejects our certificate. */
  public static boolean isRejection(Failure failure) {
    return failure.code() == Code.TLS_HANDSHAKE
        && ALERTS.stream().anyMatch(failure.detail()::endsWith);
  }

  /** Learns it. */
  public synchronized void learn(String client, String host, long now) {
    Pair pair = new Pair(client, host);
    learnt.remove(pair);
    learnt.put(pair, now);
    if (learnt.size() > max) {
      Iterator<Pair> oldest = learnt.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** Whether the client rejected our certificate for the host not long ago. */
  public synchronized boolean contains(String client, String host, long now) {
    Pair pair = new Pair(client, host);
    Long since = learnt.get(pair);
    if (since == null) {
      return false;
    }
    if (now - since <= lifeNanos) {
      return true;
    }
    learnt.remove(pair);
    return false;
  }

  /** How many are remembered. */
  public synchronized int size() {
    return learnt.size();
  }
}
