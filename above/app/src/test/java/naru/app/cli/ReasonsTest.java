package naru.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import naru.app.text.Language;
import naru.base.Code;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ReasonsTest {
  @ParameterizedTest
  @EnumSource(Code.class)
  void everyCodeIsExplainedInBothLanguages(Code code) {
    for (Language language : Language.values()) {
      assertThat(Reasons.in(language).knows(code)).as(language + " " + code.reason()).isTrue();
    }
  }
}
