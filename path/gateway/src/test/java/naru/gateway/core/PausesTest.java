package naru.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.SplittableRandom;
import naru.gateway.config.Retrying.BackOff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pauses before repetitions. */
class PausesTest {
  private static final long MILLI = 1_000_000L;

  @ParameterizedTest
  @CsvSource({"1, 25", "2, 50", "3, 100", "4, 200", "5, 250", "60, 250"})
  void areAnywhereBelowABoundThatDoubles(int failed, long millis) {
    SplittableRandom random = new SplittableRandom(failed);
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int n = 0; n < 1000; n++) {
      long pause = Pauses.nanos(BackOff.USUAL, failed, random.nextLong());
      least = Math.min(least, pause);
      most = Math.max(most, pause);
    }
    assertThat(most).isBetween(millis * MILLI * 95 / 100, millis * MILLI);
    assertThat(least).isBetween(0L, millis * MILLI * 5 / 100);
  }

  @Test
  void areNoneWithoutABase() {
    assertThat(Pauses.nanos(new BackOff(0, 0, 0), 1, 77)).isZero();
    assertThat(Pauses.nanos(new BackOff(0, 1000, 0), 5, -1)).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "3 | 3",
        "Sun, 06 Nov 1994 08:49:37 GMT | 7",
        "Sun, 06 Nov 1994 08:49:30 GMT | 0",
        "Sun, 06 Nov 1994 08:00:00 GMT | 0",
        "soon | 0",
        "-1 | 0",
        "1.5 | 0",
        "999999999999999999 | 1000000000",
        "Sun, 06 Nov 9994 08:49:37 GMT | 1000000000",
        "Thu, 06 Nov 9994 08:49:37 GMT | 0",
      })
  void retryAfterIsSecondsOrADate(String value, long seconds) {
    Instant now = Instant.parse("1994-11-06T08:49:30Z");
    assertThat(Pauses.retryAfter(value, now)).isEqualTo(seconds * 1000 * MILLI);
  }
}
