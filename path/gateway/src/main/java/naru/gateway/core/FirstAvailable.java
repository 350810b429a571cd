package naru.gateway.core;

/** The first usable target in the order of the file. */
final class FirstAvailable implements Balancer {
  @Override
  public int pick(Scores scores, long draw) {
    for (int i = 0; i < scores.count(); i++) {
      if (scores.usable[i]) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public Balancer another() {
    return this;
  }
}
