package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** RFC 6528 s. 3. */
class IsnSourceTest {
  private static final long SECOND = 1_000_000_000L;

  private final IsnSource source = IsnSource.of(new Random(1));

  private int isn(int localPort, int remotePort, long now) {
    return source.isn(0, 0xffff_0a00_0001L, localPort, 0, 0xffff_0a00_0002L, remotePort, now);
  }

  @Test
  void onePairOfSocketsCountsFourMicrosecondTicks() {
    int first = isn(40_000, 80, 0);

    assertThat(isn(40_000, 80, 3_999)).isEqualTo(first);
    assertThat(isn(40_000, 80, 4_000)).isEqualTo(first + 1);
    assertThat(isn(40_000, 80, SECOND)).isEqualTo(first + 250_000);
    // 2^32 ticks: 4.77 hours.
    assertThat(isn(40_000, 80, (1L << 32) * 4000)).isEqualTo(first);
  }

  @Test
  void everyPartOfThePairCounts() {
    Set<Integer> seen = new HashSet<>();
    seen.add(source.isn(1, 2, 3, 4, 5, 6, 0));
    seen.add(source.isn(9, 2, 3, 4, 5, 6, 0));
    seen.add(source.isn(1, 9, 3, 4, 5, 6, 0));
    seen.add(source.isn(1, 2, 9, 4, 5, 6, 0));
    seen.add(source.isn(1, 2, 3, 9, 5, 6, 0));
    seen.add(source.isn(1, 2, 3, 4, 9, 6, 0));
    seen.add(source.isn(1, 2, 3, 4, 5, 9, 0));
    seen.add(source.isn(4, 5, 6, 1, 2, 3, 0));

    assertThat(seen).hasSize(8);
  }

  @Test
  void theSecretIsTheStacksOwn() {
    IsnSource other = IsnSource.of(new Random(2));
    assertThat(other.isn(1, 2, 3, 4, 5, 6, 0)).isNotEqualTo(source.isn(1, 2, 3, 4, 5, 6, 0));
    assertThat(IsnSource.of(new Random(1)).isn(1, 2, 3, 4, 5, 6, 0))
        .isEqualTo(source.isn(1, 2, 3, 4, 5, 6, 0));
  }
}
