package naru.cache.core;

import static naru.cache.core.Samples.date;
import static naru.cache.core.Samples.ok;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9111 sections 3.1, 3.2 and 4.3; RFC 9110 section 13. */
final class ValidationTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"abc\" | \"abc\" | true",
        "\"abc\" | \"abd\" | false",
        "W/\"abc\" | \"abc\" | true",
        "\"abc\" | W/\"abc\" | true",
        "\"1\", \"abc\", \"2\" | \"abc\" | true",
        "\"a,b\" | \"a,b\" | true",
        "* | \"abc\" | true",
        "abc | \"abc\" | false"
      })
  void rfc9110_section13_1_2_ifNoneMatchComparesWeakly(String sent, String kept, boolean answer) {
    assertThat(Validation.notModified(Lines.of("If-None-Match", sent), ok("ETag", kept)))
        .isEqualTo(answer);
  }

  @Test
  void rfc9110_section13_2_2_ifNoneMatchOutweighsIfModifiedSince() {
    Lines request = Lines.of("If-None-Match", "\"x\"", "If-Modified-Since", date(0));
    Response stored = ok("ETag", "\"abc\"", "Last-Modified", date(-90));
    assertThat(Validation.notModified(request, stored)).isFalse();
  }

  @Test
  void section4_3_2_ifModifiedSinceAgainstLastModifiedThenDateThenArrival() {
    Lines request = Lines.of("If-Modified-Since", date(-50));
    assertThat(Validation.notModified(request, ok("Last-Modified", date(-50)))).isTrue();
    assertThat(Validation.notModified(request, ok("Last-Modified", date(-49)))).isFalse();
    assertThat(Validation.notModified(request, ok("Date", date(-50)))).isTrue();
    assertThat(Validation.notModified(request, ok())).isFalse();
    Lines nonsense = Lines.of("If-Modified-Since", "yesterday");
    assertThat(Validation.notModified(nonsense, ok("Last-Modified", date(-50)))).isFalse();
  }

  @Test
  void section4_3_1_bothValidatorsAreSent() {
    Lines stored = Lines.of("ETag", "W/\"a\"", "Last-Modified", date(-5));
    assertThat(Validation.condition(stored))
        .isEqualTo(Lines.of("If-None-Match", "W/\"a\"", "If-Modified-Since", date(-5)));
  }

  @Test
  void section3_1_fieldsOfTheConnectionAreNotStored() {
    Lines received =
        Lines.of("Connection", "a, B", "A", "1", "b", "2", "C", "3", "Keep-Alive", "x", "Age", "9");
    assertThat(Validation.storable(received, CacheControl.none())).isEqualTo(Lines.of("C", "3"));
  }

  @Test
  void section5_2_2_fieldsThatADirectiveNamesAreNotStored() {
    Lines received =
        Lines.of("Cache-Control", "no-cache=\"a\", private=\"b\"", "A", "1", "B", "2", "C", "3");
    assertThat(Validation.storable(received, CacheControl.ofResponse(received)).names())
        .containsExactly("cache-control", "c");
  }

  @Test
  void section3_2_a304ReplacesWhatItNamesButNotTheBodysLength() {
    Lines stored = Lines.of("A", "1", "B", "2", "Content-Length", "36", "B", "3");
    Lines news = Lines.of("b", "4", "Content-Length", "10", "Connection", "close");
    assertThat(Validation.updated(stored, news))
        .isEqualTo(Lines.of("A", "1", "Content-Length", "36", "b", "4"));
  }

  @Test
  void section4_3_4_a304WithAnotherTagIsAboutSomethingElse() {
    Lines stored = Lines.of("ETag", "\"a\"");
    assertThat(Validation.isAbout(stored, Lines.of("ETag", "\"a\""))).isTrue();
    assertThat(Validation.isAbout(stored, Lines.none())).isTrue();
    assertThat(Validation.isAbout(stored, Lines.of("ETag", "\"b\""))).isFalse();
  }

  @Test
  void rfc9110_section13_1_5_ifRangeNeedsAStrongTagOrTheExactDate() {
    Lines stored = Lines.of("ETag", "\"a\"", "Last-Modified", date(-5));
    assertThat(Validation.rangeApplies(Lines.none(), stored)).isTrue();
    assertThat(Validation.rangeApplies(Lines.of("If-Range", "\"a\""), stored)).isTrue();
    assertThat(Validation.rangeApplies(Lines.of("If-Range", "W/\"a\""), stored)).isFalse();
    assertThat(Validation.rangeApplies(Lines.of("If-Range", date(-5)), stored)).isTrue();
    assertThat(Validation.rangeApplies(Lines.of("If-Range", date(0)), stored)).isFalse();
  }
}
