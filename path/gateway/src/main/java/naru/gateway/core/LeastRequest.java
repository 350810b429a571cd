package naru.gateway.core;

/**
 * The target with the fewest requests under way for its weight. Among up to {@value #SCANNED} all
 * are compared; among more, two drawn at random: nearly as even, and loops that decide on slightly
 * old numbers do not all run to the same one (Mitzenmacher, The Power of Two Choices, 2001).
 */
final class LeastRequest implements Balancer {
  static final int SCANNED = 3;

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
      if (scores.usable[i] && (best < 0 || isFreer(scores, i, best))) {
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
    return isFreer(scores, b, a) ? b : a;
  }

  /** Compares what the load would be with this request. */
  private static boolean isFreer(Scores scores, int i, int than) {
    return (scores.inflight[i] + 1L) * scores.weight[than]
        < (scores.inflight[than] + 1L) * scores.weight[i];
  }

  @Override
  public Balancer another() {
    return this;
  }
}
