package naru.gateway.core;

/**
 * Weighted round-robin without bursts, as nginx does it: each turn every target earns its weight,
 * the richest is picked and pays what all earned. Weights 5, 1, 1 give a a b a c a a.
 */
final class SmoothRoundRobin implements Balancer {
  private final long[] earned;

  SmoothRoundRobin(int count) {
    earned = new long[count];
  }

  @Override
  public int pick(Scores scores, long draw) {
    int best = -1;
    long total = 0;
    for (int i = 0; i < earned.length; i++) {
      if (scores.usable[i]) {
        earned[i] += scores.weight[i];
        total += scores.weight[i];
        best = best < 0 || earned[i] > earned[best] ? i : best;
      } else {
        // Whoever was away neither owes nor owns when it comes back.
        earned[i] = 0;
      }
    }
    if (best >= 0) {
      earned[best] -= total;
    }
    return best;
  }

  @Override
  public Balancer another() {
    return new SmoothRoundRobin(earned.length);
  }
}
