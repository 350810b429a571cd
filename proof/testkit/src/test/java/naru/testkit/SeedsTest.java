package naru.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SeedsTest {
  @Test
  void aNameAlwaysGivesTheSameNumbers() {
    long first = Seeds.of(7).generator("loss").nextLong();
    assertThat(Seeds.of(7).generator("loss").nextLong()).isEqualTo(first);
    assertThat(Seeds.of(8).generator("loss").nextLong()).isNotEqualTo(first);
    assertThat(Seeds.of(7).child("a").generator("loss").nextLong()).isNotEqualTo(first);
  }

  @Test
  void namesAreIndependent() {
    Set<Long> drawn = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      for (String name : List.of("a", "b", "ab", "ba", "loss", "delay")) {
        drawn.add(Seeds.of(seed).generator(name).nextLong());
      }
    }
    assertThat(drawn).hasSize(600);
  }

  @Test
  void eachSeedIsRun() {
    List<Long> seen = new ArrayList<>();
    Seeds.each(3, seeds -> seen.add(seeds.seed()));
    if (Long.getLong(Seeds.PROPERTY) == null) {
      assertThat(seen).containsExactly(0L, 1L, 2L);
    } else {
      assertThat(seen).hasSize(1);
    }
  }

  @Test
  void aFailureSaysHowToRunItAgain() {
    assertThatThrownBy(
            () ->
                Seeds.of(42)
                    .child("x")
                    .run(
                        seeds -> {
                          throw new IllegalStateException("broken");
                        }))
        .isInstanceOf(AssertionError.class)
        .hasMessage("-Dnaru.seed=42: broken")
        .hasCauseInstanceOf(IllegalStateException.class);
  }
}
