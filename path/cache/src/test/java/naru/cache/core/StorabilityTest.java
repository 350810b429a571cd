package naru.cache.core;

import static naru.cache.core.Samples.date;
import static naru.cache.core.Samples.get;
import static naru.cache.core.Samples.ok;
import static naru.cache.core.Samples.response;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9111 section 3. */
final class StorabilityTest {
  private static final String OK = "";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "max-age=60 | ",
        "s-maxage=60 | ",
        "max-age=60, no-cache | ",
        "max-age=60, no-cache=\"a\" | ",
        "max-age=60, private=\"set-cookie\" | ",
        "max-age=0, stale-while-revalidate=9 | ",
        "max-age=60, no-store | no-store",
        "max-age=60, No-Store | no-store",
        "max-age=60, private | private",
        "max-age=60, no-store, must-understand | ",
        "max-age=0 | already-stale",
        "nothing | no-freshness"
      })
  void section3_responseDirectives(String control, String reason) {
    assertThat(reason(get(), ok("Cache-Control", control), Profile.SAFE)).isEqualTo(or(reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=60 | authorization",
        "max-age=60, public | ",
        "max-age=60, must-revalidate | ",
        "s-maxage=60 | ",
        "max-age=60, proxy-revalidate | authorization"
      })
  void section3_5_authorization(String control, String reason) {
    Request request = get("Authorization", "Basic Zm9v");
    assertThat(reason(request, ok("Cache-Control", control), Profile.SAFE)).isEqualTo(or(reason));
  }

  @ParameterizedTest
  @CsvSource({"HEAD, head", "POST, method", "PUT, method", "M-SEARCH, method", "get, method"})
  void section3_onlyGetIsStored(String method, String reason) {
    Request request = Request.of(method, Lines.none());
    assertThat(reason(request, ok("Cache-Control", "max-age=60"), Profile.SAFE)).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({"206, partial", "304, status", "500, ''", "599, ''", "302, ''", "204, ''"})
  void section3_statusWithExplicitFreshness(int status, String reason) {
    Response response = response(status, "Cache-Control", "max-age=60");
    assertThat(reason(get(), response, Profile.SAFE)).isEqualTo(reason);
  }

  @Test
  void section5_2_2_3_mustUnderstandForbidsUnknownStatus() {
    Response response = response(599, "Cache-Control", "max-age=60, no-store, must-understand");
    assertThat(reason(get(), response, Profile.RFC)).isEqualTo("status");
  }

  @ParameterizedTest
  @CsvSource({"*", "'foo, *'", "'*, foo'", "', *'"})
  void section4_1_varyByEverything(String vary) {
    assertThat(reason(get(), ok("Cache-Control", "max-age=60", "Vary", vary), Profile.RFC))
        .isEqualTo("vary");
  }

  @Test
  void section5_2_1_5_requestNoStore() {
    Request request = get("Cache-Control", "no-store");
    assertThat(reason(request, ok("Cache-Control", "max-age=60"), Profile.RFC))
        .isEqualTo("no-store");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SAFE | max-age=60 | set-cookie",
        "SAFE | max-age=60, public | ",
        "SAFE | s-maxage=60 | ",
        "RFC | max-age=60 | ",
        "RFC | nothing | set-cookie"
      })
  void cookiesAreSharedOnlyWhereTheOriginMeansIt(Profile profile, String control, String reason) {
    Response response = ok("Cache-Control", control, "Set-Cookie", "a=b", "ETag", "\"1\"");
    assertThat(reason(get(), response, profile)).isEqualTo(or(reason));
  }

  @Test
  void aValidatorOrAGuessIsReasonEnough() {
    assertThat(reason(get(), ok("ETag", "\"a\""), Profile.SAFE)).isEqualTo(OK);
    assertThat(reason(get(), ok("Last-Modified", date(-90)), Profile.SAFE)).isEqualTo(OK);
    assertThat(reason(get(), ok("Expires", date(-9), "ETag", "\"a\""), Profile.SAFE)).isEqualTo(OK);
  }

  @Test
  void theRoutesDefaultIsReasonEnoughButSharesNothingPrivate() {
    assertThat(unsaid("X", "1")).isEqualTo(OK);
    assertThat(unsaid("Set-Cookie", "a=b")).isEqualTo("set-cookie");
    assertThat(unsaid("Cache-Control", "private")).isEqualTo("private");
    assertThat(unsaid("Cache-Control", "no-store")).isEqualTo("no-store");
    assertThat(reason(get(), ok("X", "1"), Profile.SAFE)).isEqualTo("no-freshness");
  }

  private static String unsaid(String name, String value) {
    Response said = ok(name, value);
    Response response = Response.of(200, said.lines(), said.arrival(), 10);
    return reason(get(), response, Profile.SAFE);
  }

  private static String or(String reason) {
    return reason == null ? OK : reason;
  }

  private static String reason(Request request, Response response, Profile profile) {
    return switch (Storability.of(request, response, profile)) {
      case Storability.Storable stored -> OK;
      case Storability.NotStorable not -> not.reason();
    };
  }
}
