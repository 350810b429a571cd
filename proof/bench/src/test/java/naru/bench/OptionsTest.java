package naru.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import naru.bench.machine.Trouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OptionsTest {
  @Test
  void aNameIsEnough() {
    assertThat(Options.parse(List.of("cache")))
        .isEqualTo(new Options(Benchmark.CACHE, false, 3, 3));
  }

  @Test
  void theStackIsOne() {
    assertThat(Options.parse(List.of("stack")).benchmark()).isEqualTo(Benchmark.STACK);
  }

  @Test
  void optionsComeInAnyOrder() {
    assertThat(Options.parse(List.of("dns", "--seconds", "7", "--json", "--rounds", "5")))
        .isEqualTo(new Options(Benchmark.DNS, true, 5, 7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "gate",
        "dns --fast",
        "dns --rounds",
        "dns --rounds 2",
        "dns --rounds 21",
        "dns --seconds 0",
        "dns --seconds 61",
        "dns --seconds x"
      })
  void whatIsWrongIsSaid(String line) {
    List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" "));
    assertThatThrownBy(() -> Options.parse(words))
        .isInstanceOf(Trouble.class)
        .message()
        .isNotBlank();
  }
}
