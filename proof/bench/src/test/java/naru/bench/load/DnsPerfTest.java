package naru.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import naru.bench.load.Reading.Answers;
import org.junit.jupiter.api.Test;

final class DnsPerfTest {
  private static final String REPORT =
      """
      Statistics:

        Queries sent:         2010
        Queries completed:    2000 (99.50%)
        Queries lost:         10 (0.50%)

        Response codes:       NOERROR 1995 (99.75%), SERVFAIL 5 (0.25%)
        Average packet size:  request 31, response 47
        Run time (s):         1.000214
        Queries per second:   1999.572092

        Average Latency (s):  0.000048 (min 0.000009, max 0.002578)
      """;

  @Test
  void countsAnswersAndErrors() {
    Answers reading = DnsPerf.parse(REPORT);
    assertThat(reading.operations()).isEqualTo(2000);
    assertThat(reading.opsPerSecond()).isEqualTo(1999.572092);
    assertThat(reading.errors()).as("10 lost, 5 SERVFAIL").isEqualTo(15);
  }

  @Test
  void answersWithoutAnyGoodOneAreErrors() {
    String refused = REPORT.replaceAll("NOERROR.*", "REFUSED 2000 (100.00%)");
    assertThat(DnsPerf.parse(refused).errors()).isEqualTo(2010);
  }

  @Test
  void theTailIsOfTheSingleAnswers() {
    StringBuilder lines = new StringBuilder("[Status] Sending queries (to 127.0.0.1:53)\n");
    for (int i = 200; i >= 1; i--) {
      lines.append("> NOERROR n%d.near.test A 0.%06d\n".formatted(i, i));
    }
    assertThat(DnsPerf.p99Millis(lines + REPORT)).isCloseTo(0.198, within(1e-9));
  }

  @Test
  void noAnswersHaveNoTail() {
    assertThat(DnsPerf.p99Millis(REPORT)).isNaN();
  }
}
