package naru.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportTest {
  private static final List<Sample> ROUNDS =
      List.of(
          Sample.answered("h1", "naru", 12, 40_000, 3, 0),
          Sample.answered("h1", "nginx", 10, 50_000, 2, 1),
          Sample.answered("h1", "naru", 99, 10_000, 9, 2),
          Sample.answered("h1", "nginx", 11, 40_000, 4, 0),
          Sample.answered("h1", "naru", 11, 42_000, 4, 0),
          Sample.answered("h1", "nginx", 9, 60_000, 1, 0),
          Sample.answered("pipe", "naru", 8, 100_000, Double.NaN, 0),
          Sample.answered("pipe", "nginx", 16, 50_000, Double.NaN, 0));

  @Test
  void rowsAreMediansAndSumsOfErrors() {
    assertThat(Report.of(ROUNDS, "naru").rows().subList(0, 2))
        .containsExactly(
            Sample.answered("h1", "naru", 12, 40_000, 4, 2),
            Sample.answered("h1", "nginx", 10, 50_000, 2, 1));
  }

  @Test
  void ratiosAreOursOverTheirsForWhatBothHave() {
    assertThat(Report.of(ROUNDS, "naru").ratios())
        .containsExactly(
            new Ratio("h1", "nginx", Measure.CPU, 1.2),
            new Ratio("h1", "nginx", Measure.THROUGHPUT, 0.8),
            new Ratio("h1", "nginx", Measure.P99, 2),
            new Ratio("pipe", "nginx", Measure.CPU, 0.5),
            new Ratio("pipe", "nginx", Measure.THROUGHPUT, 2));
  }

  @Test
  void theJsonIsOfTheSchema() {
    assertThat(BenchJson.of(Report.of(ROUNDS.subList(6, 8), "naru")))
        .isEqualTo(
            """
            {"schema":"naru.bench/1","rows":[\
            {"case":"pipe","subject":"naru","cpuMicrosPerOp":8.0,"opsPerSecond":100000.0,"p99Millis":null},\
            {"case":"pipe","subject":"nginx","cpuMicrosPerOp":16.0,"opsPerSecond":50000.0,"p99Millis":null}],\
            "ratios":[{"case":"pipe","rival":"nginx","measure":"cpu","ratio":0.5},\
            {"case":"pipe","rival":"nginx","measure":"throughput","ratio":2.0}]}\
            """);
  }

  @Test
  void theTableShowsRatiosBesideTheRival() {
    assertThat(Table.of(Report.of(ROUNDS, "naru")).lines())
        .anySatisfy(
            line ->
                assertThat(line.split(" +"))
                    .containsExactly(
                        "h1", "nginx", "10.00", "50000", "2.00", "1", "1.20", "0.80", "2.00"))
        .anySatisfy(
            line ->
                assertThat(line.split(" +"))
                    .containsExactly("pipe", "naru", "8.00", "100000", "-", "0"));
  }
}
