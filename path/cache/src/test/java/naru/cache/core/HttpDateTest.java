package naru.cache.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 section 5.6.7. */
final class HttpDateTest {
  private static final long NOW = 1_790_000_000L;
  private static final long BIRTHDAY = 784_111_777L;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "sUN, 06 nOV 1994 08:49:37 gmt",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun Nov 06 08:49:37 1994"
      })
  void threeForms(String date) {
    assertThat(HttpDate.parse(date, NOW)).hasValue(BIRTHDAY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 AEST",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun,  06 Nov 1994 08:49:37 GMT",
        "Sun, 06  Nov 1994 08:49:37 GMT",
        "Sun 06 Nov 1994 08:49:37 GMT",
        "Sun, 06-Nov-1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 8:49:37 GMT",
        "Sun, 06 Nov 1994 08.49.37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT",
        "Sun, 06 Ovd 1994 08:49:37 GMT",
        "Sun, 06 Xyz 1994 08:49:37 GMT",
        "Xxx, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sunday, 06-Nov-1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37",
        "Sun, "
      })
  void anythingElseIsNoDate(String date) {
    assertThat(HttpDate.parse(date, NOW)).isEmpty();
  }

  @Test
  void aTwoDigitYearIsAtMostFiftyYearsAhead() {
    long in2070 = HttpDate.parse("Monday, 06-Jan-70 00:00:00 GMT", NOW).orElseThrow();
    long in1980 = HttpDate.parse("Monday, 06-Jan-80 00:00:00 GMT", NOW).orElseThrow();
    assertThat(in2070).isGreaterThan(NOW);
    assertThat(in1980).isLessThan(NOW);
  }

  @Test
  void aLeapSecondIsTheSecondBefore() {
    assertThat(HttpDate.parse("Sun, 06 Nov 1994 08:49:60 GMT", NOW)).hasValue(BIRTHDAY + 22);
  }
}
