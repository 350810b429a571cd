package naru.bench.report;

import java.util.Locale;
import java.util.Optional;

/** A report for a person. */
public final class Table {
  private static final String HEAD =
      String.format(
          "%-14s %-9s %11s %10s %9s %7s   %s%n",
          "case",
          "subject",
          "CPU us/op",
          "ops/s",
          "p99 ms",
          "errors",
          "Naru / it: CPU  ops/s  p99");

  private Table() {}

  public static String of(Report report) {
    StringBuilder text = new StringBuilder(HEAD);
    String last = "";
    for (Sample row : report.rows()) {
      text.append(row.name().equals(last) || last.isEmpty() ? "" : "\n").append(line(row, report));
      last = row.name();
    }
    return text.toString();
  }

  private static String line(Sample row, Report report) {
    String left =
        String.format(
            Locale.ROOT,
            "%-14s %-9s %11.2f %10.0f %9s %7d",
            row.name(),
            row.subject(),
            row.cpuMicrosPerOp(),
            row.opsPerSecond(),
            number(row.p99Millis()),
            row.errors());
    String right = ratio(report, row, Measure.CPU) + ratio(report, row, Measure.THROUGHPUT);
    return (left + "   " + " ".repeat(9) + right + ratio(report, row, Measure.P99)).stripTrailing()
        + "\n";
  }

  private static String ratio(Report report, Sample row, Measure measure) {
    Optional<Ratio> found =
        report.ratios().stream()
            .filter(ratio -> ratio.name().equals(row.name()))
            .filter(ratio -> ratio.rival().equals(row.subject()) && ratio.measure() == measure)
            .findFirst();
    return String.format("%6s", found.map(ratio -> number(ratio.ratio())).orElse(""));
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
  }
}
