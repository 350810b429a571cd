package naru.gateway.guard;

import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import naru.base.Clock;
import naru.gateway.guard.config.Circuit;
import naru.gateway.guard.config.Jwt;
import naru.gateway.guard.core.KeyedHash;
import naru.gateway.guard.core.RateTable;

/**
 * What guards know beyond any one configuration: the counts of limits by their ids, the circuits,
 * the last good keys of token issuers. One per program.
 */
public final class GuardState {
  private final ConcurrentHashMap<String, RateTable> rates = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, ConcurrentHashMap<Long, Integer>> counts =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, CircuitState> circuits = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, KeySet> keys = new ConcurrentHashMap<>();
  private final Desk desk = new Desk();
  private final KeyedHash hash;
  private final byte[] salt = new byte[16];

  /** Nothing is known yet. */
  public GuardState() {
    SecureRandom random = new SecureRandom();
    this.hash = new KeyedHash(random.nextLong(), random.nextLong());
    random.nextBytes(salt);
  }

  KeyedHash hash() {
    return hash;
  }

  /** Where passwords are checked, a bounded number of them whatever is reloaded. */
  Desk desk() {
    return desk;
  }

  /** What hashes of secrets are made with; other for each run of the program. */
  byte[] salt() {
    return salt.clone();
  }

  /** The table of a limit; another one if it is to tell more or fewer keys apart. */
  RateTable rates(String id, int keys) {
    int capacity = new RateTable(keys).capacity();
    return rates.compute(
        id, (k, old) -> old != null && old.capacity() == capacity ? old : new RateTable(keys));
  }

  ConcurrentHashMap<Long, Integer> counts(String id) {
    return counts.computeIfAbsent(id, k -> new ConcurrentHashMap<>());
  }

  /** A circuit, with the bounds that hold from now on. */
  CircuitState circuit(Circuit config, long now) {
    CircuitState state = circuits.computeIfAbsent(config.id(), k -> new CircuitState(config, now));
    Turn.grant(state.configure(config, now));
    return state;
  }

  KeySet keys(Jwt.Keys source) {
    return keys.computeIfAbsent(source.id(), k -> new KeySet());
  }

  void publish(GuardMetrics metrics, Clock clock) {
    rates.forEach((id, table) -> metrics.publish(id, table, clock));
    circuits.values().forEach(metrics::publish);
    keys.forEach(metrics::publish);
  }

  /** Forgets what no configuration names any more. */
  void keepOnly(Set<String> ids) {
    rates.keySet().retainAll(ids);
    counts.keySet().retainAll(ids);
    circuits.keySet().retainAll(ids);
    keys.keySet().retainAll(ids);
  }
}
