package naru.cache;

import java.util.concurrent.atomic.AtomicLongArray;
import naru.base.Metrics;

/**
 * Keys whose answer turned out not to be storable, for a short while: requests for them go straight
 * on instead of waiting for each other in vain.
 *
 * <p>A fixed table without locks. Two keys that share a place push each other out, which costs one
 * wait; a key that finds another's mark loses one chance to share a fetch. Neither gives a wrong
 * answer.
 */
final class HitForMiss {
  private static final int PLACES = 4096;
  private static final long NANOS_TO_TICKS = 1_000_000;

  private final AtomicLongArray marks = new AtomicLongArray(PLACES);
  private final long lastsNanos;

  /**
   * An empty table.
   *
   * @param lastsNanos how long a key is remembered
   */
  HitForMiss(Metrics metrics, long lastsNanos) {
    this.lastsNanos = lastsNanos;
    metrics.gauge("naru_cache_hit_for_miss_places", "fixed size of the table", () -> PLACES);
  }

  void mark(int hash, long nowNanos) {
    long until = (nowNanos + lastsNanos) / NANOS_TO_TICKS;
    marks.setOpaque(place(hash), (long) hash << 32 | (until & 0xffffffffL));
  }

  void clear(int hash) {
    int place = place(hash);
    if ((int) (marks.getOpaque(place) >>> 32) == hash) {
      marks.setOpaque(place, 0);
    }
  }

  boolean isMarked(int hash, long nowNanos) {
    long mark = marks.getOpaque(place(hash));
    int left = (int) mark - (int) (nowNanos / NANOS_TO_TICKS);
    return mark != 0 && (int) (mark >>> 32) == hash && left > 0;
  }

  private static int place(int hash) {
    return (hash ^ hash >>> 12) & (PLACES - 1);
  }
}
