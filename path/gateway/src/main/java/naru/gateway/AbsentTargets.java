package naru.gateway;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import naru.base.Metrics;
import naru.gateway.core.TargetState;

/**
 * Targets that a name had and has no longer. An answer may leave one out that the next one has
 * again: what an operator said of it, its requests under way, its ejections and its numbers then
 * still hold. So it is remembered for a while after it was last seen; so many at most, of which
 * those that left first are forgotten first. Thread-safe.
 */
final class AbsentTargets {
  /** Most that are remembered, of all groups. */
  static final int MOST = 1024;

  /** For how long: three times as long as a name is asked for at the latest, unless told. */
  static final long NANOS = 900_000_000_000L;

  private static final String NAME = "{limit=\"absent-targets\"}";

  /** When each left, in that order. */
  private final Map<TargetState.Key, Long> left = new LinkedHashMap<>();

  private long crowdedOut;

  void publish(Metrics metrics) {
    metrics.gauge("naru_limit_used" + NAME, "in use", this::size);
    metrics.gauge("naru_limit_max" + NAME, "allowed", () -> MOST);
    metrics.gauge("naru_limit_refused_total" + NAME, "refused", this::crowdedOut);
  }

  /** These left; whoever is to be forgotten for want of room. */
  synchronized List<TargetState.Key> left(Collection<TargetState.Key> keys, long now) {
    keys.forEach(left::remove);
    keys.forEach(key -> left.put(key, now));
    int over = Math.max(0, left.size() - MOST);
    List<TargetState.Key> first = left.keySet().stream().limit(over).toList();
    first.forEach(left::remove);
    crowdedOut += first.size();
    return first;
  }

  /** These are there. */
  synchronized void came(Collection<TargetState.Key> keys) {
    keys.forEach(left::remove);
  }

  /**
   * Whoever has been away for too long, and is to be forgotten.
   *
   * @param busy who has requests under way: they are remembered until these are over
   */
  synchronized List<TargetState.Key> expired(long now, Predicate<TargetState.Key> busy) {
    List<TargetState.Key> expired = new ArrayList<>();
    for (Map.Entry<TargetState.Key, Long> e : left.entrySet()) {
      if (now - e.getValue() > NANOS && !busy.test(e.getKey())) {
        expired.add(e.getKey());
      }
    }
    expired.forEach(left::remove);
    return expired;
  }

  /** Only those of these groups go on. */
  synchronized void keepOnly(Set<String> upstreams) {
    left.keySet().removeIf(key -> !upstreams.contains(key.upstream()));
  }

  synchronized boolean has(TargetState.Key key) {
    return left.containsKey(key);
  }

  synchronized int size() {
    return left.size();
  }

  private synchronized long crowdedOut() {
    return crowdedOut;
  }
}
