package naru.cache.core;

import static naru.cache.core.Samples.NOW;
import static naru.cache.core.Samples.SECOND;
import static naru.cache.core.Samples.date;
import static naru.cache.core.Samples.ok;
import static naru.cache.core.Samples.response;
import static org.assertj.core.api.Assertions.assertThat;

import naru.cache.core.Freshness.Fresh;
import naru.cache.core.Freshness.MustRevalidate;
import naru.cache.core.Freshness.Stale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9111 section 4.2. */
final class FreshnessTest {
  @Test
  void section4_2_1_sharedMaxAgeBeforeMaxAgeBeforeExpires() {
    String[] all = {"Cache-Control", "max-age=10, s-maxage=20", "Expires", date(30)};
    assertThat(Lifetime.of(ok(all))).isEqualTo(new Lifetime(20, "s-maxage"));
    assertThat(Lifetime.of(ok("Cache-Control", "max-age=10", "Expires", date(30))))
        .isEqualTo(new Lifetime(10, "max-age"));
    assertThat(Lifetime.of(ok("Expires", date(30), "Date", date(-5))))
        .isEqualTo(new Lifetime(35, "expires"));
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "tomorrow", "'Thu, 01 Dec 2050 16:00:00 UTC'"})
  void section5_3_aMalformedExpiresIsInThePast(String expires) {
    assertThat(Lifetime.of(ok("Expires", expires))).isEqualTo(new Lifetime(0, "expires"));
  }

  @Test
  void section5_3_twoExpiresAreInThePast() {
    assertThat(Lifetime.of(ok("Expires", date(30), "Expires", date(30))).seconds()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "200, 360",
    "203, 360",
    "204, 360",
    "301, 360",
    "308, 360",
    "404, 360",
    "405, 360",
    "410, 360",
    "414, 360",
    "501, 360",
    "201, 0",
    "202, 0",
    "302, 0",
    "403, 0",
    "500, 0",
    "502, 0",
    "599, 0"
  })
  void section4_2_2_aTenthOfTheTimeSinceTheChange(int status, long seconds) {
    Response response = response(status, "Last-Modified", date(-3600), "Date", date(0));
    assertThat(Lifetime.of(response).seconds()).isEqualTo(seconds);
  }

  @Test
  void section4_2_2_publicAllowsAGuessForAnyStatusAndADayIsTheMost() {
    String[] old = {"Last-Modified", date(-9_000_000), "Cache-Control", "public"};
    assertThat(Lifetime.of(response(599, old))).isEqualTo(new Lifetime(86_400, "heuristic"));
  }

  @ParameterizedTest
  @CsvSource({
    "200, X, 1, 10, default",
    "404, X, 1, 10, default",
    "500, X, 1, 0, none",
    "302, X, 1, 0, none",
    "302, Cache-Control, public, 10, default",
    "200, Last-Modified, 'Mon, 01 Jan 2001 00:00:00 GMT', 10, default",
    "200, Cache-Control, max-age=3, 3, max-age",
    "200, Cache-Control, max-age=0, 0, max-age",
    "200, Expires, 0, 0, expires"
  })
  void theDefaultIsForWhatSaysNothingAndMayBeGuessedAt(
      int status, String name, String value, long seconds, String because) {
    Response said = response(status, name, value);
    Response response = Response.of(status, said.lines(), said.arrival(), 10);
    assertThat(Lifetime.of(response)).isEqualTo(new Lifetime(seconds, because));
    assertThat(Lifetime.of(response).isExplicit()).isEqualTo(because.matches("max-age|expires"));
  }

  @Test
  void section4_2_2_aChangeInTheFutureGivesNothing() {
    assertThat(Lifetime.of(ok("Last-Modified", date(500))).seconds()).isZero();
  }

  @Test
  void section4_2_3_correctedInitialAge() {
    Response.Arrival slow = new Response.Arrival(0, 3 * SECOND, NOW);
    Response aged = Response.of(200, Lines.of("Age", "10", "Date", date(-5)), slow);
    assertThat(Age.initialNanos(aged)).isEqualTo(13 * SECOND);
    Response late = Response.of(200, Lines.of("Age", "1", "Date", date(-50)), slow);
    assertThat(Age.initialNanos(late)).isEqualTo(50 * SECOND);
    assertThat(Age.nanos(late, 10 * SECOND)).isEqualTo(57 * SECOND);
  }

  @ParameterizedTest
  @CsvSource({
    "7200, 7200",
    "'7200, 0', 7200",
    "'0, 7200', 0",
    "abc, 0",
    "-7200, 0",
    "7200.0, 0",
    "99999999999, 2147483648",
    "'', 0",
    "7200;foo=bar, 0"
  })
  void section5_1_theFirstAgeCountsAndNonsenseDoesNot(String field, long seconds) {
    assertThat(ok("Age", field).age()).isEqualTo(seconds);
  }

  @Test
  void section5_1_theFirstOfTwoAgeLinesCounts() {
    assertThat(ok("Age", "7", "Age", "9").age()).isEqualTo(7);
  }

  @Test
  void section4_2_freshUntilTheVeryEnd() {
    Response response = ok("Cache-Control", "max-age=10");
    assertThat(Freshness.of(response, 0)).isEqualTo(new Fresh(10, "max-age"));
    assertThat(Freshness.of(response, 10 * SECOND - 1)).isEqualTo(new Fresh(0, "max-age"));
    assertThat(Freshness.of(response, 10 * SECOND)).isEqualTo(new Stale(0, "max-age"));
    assertThat(Freshness.of(response, 15 * SECOND)).isEqualTo(new Stale(5, "max-age"));
  }

  @ParameterizedTest
  @CsvSource({"must-revalidate", "proxy-revalidate", "s-maxage=2"})
  void section5_2_2_someDirectivesForbidStale(String directive) {
    Response response = ok("Cache-Control", "max-age=2, " + directive);
    assertThat(Freshness.of(response, 0)).isInstanceOf(Fresh.class);
    assertThat(Freshness.of(response, 3 * SECOND))
        .isEqualTo(new MustRevalidate(directive.replace("=2", "")));
  }

  @Test
  void section5_2_2_4_noCacheIsNeverFresh() {
    assertThat(Freshness.of(ok("Cache-Control", "max-age=10, no-cache"), 0))
        .isEqualTo(new MustRevalidate("no-cache"));
    assertThat(Freshness.of(ok("Cache-Control", "max-age=10, no-cache=\"a\""), 0))
        .isInstanceOf(Fresh.class);
  }
}
