package naru.gateway;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import naru.base.Metrics;
import naru.gateway.core.TargetState;

/**
 * Targets that a name had and has no longer. An answer may leave one out that the next one has
 * again: its ejections, what checks found and its numbers then still hold. Who is missing in
 * several answers one after the other is gone, and what comes to its address later is another
 * server, unless requests are still under way there. What an operator said of the address holds for
 * longer. So many are remembered at most, of which those that left first are forgotten first.
 * Thread-safe.
 */
final class AbsentTargets {
  /** Most that are remembered, of all groups. */
  static final int MOST = 1024;

  /** For how long what an operator said holds without a target. */
  static final long SAID_NANOS = 900_000_000_000L;

  /** A target is the same if it was left out of so many answers. */
  private static final int ANSWERS = 3;

  /** And at least if it was away for no longer than this. */
  private static final long LEAST_NANOS = 10_000_000_000L;

  private static final String NAME = "{limit=\"absent-targets\"}";

  /**
   * Since when a target is away.
   *
   * @param nanos if it is back after these it is the same
   */
  private record Absence(long since, long nanos) {
    boolean isOver(long now) {
      return now - since > nanos;
    }
  }

  /** In the order in which they left. */
  private final Map<TargetState.Key, Absence> left = new LinkedHashMap<>();

  private long crowdedOut;

  void publish(Metrics metrics) {
    metrics.gauge("naru_limit_used" + NAME, "in use", this::size);
    metrics.gauge("naru_limit_max" + NAME, "allowed", () -> MOST);
    metrics.gauge("naru_limit_refused_total" + NAME, "refused", this::crowdedOut);
  }

  /**
   * These left; whoever is to be forgotten for want of room.
   *
   * @param every how often their name is asked for
   */
  synchronized List<TargetState.Key> left(Collection<TargetState.Key> keys, long now, long every) {
    Absence absence = new Absence(now, Math.max(LEAST_NANOS, ANSWERS * every));
    keys.forEach(left::remove);
    keys.forEach(key -> left.put(key, absence));
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

  /** Whoever of this group is gone: who comes to its address is another server. */
  synchronized List<TargetState.Key> gone(String upstream, long now) {
    List<TargetState.Key> gone = new ArrayList<>();
    left.forEach(
        (key, absence) -> {
          if (key.upstream().equals(upstream) && absence.isOver(now)) {
            gone.add(key);
          }
        });
    return gone;
  }

  /** Whether it has been away so long that what an operator said of it holds no longer. */
  synchronized boolean isLongGone(TargetState.Key key, long now) {
    Absence absence = left.get(key);
    return absence != null && now - absence.since() > SAID_NANOS;
  }

  /** These are forgotten. */
  synchronized void forget(Collection<TargetState.Key> keys) {
    keys.forEach(left::remove);
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
