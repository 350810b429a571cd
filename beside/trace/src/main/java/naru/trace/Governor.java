package naru.trace;

/**
 * Turns {@link Keep}'s budget into a threshold that recording threads compare a trace id with: no
 * coordination, and all parts of a trace get the same answer. Adjusted by the collector.
 */
final class Governor {
  private static final long NONE = -1;

  private final Keep keep;
  private volatile long threshold;
  private long second = Long.MIN_VALUE;
  private long seen;
  private long kept;

  Governor(Keep keep) {
    this.keep = keep;
    this.threshold = thresholdOf(keep.sample());
  }

  /** Whether an ordinary trace is kept. */
  boolean samples(long traceLow) {
    return (Ids.mix(traceLow) >>> 1) <= threshold;
  }

  /**
   * Tells what came since the last turn.
   *
   * @param seenNow ordinary traces that ended
   * @param keptNow those of them that were kept
   */
  void turn(long nowNanos, long seenNow, long keptNow) {
    long nowSecond = Math.floorDiv(nowNanos, 1_000_000_000L);
    if (nowSecond != second) {
      double share = seen == 0 ? 1 : (double) keep.perSecond() / seen;
      threshold = thresholdOf(Math.min(keep.sample(), share));
      second = nowSecond;
      seen = 0;
      kept = 0;
    }
    seen += seenNow;
    kept += keptNow;
    if (kept >= keep.perSecond()) {
      threshold = NONE;
    }
  }

  private static long thresholdOf(double share) {
    return share <= 0 ? NONE : (long) (share * Long.MAX_VALUE);
  }
}
