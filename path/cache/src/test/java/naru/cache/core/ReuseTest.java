package naru.cache.core;

import static naru.cache.core.Samples.SECOND;
import static naru.cache.core.Samples.get;
import static naru.cache.core.Samples.ok;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9111 sections 4 and 5.2.1, RFC 5861. */
final class ReuseTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // request | response | age in seconds | what happens
        "                 | max-age=10                              |  3 | serve 7",
        "                 | max-age=10                              | 12 | validate stale expired",
        "foo              | max-age=10                              |  3 | serve 7",
        "no-cache         | max-age=10                              |  3 | validate request no-cache",
        "max-age=0        | max-age=10                              |  3 | validate request max-age",
        "max-age=3        | max-age=10                              |  3 | serve 7",
        "max-age=2        | max-age=10                              |  3 | validate request max-age",
        "min-fresh=7      | max-age=10                              |  3 | serve 7",
        "min-fresh=8      | max-age=10                              |  3 | validate request min-fresh",
        "max-stale=5      | max-age=10                              | 15 | stale 5 max-stale",
        "max-stale=5      | max-age=10                              | 16 | validate stale expired",
        "max-stale        | max-age=10                              | 99 | stale 89 max-stale",
        "max-stale        | max-age=10, must-revalidate             | 99 | validate stale must-revalidate",
        "max-stale        | max-age=10, no-cache                    |  3 | validate stale no-cache",
        "                 | max-age=10, stale-while-revalidate=4    | 13 | stale 3 stale-while-revalidate",
        "                 | max-age=10, stale-while-revalidate=4    | 14 | validate stale expired",
        "                 | s-maxage=10, stale-while-revalidate=4   | 13 | stale 3 stale-while-revalidate",
        "                 | max-age=10, must-revalidate, stale-while-revalidate=4 | 13 | validate stale must-revalidate",
        "max-age=12       | max-age=10, stale-while-revalidate=4    | 13 | validate request max-age"
      })
  void decision(String request, String response, long age, String outcome) {
    Request asked = request == null ? get() : get("Cache-Control", request);
    Reuse reuse = Reuse.of(asked, ok("Cache-Control", response), 0, age * SECOND);
    assertThat(inWords(reuse)).isEqualTo(outcome);
  }

  @Test
  void aRouteMayAllowStaleWhileRevalidateWhereTheOriginIsSilent() {
    Reuse reuse = Reuse.of(get(), ok("Cache-Control", "max-age=10"), 30, 12 * SECOND);
    assertThat(inWords(reuse)).isEqualTo("stale 2 stale-while-revalidate");
    Reuse forbidden = Reuse.of(get(), ok("Cache-Control", "s-maxage=10"), 30, 12 * SECOND);
    assertThat(inWords(forbidden)).isEqualTo("validate stale s-maxage");
  }

  @Test
  void section5_4_pragmaStandsInForCacheControl() {
    Response stored = ok("Cache-Control", "max-age=10");
    assertThat(inWords(Reuse.of(get("Pragma", "no-cache"), stored, 0, 0)))
        .isEqualTo("validate request no-cache");
    assertThat(inWords(Reuse.of(get("Pragma", "foo"), stored, 0, 0))).isEqualTo("serve 10");
    Request both = get("Pragma", "no-cache", "Cache-Control", "foo");
    assertThat(inWords(Reuse.of(both, stored, 0, 0))).isEqualTo("serve 10");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=2, stale-if-error=60                  | false | SAFE | 30 | true",
        "max-age=2, stale-if-error=60                  | false | SAFE | 70 | false",
        "max-age=2, stale-if-error=60, must-revalidate | true  | RFC  | 30 | false",
        "s-maxage=2, stale-if-error=60                 | false | SAFE | 30 | true",
        "max-age=2                                     | true  | SAFE | 30 | false",
        "max-age=2                                     | true  | RFC  | 30 | true",
        "max-age=2                                     | false | RFC  | 30 | false",
        "max-age=2, no-cache                           | true  | RFC  | 30 | false",
        "max-age=2, s-maxage=2                         | true  | RFC  | 30 | false",
        "max-age=2, proxy-revalidate                   | true  | RFC  | 30 | false"
      })
  void rfc5861_section4_insteadOfAnError(
      String control, boolean unreachable, Profile profile, long age, boolean served) {
    Response stored = ok("Cache-Control", control);
    assertThat(Reuse.insteadOfError(get(), stored, unreachable, profile, age * SECOND))
        .isEqualTo(served);
  }

  private static String inWords(Reuse reuse) {
    return switch (reuse) {
      case Reuse.Serve serve -> "serve " + serve.ttlSeconds();
      case Reuse.ServeStale stale -> "stale " + stale.staleSeconds() + " " + stale.allowedBy();
      case Reuse.Validate validate -> "validate " + validate.fwd() + " " + validate.because();
    };
  }
}
