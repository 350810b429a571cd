package naru.gateway.core;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A count that every event loop keeps for itself: adding is a load and a store without a lock or a
 * bus cycle, as each cell has one writer and a cache line of its own; whoever wants the sum reads
 * them all. With a few loops that is cheaper than one shared atomic, which two loops would pull
 * back and forth twice for each request.
 */
public final class Tally {
  /** Longs on a cache line. */
  private static final int STRIDE = 8;

  private final AtomicLongArray cells;
  private final int loops;

  /** A count over so many loops. */
  public Tally(int loops) {
    this.loops = loops;
    this.cells = new AtomicLongArray(loops * STRIDE);
  }

  /** Adds, from this loop only. */
  public void add(int loop, long n) {
    int cell = loop * STRIDE;
    cells.setOpaque(cell, cells.getOpaque(cell) + n);
  }

  /** Over how many loops. */
  int loops() {
    return loops;
  }

  /** The sum over all loops; may miss what happens meanwhile. */
  public long sum() {
    long sum = 0;
    for (int i = 0; i < loops; i++) {
      sum += cells.getOpaque(i * STRIDE);
    }
    return sum;
  }
}
