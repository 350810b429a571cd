package naru.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.gateway.core.regex.Regex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
  @ParameterizedTest
  @CsvSource({
    "/api, /api, true",
    "/api, /api/, false",
    "/api/**, /api, true",
    "/api/**, /api/, true",
    "/api/**, /api/a/b, true",
    "/api/**, /apix, false",
    "/api/**, /API/a, false",
    "/**, /, true",
    "/**, /a, true",
    "/, /, true",
    "/, /a, false"
  })
  void matches(String pattern, String path, boolean expected) {
    assertThat(PathPattern.parse(pattern).matches(path)).isEqualTo(expected);
    assertThat(PathPattern.parse(pattern)).hasToString(pattern);
  }

  @ParameterizedTest
  @CsvSource({
    "/**, /a/**, true",
    "/a/**, /a/b, true",
    "/a/**, /a, true",
    "/a/**, /ab/**, false",
    "/a/b/**, /a/**, false",
    "/a, /a/**, false",
    "/a, /a, true"
  })
  void covers(String wide, String narrow, boolean expected) {
    assertThat(PathPattern.parse(wide).covers(PathPattern.parse(narrow))).isEqualTo(expected);
  }

  @Test
  void anExpressionCoversItselfAlone() {
    PathPattern regex = PathPattern.of(Regex.parse("/v[0-9]+/.*"));
    assertThat(regex.matches("/v12/x")).isTrue();
    assertThat(regex.matches("/v/x")).isFalse();
    assertThat(PathPattern.ANY.covers(regex)).isTrue();
    assertThat(regex.covers(PathPattern.of(Regex.parse("/v[0-9]+/.*")))).isTrue();
    assertThat(regex.covers(PathPattern.parse("/v1/x"))).isFalse();
  }

  /** Servers read both alike, and so must who guards them: there is one spelling of a pattern. */
  @ParameterizedTest
  @ValueSource(strings = {"/%40me", "/a%3Ab/**", "/a%3db", "/%24", "/a%2Bb"})
  void whatNeedsNoEscapeIsWrittenPlainly(String pattern) {
    assertThatThrownBy(() -> PathPattern.parse(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write '@' for %40");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/@me", "/a%20b", "/%2F/**", "/a%3Bb", "/%C3%A9"})
  void otherEscapesStay(String pattern) {
    assertThat(PathPattern.parse(pattern)).hasToString(pattern);
  }
}
