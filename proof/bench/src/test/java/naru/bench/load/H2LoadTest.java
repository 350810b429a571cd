package naru.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import naru.bench.load.Reading.Answers;
import org.junit.jupiter.api.Test;

final class H2LoadTest {
  private static final String REPORT =
      """
      finished in 3.00s, 36281.33 req/s, 38.53MB/s
      requests: 108844 total, 108972 started, 108844 done, 108844 succeeded, 0 failed, 0 errored, 0 timeout
      status codes: 108850 2xx, 0 3xx, 0 4xx, 0 5xx
      traffic: 115.59MB (121207808) total, 3.95MB (4140344) headers (space savings 85.93%), 106.29MB (111456256) data
      """;

  @Test
  void readsAReport() {
    assertThat(H2Load.parse(REPORT)).isEqualTo(new Answers(108_844, 0, 36_281.33, Double.NaN));
  }

  @Test
  void countsWhatWentWrong() {
    String bad =
        REPORT
            .replace("0 failed, 0 errored, 0 timeout", "1 failed, 20 errored, 300 timeout")
            .replace("0 4xx, 0 5xx", "4000 4xx, 50000 5xx");
    assertThat(H2Load.parse(bad).errors()).isEqualTo(54_321);
  }
}
