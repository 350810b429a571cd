package naru.bench.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A report for a person: a column for each measure that some row has. */
public final class Table {
  private static final String GAP = " ".repeat(12);

  private final Report report;
  private final List<Measure> measures;

  private Table(Report report) {
    this.report = report;
    this.measures =
        Arrays.stream(Measure.values())
            .filter(m -> report.rows().stream().anyMatch(row -> Double.isFinite(row.of(m))))
            .toList();
  }

  public static String of(Report report) {
    return new Table(report).text();
  }

  private String text() {
    StringBuilder text = new StringBuilder(head());
    String last = "";
    for (Sample row : report.rows()) {
      text.append(row.name().equals(last) || last.isEmpty() ? "" : "\n").append(line(row));
      last = row.name();
    }
    return text.toString();
  }

  private String head() {
    String columns = each(m -> String.format("%12s", m.title()));
    String ratios = each(m -> String.format("%11s", m.title()));
    return String.format(
        "%-16s %-15s%s %7s   Naru / it:%s%n", "case", "subject", columns, "errors", ratios);
  }

  private String line(Sample row) {
    String columns = each(m -> String.format("%12s", number(row.of(m), m.form())));
    String ratios = each(m -> String.format("%11s", ratio(row, m)));
    String left = "%-16s %-15s%s %7d".formatted(row.name(), row.subject(), columns, row.errors());
    return (left + GAP + ratios).stripTrailing() + "\n";
  }

  private String each(Column column) {
    return measures.stream().map(column::of).collect(Collectors.joining());
  }

  @FunctionalInterface
  private interface Column {
    String of(Measure measure);
  }

  private String ratio(Sample row, Measure measure) {
    Optional<Ratio> found =
        report.ratios().stream()
            .filter(ratio -> ratio.name().equals(row.name()))
            .filter(ratio -> ratio.rival().equals(row.subject()) && ratio.measure() == measure)
            .findFirst();
    return found.map(ratio -> number(ratio.ratio(), "%.2f")).orElse("");
  }

  private static String number(double value, String form) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, form, value);
  }
}
