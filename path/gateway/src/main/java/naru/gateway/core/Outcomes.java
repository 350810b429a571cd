package naru.gateway.core;

/**
 * What became of the tries at one target, for whoever compares targets; counted only where somebody
 * does. Each loop writes its own cells; anyone may read.
 */
public final class Outcomes {
  /** Fixed point of logarithms. */
  private static final double UNIT = 1 << 20;

  private final Tally good;
  private final Tally bad;
  private final Tally logs;

  Outcomes(int loops) {
    good = new Tally(loops);
    bad = new Tally(loops);
    logs = new Tally(loops);
  }

  /** An answer began after so long. */
  public void answered(int loop, boolean isGood, long nanos) {
    if (isGood) {
      good.add(loop, 1);
      logs.add(loop, (long) (Math.log(Math.max(1, nanos)) * UNIT));
    } else {
      bad.add(loop, 1);
    }
  }

  /** There was no answer, or not the whole of it. */
  public void failed(int loop) {
    bad.add(loop, 1);
  }

  /**
   * The sums at one moment, or what was added between two.
   *
   * @param logs of the nanoseconds of good answers
   */
  record Sums(long good, long bad, long logs) {
    Sums since(Sums before) {
      return new Sums(good - before.good, bad - before.bad, logs - before.logs);
    }

    long all() {
      return good + bad;
    }

    /** Per cent of the tries that were served. */
    double successPercent() {
      return 100.0 * good / all();
    }

    /** The geometric mean of good answers' times. */
    double nanos() {
      return Math.exp(logs / UNIT / good);
    }
  }

  Sums sums() {
    return new Sums(good.sum(), bad.sum(), logs.sum());
  }
}
