package naru.origin.files;

import java.util.LinkedHashSet;
import naru.base.Limit;
import naru.base.Metrics;

/**
 * The memory that the sites of a program share for their small files, and the order in which these
 * leave it: what came first leaves first, except that an entry used since its last turn gets one
 * more (the clock algorithm). What a site that is gone has left behind goes in its turn. Guarded by
 * itself.
 */
public final class HotMemory {
  private final Limit bytes;

  /** All that is kept, in the order of their turns to leave. */
  private final LinkedHashSet<HotFiles.Entry> turns = new LinkedHashSet<>();

  HotMemory(Limit bytes) {
    this.bytes = bytes;
  }

  /**
   * A memory.
   *
   * @param mostBytes its bound, told as the limit {@code origin.hot-bytes}; at least 1
   */
  public static HotMemory of(Metrics metrics, long mostBytes) {
    return new HotMemory(Limit.of(metrics, "origin.hot-bytes", mostBytes));
  }

  /** Takes an entry up, for which others may have to leave; false if it never fits. */
  synchronized boolean take(HotFiles.Entry entry) {
    if (entry.weight > bytes.max()) {
      return false;
    }
    while (!bytes.tryTake(entry.weight)) {
      evictOne();
    }
    return turns.add(entry);
  }

  /** Gives up an entry, if it is still here. */
  synchronized void give(HotFiles.Entry entry) {
    if (turns.remove(entry)) {
      bytes.give(entry.weight);
    }
  }

  private void evictOne() {
    HotFiles.Entry first = turns.removeFirst();
    if (first.used) {
      first.used = false;
      turns.add(first);
      return;
    }
    first.leave();
    bytes.give(first.weight);
  }
}
