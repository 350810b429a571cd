package naru.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a benchmark found.
 *
 * @param rows the medians over the rounds, and the sum of the errors, for each case and subject
 * @param ratios for each case, rival and measure that both have
 */
public record Report(List<Sample> rows, List<Ratio> ratios) {
  public Report {
    rows = List.copyOf(rows);
    ratios = List.copyOf(ratios);
  }

  /**
   * @param ours name of the subject that the others are compared with
   */
  public static Report of(List<Sample> samples, String ours) {
    Map<List<String>, List<Sample>> groups = new LinkedHashMap<>();
    for (Sample sample : samples) {
      List<String> key = List.of(sample.name(), sample.subject());
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(sample);
    }
    List<Sample> rows = groups.values().stream().map(Report::middle).toList();
    return new Report(rows, rows.stream().flatMap(row -> ratios(row, rows, ours)).toList());
  }

  private static Sample middle(List<Sample> rounds) {
    Sample any = rounds.getFirst();
    Map<Measure, Double> middles = new EnumMap<>(Measure.class);
    for (Measure measure : any.values().keySet()) {
      middles.put(measure, Median.of(rounds.stream().mapToDouble(s -> s.of(measure))));
    }
    long errors = rounds.stream().mapToLong(Sample::errors).sum();
    return new Sample(any.name(), any.subject(), middles, errors);
  }

  private static Stream<Ratio> ratios(Sample rival, List<Sample> rows, String ours) {
    return rows.stream()
        .filter(row -> row.name().equals(rival.name()) && row.subject().equals(ours))
        .filter(row -> !rival.subject().equals(ours))
        .flatMap(row -> Arrays.stream(Measure.values()).map(m -> Ratio.of(m, row, rival)))
        .filter(ratio -> Double.isFinite(ratio.ratio()));
  }
}
