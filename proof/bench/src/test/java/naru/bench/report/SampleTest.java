package naru.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SampleTest {
  private static final List<Sample> BOTH_WAYS =
      List.of(
          Sample.carried("out", "naru", 8, 0.5),
          Sample.carried("out", "pasta", 1, 2),
          Sample.carried("in", "naru", 12, 0.3),
          Sample.carried("in", "pasta", 3, 1));

  @Test
  void theMeanIsOfEachSubject() {
    assertThat(Sample.means("mean", BOTH_WAYS))
        .containsExactly(
            Sample.carried("mean", "naru", 10, 0.4), Sample.carried("mean", "pasta", 2, 1.5));
  }

  @Test
  void aRowSaysInJsonWhatWasMeasured() {
    assertThat(BenchJson.of(Report.of(BOTH_WAYS.subList(0, 2), "naru")))
        .isEqualTo(
            """
            {"schema":"naru.bench/1","rows":[\
            {"case":"out","subject":"naru","cpuMicrosPerOp":null,"opsPerSecond":null,"p99Millis":null,\
            "gbitPerSecond":8.0,"cpuSecondsPerGiB":0.5},\
            {"case":"out","subject":"pasta","cpuMicrosPerOp":null,"opsPerSecond":null,"p99Millis":null,\
            "gbitPerSecond":1.0,"cpuSecondsPerGiB":2.0}],\
            "ratios":[{"case":"out","rival":"pasta","measure":"rate","ratio":8.0},\
            {"case":"out","rival":"pasta","measure":"carrying","ratio":0.25}]}\
            """);
  }

  @Test
  void aTableHasNoColumnThatNobodyMeasured() {
    assertThat(Table.of(Report.of(BOTH_WAYS, "naru")))
        .contains("Gbit/s", "CPU s/GiB")
        .doesNotContain("p99", "ops/s", "B/conn");
  }
}
