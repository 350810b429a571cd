package naru.cache.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9111 section 5.2. */
final class CacheControlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "max-age=60 | 60",
        "MaX-aGe=60 | 60",
        "max-age=\"60\" | 60",
        "max-age=0060 | 60",
        "max-age=2147483648 | 2147483648",
        "max-age=99999999999999999999 | 2147483648",
        "foo, max-age=60, bar=baz | 60",
        "max-age=60, max-age=1 | 60",
        "extension=\"max-age=3600\", max-age=1 | 1",
        "extension=\"a\\\"b, max-age=3600\", max-age=1 | 1",
        "max-age=-60 | 0",
        "max-age=60.5 | 0",
        "max-age=a60 | 0",
        "max-age='60' | 0",
        "max-age= 60 | 0",
        "max-age | 0",
        "max-age=60\\ | 0"
      })
  void section1_2_2_deltaSeconds(String line, long seconds) {
    assertThat(parsed(line).seconds("max-age")).hasValue(seconds);
  }

  @ParameterizedTest
  @CsvSource({"nothing-to-see-here", "s-maxage=1", "max-age =60", "xmax-age=60", "=60"})
  void section5_2_3_whatIsUnknownIsIgnored(String line) {
    assertThat(parsed(line).seconds("max-age")).isEqualTo(OptionalLong.empty());
  }

  @Test
  void section4_2_1_theFirstOfSeveralLinesCounts() {
    CacheControl control = CacheControl.parse(List.of("max-age=1", "max-age=1800"));
    assertThat(control.seconds("max-age")).hasValue(1);
  }

  @Test
  void section5_2_2_4_qualifiedNoCacheNamesFields() {
    CacheControl control = parsed("no-cache=\"A, b\", max-age=3");
    assertThat(control.hasUnqualified("no-cache")).isFalse();
    assertThat(control.qualifiedFields("no-cache")).containsExactly("a", "b");
  }

  @Test
  void section5_2_2_4_unqualifiedOutweighsQualified() {
    assertThat(parsed("no-cache=\"a\", no-cache").hasUnqualified("no-cache")).isTrue();
    assertThat(parsed("private, private=\"a\"").hasUnqualified("private")).isTrue();
  }

  @Test
  void anUnclosedQuoteReachesToTheEnd() {
    CacheControl control = parsed("a=\"b, max-age=60");
    assertThat(control.has("a")).isTrue();
    assertThat(control.has("max-age")).isFalse();
  }

  private static CacheControl parsed(String line) {
    return CacheControl.parse(List.of(line));
  }
}
