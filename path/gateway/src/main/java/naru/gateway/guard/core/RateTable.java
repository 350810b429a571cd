package naru.gateway.guard.core;

import java.util.concurrent.atomic.LongAdder;

/**
 * Rates by key, in a fixed piece of memory: the generic cell rate algorithm (ITU-T I.371), which
 * keeps one time per key, the theoretical arrival time of a bucket that would just be full again.
 *
 * <p>Shared by all event loops, and exact: each set of {@value #WAYS} keys is looked at under a
 * lock of its own, for some ten nanoseconds. A key whose time has passed says the same as a key
 * that is not there, so forgetting it changes nothing; only when a whole set is in debt is the one
 * closest to being free forgotten, and counted.
 *
 * <p>Times are monotonic nanoseconds from any start. Keys are hashes that clients cannot choose
 * ({@link KeyedHash}).
 */
public final class RateTable {
  /** Keys of a set. */
  private static final int WAYS = 8;

  private static final class Set {
    private final long[] keys = new long[WAYS];
    private final long[] times = new long[WAYS];
  }

  private final Set[] sets;
  private final LongAdder forgotten = new LongAdder();

  /**
   * No key is known.
   *
   * @param keys that are told apart at once; rounded up to a power of two, at least 8
   */
  public RateTable(int keys) {
    int sets = Integer.highestOneBit(Math.max(1, (keys - 1) / WAYS)) * (keys > WAYS ? 2 : 1);
    this.sets = new Set[Math.max(1, sets)];
    for (int i = 0; i < this.sets.length; i++) {
      this.sets[i] = new Set();
    }
  }

  /** How many keys are told apart. */
  public int capacity() {
    return sets.length * WAYS;
  }

  /** Keys that were forgotten although they were in debt. */
  public long forgotten() {
    return forgotten.sum();
  }

  /** Keys in debt now. */
  public int inDebt(long now) {
    int count = 0;
    for (Set set : sets) {
      synchronized (set) {
        for (int i = 0; i < WAYS; i++) {
          count += set.keys[i] != 0 && set.times[i] - now > 0 ? 1 : 0;
        }
      }
    }
    return count;
  }

  /**
   * Takes from a bucket, or nothing if there is too little in it.
   *
   * @param costNanos what is taken
   * @param windowNanos what the bucket holds
   * @return what is left in it, or, negative, how long to wait: {@code -wait}
   */
  public long take(long key, long costNanos, long windowNanos, long now) {
    Set set = set(key);
    synchronized (set) {
      int at = find(set, named(key));
      long debt = at < 0 ? 0 : debt(set, at, windowNanos, now);
      if (debt + costNanos > windowNanos) {
        return -(debt + costNanos - windowNanos);
      }
      put(set, at, named(key), now + debt + costNanos, now);
      return windowNanos - debt - costNanos;
    }
  }

  /** What {@link #take} would say; takes nothing. */
  public long look(long key, long costNanos, long windowNanos, long now) {
    Set set = set(key);
    synchronized (set) {
      int at = find(set, named(key));
      long debt = at < 0 ? 0 : debt(set, at, windowNanos, now);
      long left = windowNanos - debt - costNanos;
      return left;
    }
  }

  /**
   * Takes in any case, also what is not there yet.
   *
   * @return how long to wait until the bucket is not overdrawn any more; 0 if it is not
   */
  public long reserve(long key, long costNanos, long windowNanos, long now) {
    Set set = set(key);
    synchronized (set) {
      int at = find(set, named(key));
      long debt = at < 0 ? 0 : Math.max(0, set.times[at] - now);
      put(set, at, named(key), now + debt + costNanos, now);
      return Math.max(0, debt + costNanos - windowNanos);
    }
  }

  private Set set(long key) {
    return sets[(int) (key >>> 40) & (sets.length - 1)];
  }

  /** 0 marks an empty place. */
  private static long named(long key) {
    return key == 0 ? Long.MIN_VALUE : key;
  }

  private static int find(Set set, long key) {
    for (int i = 0; i < WAYS; i++) {
      if (set.keys[i] == key) {
        return i;
      }
    }
    return -1;
  }

  /** A reload may have made the bucket smaller: nobody owes more than it holds. */
  private static long debt(Set set, int at, long windowNanos, long now) {
    return Math.clamp(set.times[at] - now, 0, windowNanos);
  }

  private void put(Set set, int known, long key, long time, long now) {
    int at = known >= 0 ? known : placeFor(set, now);
    set.keys[at] = key;
    set.times[at] = time;
  }

  private int placeFor(Set set, long now) {
    int least = 0;
    for (int i = 0; i < WAYS; i++) {
      if (set.keys[i] == 0) {
        return i;
      }
      if (set.times[i] - set.times[least] < 0) {
        least = i;
      }
    }
    if (set.times[least] - now > 0) {
      forgotten.increment();
    }
    return least;
  }
}
