package naru.bench.report;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One round of one case on one subject.
 *
 * @param name of the case
 * @param values what was measured; what is not in it was not
 * @param errors answers that were wrong or did not come
 */
public record Sample(String name, String subject, Map<Measure, Double> values, long errors) {
  public Sample {
    values = Map.copyOf(values);
  }

  /**
   * Questions were answered.
   *
   * @param p99Millis not a number where nothing measured it
   */
  public static Sample answered(
      String name,
      String subject,
      double cpuMicrosPerOp,
      double opsPerSecond,
      double p99Millis,
      long errors) {
    Map<Measure, Double> values = new EnumMap<>(Measure.class);
    values.put(Measure.CPU, cpuMicrosPerOp);
    values.put(Measure.THROUGHPUT, opsPerSecond);
    values.put(Measure.P99, p99Millis);
    return new Sample(name, subject, values, errors);
  }

  /** Bytes were carried. */
  public static Sample carried(
      String name, String subject, double gbitPerSecond, double cpuSecondsPerGiB) {
    return new Sample(
        name, subject, Map.of(Measure.RATE, gbitPerSecond, Measure.CARRYING, cpuSecondsPerGiB), 0);
  }

  /** Connections were held. */
  public static Sample held(String name, String subject, double bytesPerConnection) {
    return new Sample(name, subject, Map.of(Measure.MEMORY, bytesPerConnection), 0);
  }

  /** The same, and how much memory the subject took, in units of 2^20 bytes. */
  public Sample resident(double mebibytes) {
    Map<Measure, Double> more = new EnumMap<>(values);
    more.put(Measure.RESIDENT, mebibytes);
    return new Sample(name, subject, more, errors);
  }

  /** Not a number if it was not measured. */
  public double of(Measure measure) {
    return values.getOrDefault(measure, Double.NaN);
  }

  /**
   * The mean of all cases, for each subject.
   *
   * @param name of the case that this is
   */
  public static List<Sample> means(String name, List<Sample> samples) {
    return samples.stream()
        .map(Sample::subject)
        .distinct()
        .map(s -> mean(name, s, samples))
        .toList();
  }

  private static Sample mean(String name, String subject, List<Sample> samples) {
    List<Sample> own = samples.stream().filter(s -> s.subject().equals(subject)).toList();
    Map<Measure, Double> values = new EnumMap<>(Measure.class);
    for (Measure measure : own.getFirst().values().keySet()) {
      values.put(
          measure, own.stream().mapToDouble(s -> s.of(measure)).average().orElse(Double.NaN));
    }
    return new Sample(name, subject, values, own.stream().mapToLong(Sample::errors).sum());
  }

  /** A line for a person. */
  @Override
  public String toString() {
    StringBuilder line =
        new StringBuilder(String.format(Locale.ROOT, "%-16s %-15s", name, subject));
    for (Measure measure : Measure.values()) {
      if (Double.isFinite(of(measure))) {
        line.append(String.format(Locale.ROOT, "  " + measure.form(), of(measure)));
        line.append(' ').append(measure.title());
      }
    }
    return line.toString();
  }
}
