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
  private final Tally timed;
  private final Tally logs;

  Outcomes(int loops) {
    good = new Tally(loops);
    bad = new Tally(loops);
    timed = new Tally(loops);
    logs = new Tally(loops);
  }

  /**
   * A good answer began after so long; or it had not begun when it was no longer waited for, as
   * somebody else had answered: who is given up for being slow must not look as if never asked.
   */
  public void began(int loop, long nanos) {
    timed.add(loop, 1);
    logs.add(loop, (long) (Math.log(Math.max(1, nanos)) * UNIT));
  }

  /** A whole answer came. */
  public void ended(int loop, boolean isGood) {
    (isGood ? good : bad).add(loop, 1);
  }

  /** There was no answer, or not the whole of it. */
  public void failed(int loop) {
    bad.add(loop, 1);
  }

  /**
   * The sums at one moment, or what was added between two.
   *
   * @param timed how many times there are
   * @param logs of the nanoseconds of these
   */
  record Sums(long good, long bad, long timed, long logs) {
    Sums since(Sums before) {
      return new Sums(
          good - before.good, bad - before.bad, timed - before.timed, logs - before.logs);
    }

    long all() {
      return good + bad;
    }

    /** Per cent of the tries that were served. */
    double successPercent() {
      return 100.0 * good / all();
    }

    /** The geometric mean of the times. */
    double nanos() {
      return Math.exp(logs / UNIT / timed);
    }
  }

  Sums sums() {
    return new Sums(good.sum(), bad.sum(), timed.sum(), logs.sum());
  }
}
