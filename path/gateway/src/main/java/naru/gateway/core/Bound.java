package naru.gateway.core;

/**
 * Consistent hashing with bounded loads (Mirrokni, Thorup, Zadimoghaddam, 2018): no target has more
 * requests than a share of the average, for its weight, with the new request counted in. Since the
 * share is more than 100%, there is always one below it.
 */
final class Bound {
  /** No bound. */
  private static final long NONE = Long.MAX_VALUE;

  /** Fixed point of the load for one unit of weight. */
  private static final long UNIT = 1L << 20;

  private Bound() {}

  /** The most requests for one unit of weight, in fixed point. */
  static long of(Scores s, int percent) {
    if (percent == 0) {
      return NONE;
    }
    long inflight = 1;
    long weight = 0;
    for (int i = 0; i < s.count(); i++) {
      if (s.usable[i]) {
        inflight += s.inflight[i];
        weight += s.weight[i];
      }
    }
    return weight == 0 ? NONE : inflight * percent * UNIT / (100 * weight);
  }

  /** Whether a target may have one more. */
  static boolean allows(Scores s, int i, long perWeight) {
    if (perWeight == NONE) {
      return true;
    }
    long most = (perWeight * s.weight[i] + UNIT - 1) / UNIT;
    return s.inflight[i] < most;
  }
}
