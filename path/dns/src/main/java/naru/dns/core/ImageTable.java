package naru.dns.core;

import java.util.concurrent.atomic.AtomicReferenceArray;
import naru.base.Limit;
import naru.wire.dns.QueryView;
import org.jspecify.annotations.Nullable;

/**
 * Images by key: a set-associative table of fixed size, read and written by all loops without
 * locks. A full set loses the image that would be stale first; a lost race loses an image, never
 * mixes two.
 */
final class ImageTable {
  private static final int WAYS = 4;

  private final AtomicReferenceArray<@Nullable Image> slots;
  private final int mask;
  private final Limit entries;

  /** Holds as many as the limit allows, rounded down to a power of two, at least 4. */
  ImageTable(Limit entries) {
    int count = Integer.highestOneBit((int) Math.min(Math.max(entries.max(), WAYS), 1 << 24));
    this.entries = entries;
    this.slots = new AtomicReferenceArray<>(count);
    this.mask = count / WAYS - 1;
  }

  private int set(long hash) {
    return ((int) (hash >>> 32) & mask) * WAYS;
  }

  /** The image of a query, fresh or not; null if there is none. */
  @Nullable Image find(QueryView query) {
    int set = set(query.hash());
    for (int i = set; i < set + WAYS; i++) {
      Image image = slots.get(i);
      if (image != null && image.hash == query.hash() && query.keyEquals(image.key)) {
        return image;
      }
    }
    return null;
  }

  void put(Image image) {
    int set = set(image.hash);
    int victim = set + ((int) image.hash & WAYS - 1);
    for (int i = set; i < set + WAYS; i++) {
      Image there = slots.get(i);
      if (there == null || there.hash == image.hash) {
        victim = i;
        break;
      }
      Image worst = slots.get(victim);
      if (worst != null && there.staleUntilNanos - worst.staleUntilNanos < 0) {
        victim = i;
      }
    }
    Image old = slots.getAndSet(victim, image);
    if (old == null) {
      entries.tryTake(1);
    }
  }
}
