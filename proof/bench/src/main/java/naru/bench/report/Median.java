package naru.bench.report;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** The middle of some numbers: one round that a neighbour disturbed does not move it. */
final class Median {
  private Median() {}

  /**
   * The middle one, or the mean of the middle two; not a number if there is none or one is none.
   */
  static double of(DoubleStream numbers) {
    double[] sorted = numbers.toArray();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    if (sorted.length == 0 || Double.isNaN(sorted[sorted.length - 1])) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
