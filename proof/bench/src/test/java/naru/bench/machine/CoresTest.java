package naru.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CoresTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"0-1;0;1", "2,5-7;2;5", "3,9;3;9", "4-31;4;5"})
  void takesTheFirstTwo(String list, int server, int load) {
    assertThat(Cores.firstTwo(list)).isEqualTo(new Cores(server, load));
  }

  @Test
  void oneCoreIsNotEnough() {
    assertThatThrownBy(() -> Cores.firstTwo("3"))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining("two cores");
  }
}
