package naru.cache.core;

import static naru.cache.core.Samples.date;
import static naru.cache.core.Samples.ok;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9213. */
final class TargetedControlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "max-age=60 | 60",
        "foobar, max-age=60, a=b/c;d=\"e\" | 60",
        "max-age=99999999999 | 2147483648",
        "max-age=0 | 0"
      })
  void section2_1_itOutweighsCacheControlAndExpires(String field, long seconds) {
    Response response =
        ok("CDN-Cache-Control", field, "Cache-Control", "max-age=7", "Expires", date(9));
    assertThat(Lifetime.of(response)).isEqualTo(new Lifetime(seconds, "max-age"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "max-age=60, &&&&&",
        "max-age=\"60\"",
        "max-age",
        "MaX-aGe=60",
        "max-age =60",
        "max-age= 60",
        "max-age=6.5",
        "no-store=1",
        "max-age=60, a=\"b"
      })
  void section2_1_anUnsoundFieldDoesNotCount(String field) {
    Response response = ok("CDN-Cache-Control", field, "Cache-Control", "max-age=7");
    assertThat(Lifetime.of(response)).isEqualTo(new Lifetime(7, "max-age"));
  }

  @Test
  void section2_1_expiresDoesNotCountBesideIt() {
    Response response = ok("CDN-Cache-Control", "public", "Expires", date(9));
    assertThat(Lifetime.of(response)).isEqualTo(new Lifetime(0, "none"));
  }

  @Test
  void aSwitchThatIsOffIsNotThere() {
    Response response = ok("CDN-Cache-Control", "no-store=?0, max-age=5");
    assertThat(response.control().has("no-store")).isFalse();
  }
}
