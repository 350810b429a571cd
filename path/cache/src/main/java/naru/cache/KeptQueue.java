package naru.cache;

import org.jspecify.annotations.Nullable;

/** A queue of slots in order of arrival, which knows its weight; any slot leaves in one step. */
final class KeptQueue {
  private @Nullable Kept newest;
  private @Nullable Kept oldest;
  private long weight;

  long weight() {
    return weight;
  }

  @Nullable Kept oldest() {
    return oldest;
  }

  void add(Kept slot) {
    assert slot.queue == null : "already in a queue";
    slot.queue = this;
    slot.newer = null;
    slot.older = newest;
    if (newest == null) {
      oldest = slot;
    } else {
      newest.newer = slot;
    }
    newest = slot;
    weight += slot.weight;
  }

  void remove(Kept slot) {
    assert slot.queue == this : "in another queue";
    if (slot.newer == null) {
      newest = slot.older;
    } else {
      slot.newer.older = slot.older;
    }
    if (slot.older == null) {
      oldest = slot.newer;
    } else {
      slot.older.newer = slot.newer;
    }
    slot.queue = null;
    slot.newer = null;
    slot.older = null;
    weight -= slot.weight;
  }
}
