package naru.forward.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 section 7.6.3: who is named in a Via field. */
final class ViaTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1 naru",
        "1.0 other, HTTP/1.1 NARU",
        "1.1 other (with, comma), 1.1 naru (Naru)",
        "1.1 other (nested (deep), x),\t1.1\tnaru"
      })
  void names(String via) {
    assertThat(Via.names(via, "naru")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "naru", "1.1 naru2", "1.1 other (1.1 naru)", "1.1 (, 1.1 naru", ",,"})
  void doesNotName(String via) {
    assertThat(Via.names(via, "naru")).isFalse();
  }
}
