package naru.bench.report;

/**
 * Naru's median over a rival's.
 *
 * @param name of the case
 * @param ratio below 1, Naru needs less (CPU, p99, memory); above 1, Naru does more (throughput,
 *     rate)
 */
record Ratio(String name, String rival, Measure measure, double ratio) {
  static Ratio of(Measure measure, Sample ours, Sample theirs) {
    return new Ratio(ours.name(), theirs.subject(), measure, ours.of(measure) / theirs.of(measure));
  }
}
