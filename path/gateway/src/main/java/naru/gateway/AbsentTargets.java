package naru.gateway;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import naru.base.Metrics;
import naru.gateway.core.TargetState;

/**
 * Targets that a name had and has no longer. An answer may leave one out that the next one has
 * again: its ejections, what checks found and its numbers then still hold. Who is missing in
 * several answers one after the other is gone, and what comes to its address later is another
 * server, unless requests are still under way there. What an operator said of the address holds for
 * longer. So many are remembered at most; beyond that the group with the most of them forgets the
 * one that left first, so that a name whose addresses change all the time costs no other group what
 * is known of its own. Thread-safe.
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

  private static final SequencedMap<TargetState.Key, Absence> NOBODY =
      Collections.unmodifiableSequencedMap(new LinkedHashMap<>());

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

  /** By groups, and there in the order in which they left; no group is empty. */
  private final Map<String, SequencedMap<TargetState.Key, Absence>> left = new HashMap<>();

  private int size;
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
    for (TargetState.Key key : keys) {
      remove(key);
      left.computeIfAbsent(key.upstream(), group -> new LinkedHashMap<>()).put(key, absence);
      size++;
    }
    List<TargetState.Key> forgotten = new ArrayList<>();
    while (size > MOST) {
      TargetState.Key first = largest().firstEntry().getKey();
      remove(first);
      forgotten.add(first);
    }
    crowdedOut += forgotten.size();
    return forgotten;
  }

  private SequencedMap<TargetState.Key, Absence> largest() {
    return Collections.max(left.values(), Comparator.comparingInt(Map::size));
  }

  private void remove(TargetState.Key key) {
    SequencedMap<TargetState.Key, Absence> group = left.get(key.upstream());
    if (group != null && group.remove(key) != null) {
      size--;
      if (group.isEmpty()) {
        left.remove(key.upstream());
      }
    }
  }

  /** These are there. */
  synchronized void came(Collection<TargetState.Key> keys) {
    keys.forEach(this::remove);
  }

  /** Whoever of this group is gone: who comes to its address is another server. */
  synchronized List<TargetState.Key> gone(String upstream, long now) {
    List<TargetState.Key> gone = new ArrayList<>();
    left.getOrDefault(upstream, NOBODY)
        .forEach(
            (key, absence) -> {
              if (absence.isOver(now)) {
                gone.add(key);
              }
            });
    return gone;
  }

  /** Whether it has been away so long that what an operator said of it holds no longer. */
  synchronized boolean isLongGone(TargetState.Key key, long now) {
    Absence absence = left.getOrDefault(key.upstream(), NOBODY).get(key);
    return absence != null && now - absence.since() > SAID_NANOS;
  }

  /** These are forgotten. */
  synchronized void forget(Collection<TargetState.Key> keys) {
    keys.forEach(this::remove);
  }

  /** Only those of these groups go on. */
  synchronized void keepOnly(Set<String> upstreams) {
    left.keySet().retainAll(upstreams);
    size = left.values().stream().mapToInt(Map::size).sum();
  }

  synchronized boolean has(TargetState.Key key) {
    return left.getOrDefault(key.upstream(), NOBODY).containsKey(key);
  }

  synchronized int size() {
    return size;
  }

  private synchronized long crowdedOut() {
    return crowdedOut;
  }
}
