package naru.gateway.core;

import java.util.Arrays;
import java.util.List;

/**
 * Consistent hashing by a table (Eisenbud et al., Maglev, NSDI 2016): each target fills entries in
 * an order of its own, by turns as often as its weight; a key finds its target in one step. More
 * even than a ring; when a target comes or goes, hardly more keys move than must. The table depends
 * on addresses and weights alone. A key whose target is out or full, or is starting and has not yet
 * got to it, goes on to the next entries.
 */
final class Maglev implements Balancer {
  /** A prime, far more than there are targets, so that shares differ by little. */
  static final int ENTRIES = 65_537;

  private final short[] owners;
  private final int boundPercent;

  private Maglev(short[] owners, int boundPercent) {
    this.owners = owners;
    this.boundPercent = boundPercent;
  }

  /**
   * A table.
   *
   * @param boundPercent see {@link Bound}; 0 for none
   */
  static Maglev of(List<String> addresses, int[] weights, int boundPercent) {
    int count = weights.length;
    int heaviest = Arrays.stream(weights).max().orElse(1);
    int[] offset = new int[count];
    int[] skip = new int[count];
    for (int i = 0; i < count; i++) {
      offset[i] = (int) Long.remainderUnsigned(HashRing.hash(addresses.get(i) + "#o"), ENTRIES);
      skip[i] =
          1 + (int) Long.remainderUnsigned(HashRing.hash(addresses.get(i) + "#s"), ENTRIES - 1);
    }
    return new Maglev(fill(offset, skip, weights, heaviest), boundPercent);
  }

  private static short[] fill(int[] offset, int[] skip, int[] weights, int heaviest) {
    short[] owners = new short[ENTRIES];
    Arrays.fill(owners, (short) -1);
    int[] next = offset.clone();
    long[] earned = new long[weights.length];
    int filled = 0;
    while (filled < ENTRIES) {
      for (int i = 0; i < weights.length && filled < ENTRIES; i++) {
        earned[i] += weights[i];
        if (earned[i] >= heaviest) {
          earned[i] -= heaviest;
          while (owners[next[i]] >= 0) {
            next[i] = (next[i] + skip[i]) % ENTRIES;
          }
          owners[next[i]] = (short) i;
          filled++;
        }
      }
    }
    return owners;
  }

  @Override
  public int pick(Scores scores, long key) {
    int start = (int) Long.remainderUnsigned(key, ENTRIES);
    long perWeight = Bound.of(scores, boundPercent);
    int first = -1;
    for (int n = 0; n < ENTRIES; n++) {
      int at = start + n;
      int owner = owners[at < ENTRIES ? at : at - ENTRIES];
      if (scores.usable[owner]) {
        if (scores.takes(owner, key) && Bound.allows(scores, owner, perWeight)) {
          return owner;
        }
        first = first < 0 ? owner : first;
      }
    }
    return first;
  }

  @Override
  public Balancer another() {
    return this;
  }
}
