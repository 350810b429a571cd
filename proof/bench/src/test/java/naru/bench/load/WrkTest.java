package naru.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.bench.load.Reading.Answers;
import naru.bench.machine.Trouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WrkTest {
  private static final String GOOD =
      """
      Running 3s test @ http://127.0.0.1:8080/1k
        1 threads and 64 connections
        Thread Stats   Avg      Stdev     Max   +/- Stdev
          Latency     1.73ms    1.67ms  12.13ms   85.06%
          Req/Sec    44.37k   292.60     1.93k    50.00%
        Latency Distribution
           50%    1.06ms
           75%    2.46ms
           90%    4.01ms
           99%    7.56ms
        133566 requests in 3.00s, 693.85KB read
      Requests/sec:  44459.46
      Transfer/sec:    690.53KB
      """;

  @Test
  void readsAReport() {
    assertThat(Wrk.parse(GOOD)).isEqualTo(new Answers(133_566, 0, 44_459.46, 7.56));
  }

  @Test
  void sumsErrorsOfAllKinds() {
    String bad =
        GOOD.replace(
            "Requests/sec",
            """
              Socket errors: connect 1, read 20, write 300, timeout 4000
              Non-2xx or 3xx responses: 50000
            Requests/sec\
            """);
    assertThat(Wrk.parse(bad).errors()).isEqualTo(54_321);
  }

  @Test
  void aTailOfZeroIsNotMeasured() {
    assertThat(Wrk.parse(GOOD.replace("7.56ms", "0.00us")).p99Millis()).isNaN();
  }

  @ParameterizedTest
  @CsvSource({"250.00us,0.25", "7.56ms,7.56", "1.20s,1200", "1.50m,90000"})
  void readsTimesOfAllUnits(String time, double millis) {
    assertThat(Wrk.millis(time)).isEqualTo(millis);
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> Wrk.parse("unable to connect"))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining("requests in")
        .hasMessageContaining("unable to connect");
  }
}
