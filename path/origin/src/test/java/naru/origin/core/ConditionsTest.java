package naru.origin.core;

import static naru.origin.core.Asking.ask;
import static naru.origin.core.Asking.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import naru.origin.core.Conditions.Failed;
import naru.origin.core.Conditions.NotModified;
import naru.origin.core.Conditions.Proceed;
import naru.origin.core.Conditions.Verdict;
import org.junit.jupiter.api.Test;

/** RFC 9110 section 13, by section. */
final class ConditionsTest {
  private static final Instant MODIFIED = Instant.parse("1994-11-06T08:49:37.5Z");
  private static final Instant NOW = Instant.parse("1994-11-07T00:00:00Z");
  private static final String SAME = "Sun, 06 Nov 1994 08:49:37 GMT";
  private static final String BEFORE = "Sun, 06 Nov 1994 08:49:36 GMT";
  private static final String AFTER = "Sun, 06 Nov 1994 08:49:38 GMT";
  private static final Verdict WHOLE = new Proceed(true);
  private static final Verdict UNCHANGED = new NotModified();

  private static Verdict of(Ask ask) {
    return Conditions.of(ask, Optional.of(Validators.of(Etag.strong("a"), MODIFIED)), NOW);
  }

  private static Verdict ofMissing(Ask ask) {
    return Conditions.of(ask, Optional.empty(), NOW);
  }

  @Test
  void section13_1_1_ifMatchComparesStrongly() {
    assertThat(of(get("/", "If-Match", "\"x\", \"a\""))).isEqualTo(WHOLE);
    assertThat(of(get("/", "If-Match", "*"))).isEqualTo(WHOLE);
    assertThat(of(get("/", "If-Match", "W/\"a\""))).isEqualTo(new Failed("If-Match"));
    assertThat(of(ask("PUT", "/", "If-Match", "\"b\""))).isEqualTo(new Failed("If-Match"));
    assertThat(ofMissing(ask("PUT", "/", "If-Match", "*"))).isEqualTo(new Failed("If-Match"));
  }

  @Test
  void section13_1_2_ifNoneMatchComparesWeakly() {
    assertThat(of(get("/", "If-None-Match", "W/\"a\""))).isEqualTo(UNCHANGED);
    assertThat(of(ask("HEAD", "/", "If-None-Match", "\"x\",\"a\""))).isEqualTo(UNCHANGED);
    assertThat(of(get("/", "If-None-Match", "*"))).isEqualTo(UNCHANGED);
    assertThat(of(get("/", "If-None-Match", "\"b\""))).isEqualTo(WHOLE);
    assertThat(of(ask("PUT", "/", "If-None-Match", "*"))).isEqualTo(new Failed("If-None-Match"));
    assertThat(ofMissing(ask("PUT", "/", "If-None-Match", "*"))).isEqualTo(new Proceed(false));
  }

  @Test
  void section13_1_3_ifModifiedSinceCountsWholeSeconds() {
    assertThat(of(get("/", "If-Modified-Since", SAME))).isEqualTo(UNCHANGED);
    assertThat(of(get("/", "If-Modified-Since", AFTER))).isEqualTo(UNCHANGED);
    assertThat(of(get("/", "If-Modified-Since", BEFORE))).isEqualTo(WHOLE);
    assertThat(of(get("/", "If-Modified-Since", "yesterday"))).isEqualTo(WHOLE);
    assertThat(of(ask("POST", "/", "If-Modified-Since", SAME))).isEqualTo(new Proceed(false));
  }

  @Test
  void section13_1_4_ifUnmodifiedSince() {
    assertThat(of(get("/", "If-Unmodified-Since", SAME))).isEqualTo(WHOLE);
    assertThat(of(get("/", "If-Unmodified-Since", BEFORE)))
        .isEqualTo(new Failed("If-Unmodified-Since"));
    assertThat(of(get("/", "If-Unmodified-Since", "never"))).isEqualTo(WHOLE);
  }

  @Test
  void section13_1_5_ifRangeNeedsAStrongValidator() {
    assertThat(ranged("\"a\"")).isEqualTo(WHOLE);
    assertThat(ranged("\"b\"")).isEqualTo(new Proceed(false));
    assertThat(ranged("W/\"a\"")).isEqualTo(new Proceed(false));
    assertThat(ranged("*")).isEqualTo(new Proceed(false));
    assertThat(ranged(SAME)).isEqualTo(WHOLE);
    assertThat(ranged(AFTER)).isEqualTo(new Proceed(false));
    assertThat(of(get("/", "If-Range", "\"b\""))).as("without Range").isEqualTo(WHOLE);
  }

  @Test
  void section8_8_2_2_aDateOfThisSecondIsWeak() {
    Ask ask = get("/", "Range", "bytes=0-0", "If-Range", SAME);
    Validators current = Validators.of(Etag.strong("a"), MODIFIED);
    Instant sameSecond = MODIFIED.plusMillis(400);
    assertThat(Conditions.of(ask, Optional.of(current), sameSecond)).isEqualTo(new Proceed(false));
  }

  @Test
  void section13_2_2_tagsOutrankDates() {
    assertThat(of(get("/", "If-Match", "\"a\"", "If-Unmodified-Since", BEFORE))).isEqualTo(WHOLE);
    assertThat(of(get("/", "If-None-Match", "\"b\"", "If-Modified-Since", AFTER))).isEqualTo(WHOLE);
  }

  @Test
  void section13_2_2_ifMatchComesBeforeIfNoneMatch() {
    assertThat(of(get("/", "If-Match", "\"b\"", "If-None-Match", "\"a\"")))
        .isEqualTo(new Failed("If-Match"));
    assertThat(of(get("/", "If-Match", "\"a\"", "If-None-Match", "\"a\""))).isEqualTo(UNCHANGED);
  }

  @Test
  void section14_2_onlyGetHasRanges() {
    assertThat(of(ask("HEAD", "/", "Range", "bytes=0-0"))).isEqualTo(new Proceed(false));
  }

  private static Verdict ranged(String ifRange) {
    return of(get("/", "Range", "bytes=0-0", "If-Range", ifRange));
  }
}
