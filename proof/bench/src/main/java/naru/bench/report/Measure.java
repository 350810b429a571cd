package naru.bench.report;

import java.util.function.ToDoubleFunction;

/** What is compared. */
enum Measure {
  CPU("cpu", Sample::cpuMicrosPerOp),
  THROUGHPUT("throughput", Sample::opsPerSecond),
  P99("p99", Sample::p99Millis);

  private final String word;
  private final ToDoubleFunction<Sample> of;

  Measure(String word, ToDoubleFunction<Sample> of) {
    this.word = word;
    this.of = of;
  }

  /** As reports call it. */
  String word() {
    return word;
  }

  double of(Sample sample) {
    return of.applyAsDouble(sample);
  }
}
