package naru.cache;

import org.jspecify.annotations.Nullable;

/** An entry's place in the store: in one queue, with a short memory of how often it was used. */
final class Kept {
  static final int MAX_USES = 3;

  final Entry entry;
  final long weight;

  /** Written without a lock by every loop; a lost step does no harm. */
  private byte uses;

  @Nullable KeptQueue queue;
  @Nullable Kept newer;
  @Nullable Kept older;

  Kept(Entry entry) {
    this.entry = entry;
    this.weight = entry.weight();
  }

  void used() {
    byte seen = uses;
    if (seen < MAX_USES) {
      uses = (byte) (seen + 1);
    }
  }

  boolean wasUsed() {
    return uses > 0;
  }

  void forgetOneUse() {
    uses--;
  }
}
