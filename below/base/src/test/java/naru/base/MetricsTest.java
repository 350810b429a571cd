package naru.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MetricsTest {
  private final Metrics metrics = new Metrics();

  private Histogram histogram() {
    Histogram histogram = new Histogram(2);
    metrics.histogram("naru_x_seconds{route=\"web\"}", "how long", histogram);
    histogram.record(0, 400_000);
    int bucket = histogram.record(1, 3_000_000);
    histogram.exemplar(bucket, 3_000_000, 0xabcL, 0x1L);
    histogram.record(1, 120_000_000_000L);
    return histogram;
  }

  @Test
  void bucketsAreCumulativeAndInSeconds() {
    assertThat(histogram().count()).isEqualTo(3);
    assertThat(metrics.text())
        .contains(
            "# TYPE naru_x_seconds histogram\n",
            "naru_x_seconds_bucket{route=\"web\",le=\"0.0005\"} 1\n",
            "naru_x_seconds_bucket{route=\"web\",le=\"0.005\"} 2\n",
            "naru_x_seconds_bucket{route=\"web\",le=\"60.0\"} 2\n",
            "naru_x_seconds_bucket{route=\"web\",le=\"+Inf\"} 3\n",
            "naru_x_seconds_sum{route=\"web\"} 120.0034\n",
            "naru_x_seconds_count{route=\"web\"} 3\n")
        .doesNotContain("trace_id");
  }

  @Test
  void openMetricsNamesATraceAndItsCountersByTheirFamily() {
    histogram();
    metrics.counter("naru_y_total", "counted").add(7);
    assertThat(metrics.openMetrics())
        .contains(
            "naru_x_seconds_bucket{route=\"web\",le=\"0.005\"} 2 #"
                + " {trace_id=\"0000000000000abc0000000000000001\"} 0.003\n",
            "# TYPE naru_y counter\nnaru_y_total 7\n")
        .endsWith("# EOF\n");
  }

  @Test
  void whatGivesWayTakesItsOwnNumbersAlong() {
    Metrics before = metrics.noting();
    before.gauge("naru_a{route=\"old\"}", "old", () -> 1);
    before.gauge("naru_a{route=\"both\"}", "both", () -> 1);
    before.counter("naru_b_total{route=\"old\"}", "counted").increment();
    before.labelled("at", "x").histogram("naru_c_seconds", "how long", new Histogram(1));
    metrics.gauge("naru_d", "of somebody else", () -> 1);
    Metrics after = metrics.noting();
    after.gauge("naru_a{route=\"both\"}", "both", () -> 2);
    before.giveWayTo(after);
    assertThat(metrics.samples())
        .extracting(Metrics.Sample::name)
        .containsExactly("naru_a{route=\"both\"}", "naru_d");
    assertThat(metrics.text()).contains("naru_a{route=\"both\"} 2").doesNotContain("naru_c");
    assertThat(metrics.counter("naru_b_total{route=\"old\"}", "counted").sum()).isZero();
  }

  @Test
  void aLabelIsPutIntoEveryName() {
    metrics.labelled("at", "gateway").histogram("naru_z_seconds", "how long", new Histogram(1));
    assertThat(metrics.text()).contains("naru_z_seconds_count{at=\"gateway\"} 0\n");
  }

  @Test
  void oneNumberMayBeForgotten() {
    Metrics all = new Metrics();
    Metrics own = all.labelled("side", "a").noting();
    own.gauge("naru_x{target=\"1\"}", "x", () -> 1);
    own.gauge("naru_x{target=\"2\"}", "x", () -> 2);
    own.forget("naru_x{target=\"1\"}");
    assertThat(all.samples())
        .extracting(Metrics.Sample::name)
        .containsExactly("naru_x{target=\"2\",side=\"a\"}");
  }
}
