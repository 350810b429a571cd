package naru.gateway.core;

/** At random, each target as likely as its weight. */
final class WeightedRandom implements Balancer {
  @Override
  public int pick(Scores scores, long draw) {
    long total = 0;
    for (int i = 0; i < scores.count(); i++) {
      total += scores.usable[i] ? scores.weight[i] : 0;
    }
    if (total == 0) {
      return -1;
    }
    long left = Long.remainderUnsigned(draw, total);
    int i = 0;
    while (!scores.usable[i] || (left -= scores.weight[i]) >= 0) {
      i++;
    }
    return i;
  }

  @Override
  public Balancer another() {
    return this;
  }
}
