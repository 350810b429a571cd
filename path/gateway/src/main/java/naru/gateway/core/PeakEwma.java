package naru.gateway.core;

/**
 * The target that is likely to answer soonest: its time (see {@link Latency}) times the requests it
 * would have, for its weight. Among up to {@value #SCANNED} all are compared; among more, two drawn
 * at random. A target that was never measured gets one request at a time until it is. After
 * Finagle's load balancer of this name.
 */
final class PeakEwma implements Balancer {
  static final int SCANNED = 3;

  /** What a request under way costs where nothing was measured: more than any real answer. */
  private static final double UNKNOWN_NANOS = 1e12;

  @Override
  public int pick(Scores scores, long draw) {
    int usable = scores.usableCount();
    if (usable == 0) {
      return -1;
    }
    return usable <= SCANNED ? scan(scores, draw) : two(scores, usable, draw);
  }

  /** Begins anywhere, so that equals take turns. */
  private static int scan(Scores scores, long draw) {
    int count = scores.count();
    int start = (int) Long.remainderUnsigned(draw, count);
    int best = -1;
    for (int n = 0; n < count; n++) {
      int i = (start + n) % count;
      if (scores.usable[i] && (best < 0 || cost(scores, i) < cost(scores, best))) {
        best = i;
      }
    }
    return best;
  }

  private static int two(Scores scores, int usable, long draw) {
    int first = (int) ((draw >>> 32) % usable);
    int second = (int) ((draw & 0xffffffffL) % (usable - 1));
    int a = scores.nthUsable(first);
    int b = scores.nthUsable(second >= first ? second + 1 : second);
    return cost(scores, b) < cost(scores, a) ? b : a;
  }

  static double cost(Scores scores, int i) {
    double nanos = scores.nanos[i];
    double load =
        nanos == 0 ? UNKNOWN_NANOS * scores.inflight[i] : nanos * (scores.inflight[i] + 1.0);
    return load / scores.weight[i];
  }

  @Override
  public Balancer another() {
    return this;
  }
}
