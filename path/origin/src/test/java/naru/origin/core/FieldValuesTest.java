package naru.origin.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values of RFC 9110 fields: dates, tags, preferences. */
final class FieldValuesTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Instant RFC_DATE = Instant.parse("1994-11-06T08:49:37Z");

  @Test
  void section5_6_7_threeFormsOfADate() {
    assertThat(HttpDate.parse("Sun, 06 Nov 1994 08:49:37 GMT", NOW)).contains(RFC_DATE);
    assertThat(HttpDate.parse("Sunday, 06-Nov-94 08:49:37 GMT", NOW)).contains(RFC_DATE);
    assertThat(HttpDate.parse("Sun Nov  6 08:49:37 1994", NOW)).contains(RFC_DATE);
    assertThat(HttpDate.format(RFC_DATE)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @Test
  void section5_6_7_whatIsNoDateIsNone() {
    for (String text :
        List.of("", "0", "now", "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET")) {
      assertThat(HttpDate.parse(text, NOW)).as(text).isEmpty();
    }
  }

  @Test
  void section8_8_3_lists() {
    assertThat(EtagList.parse("\"a\", W/\"b\",, \"c,d\"").tags())
        .containsExactly(new Etag(false, "a"), new Etag(true, "b"), new Etag(false, "c,d"));
    assertThat(EtagList.parse(" * ").any()).isTrue();
    assertThat(EtagList.parse("\"a\", b").tags()).as("malformed matches nothing").isEmpty();
    assertThat(EtagList.parse("\"a").tags()).isEmpty();
    assertThat(EtagList.parse("W/").tags()).isEmpty();
  }

  @Test
  void section12_5_3_codings() {
    List<String> both = List.of("br", "gzip");
    assertThat(Preference.parse("gzip, br").coding(both)).contains("br");
    assertThat(Preference.parse("gzip;q=1.0, br;q=0.5").coding(both)).contains("gzip");
    assertThat(Preference.parse("br;q=0, *").coding(both)).contains("gzip");
    assertThat(Preference.parse("identity, gzip;q=0.5").coding(both)).isEmpty();
    assertThat(Preference.parse("*;q=0").coding(both)).isEmpty();
    assertThat(Preference.parse("").coding(both)).isEmpty();
    assertThat(Preference.parse("GZIP ; Q=0.001").coding(both)).contains("gzip");
    assertThat(Preference.parse("gzip;q=2").coding(both)).as("no weight").isEmpty();
  }

  @Test
  void section12_5_1_mediaTypes() {
    String json = "application/json";
    assertThat(Preference.parse("text/html, */*;q=0.1").accepts(json)).isTrue();
    assertThat(Preference.parse("application/*").accepts(json)).isTrue();
    assertThat(Preference.parse("application/json;q=0, */*").accepts(json)).isFalse();
    assertThat(Preference.parse("text/html").accepts(json)).isFalse();
  }
}
