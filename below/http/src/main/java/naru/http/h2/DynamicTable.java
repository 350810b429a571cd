package naru.http.h2;

/**
 * A dynamic table, RFC 7541 section 2.3.2: lines {@code name: value CRLF} that stand one behind the
 * other in one array, the newest last, and move to its front when there is no more room behind
 * them. Every entry has a number that only grows; the tag is the owner's.
 */
final class DynamicTable {
  /** What an entry costs besides its text. RFC 7541 section 4.1. */
  static final int OVERHEAD = 32;

  private static final int STRIDE = 4;
  private static final int LINE_EXTRA = 4;

  private byte[] lines = new byte[512];
  private int end;

  /** A ring: offset, name length, value length, tag. */
  private int[] entries = new int[16 * STRIDE];

  /** The number of the oldest entry, and of the next one. */
  private int oldest;

  private int next;
  private int size;
  private int max;

  /** Counts changes: equal numbers mean equal tables. */
  private int version;

  DynamicTable(int max) {
    this.max = max;
  }

  int count() {
    return next - oldest;
  }

  int max() {
    return max;
  }

  /** Number of the oldest entry that is still there. */
  int oldest() {
    return oldest;
  }

  /** Number of the next entry; the newest has one less. */
  int next() {
    return next;
  }

  int version() {
    return version;
  }

  byte[] lines() {
    return lines;
  }

  /** Where the ring keeps entry {@code i}; 0 is the newest. */
  private int at(int i) {
    return (next - 1 - i) * STRIDE & entries.length - 1;
  }

  int offset(int i) {
    return entries[at(i)];
  }

  int nameLength(int i) {
    return entries[at(i) + 1];
  }

  int valueLength(int i) {
    return entries[at(i) + 2];
  }

  int tag(int i) {
    return entries[at(i) + 3];
  }

  /** Changes the bound, and throws out what no longer fits. */
  void resize(int newMax) {
    max = newMax;
    evictTo(newMax);
    version++;
  }

  private void evictTo(int room) {
    while (size > room) {
      int at = oldest * STRIDE & entries.length - 1;
      size -= entries[at + 1] + entries[at + 2] + OVERHEAD;
      oldest++;
    }
  }

  /** Adds a line of {@code from}; one that is too large empties the table. Section 4.4. */
  void add(byte[] from, int offset, int nameLength, int valueLength, int tag) {
    version++;
    int cost = nameLength + valueLength + OVERHEAD;
    evictTo(Math.max(0, max - cost));
    if (cost > max) {
      return;
    }
    int length = nameLength + valueLength + LINE_EXTRA;
    makeRoom(length);
    System.arraycopy(from, offset, lines, end, length);
    if ((next - oldest + 1) * STRIDE > entries.length) {
      growRing();
    }
    int at = next++ * STRIDE & entries.length - 1;
    entries[at] = end;
    entries[at + 1] = nameLength;
    entries[at + 2] = valueLength;
    entries[at + 3] = tag;
    end += length;
    size += cost;
  }

  private void makeRoom(int length) {
    if (lines.length - end >= length) {
      return;
    }
    int first = count() == 0 ? end : offset(count() - 1);
    int live = end - first;
    // Twice the live bytes, so that moving them is rare. They are less than the bound.
    byte[] target =
        lines.length >= 2 * (live + length) ? lines : new byte[Math.max(1024, 4 * (live + length))];
    System.arraycopy(lines, first, target, 0, live);
    lines = target;
    end = live;
    for (int i = 0; i < count(); i++) {
      entries[at(i)] -= first;
    }
  }

  private void growRing() {
    int[] larger = new int[entries.length * 2];
    for (int n = oldest; n < next; n++) {
      System.arraycopy(
          entries, n * STRIDE & entries.length - 1, larger, n * STRIDE & larger.length - 1, STRIDE);
    }
    entries = larger;
  }
}
