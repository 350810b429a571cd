package naru.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.bench.load.Reading.Answers;
import naru.bench.load.Reading.Carried;
import naru.bench.load.Reading.Held;
import naru.bench.machine.Trouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AskedTest {
  @Test
  void eachKindOfAnswerIsRead() {
    assertThat(Asked.parse("carried 1000 2.5")).isEqualTo(new Carried(1000, 2.5));
    assertThat(Asked.parse("answered 1000 2.5 7")).isEqualTo(new Answers(1000, 7, 400, Double.NaN));
    assertThat(Asked.parse("held 935.6")).isEqualTo(new Held(935.6));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "held", "held much", "carried 1", "sold 3"})
  void nonsenseIsTold(String line) {
    assertThatThrownBy(() -> Asked.parse(line)).isInstanceOf(Trouble.class);
  }
}
