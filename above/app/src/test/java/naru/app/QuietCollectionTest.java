package naru.app;

import static org.assertj.core.api.Assertions.assertThat;

import naru.base.Metrics;
import org.junit.jupiter.api.Test;

final class QuietCollectionTest {
  private static final long MIB = 1 << 20;

  private final Metrics metrics = new Metrics();
  private final QuietCollection quiet = QuietCollection.of(metrics);
  private long cpu;

  private boolean isDue(long usedMib, long cpuMillis) {
    cpu += cpuMillis * 1_000_000;
    return quiet.isDue(usedMib * MIB, cpu);
  }

  @Test
  void itIsDueOnlyWhenQuietAndWorthIt() {
    assertThat(isDue(30, 10)).isFalse();
    assertThat(isDue(77, 10)).as("47 MiB more").isFalse();
    assertThat(isDue(78, 100)).as("a twentieth of a core").isFalse();
    assertThat(isDue(78, 99)).isTrue();
  }

  /** What lives after a collection is the new measure: the same garbage is not looked for twice. */
  @Test
  void whatLivesIsNotCollectedAgain() {
    assertThat(isDue(30, 10)).isFalse();
    assertThat(isDue(200, 10)).isTrue();
    quiet.collected(110 * MIB);
    assertThat(isDue(150, 10)).isFalse();
    assertThat(isDue(158, 10)).isTrue();
  }

  /** The collector's own work lowers the measure. */
  @Test
  void aCollectionUnderLoadCounts() {
    assertThat(isDue(100, 10)).isFalse();
    assertThat(isDue(40, 1000)).isFalse();
    assertThat(isDue(88, 10)).isTrue();
  }

  @Test
  void aLongPauseIsLeftToTheCollector() {
    assertThat(isDue(129, 10)).isFalse();
    assertThat(isDue(400, 10)).isFalse();
  }

  @Test
  void whereNobodyTellsTheCpuTimeItIsNeverQuiet() {
    assertThat(quiet.isDue(0, QuietCollection.UNKNOWN)).isFalse();
    assertThat(quiet.isDue(100 * MIB, QuietCollection.UNKNOWN)).isFalse();
  }

  @Test
  void itIsCounted() {
    quiet.collected(0);
    assertThat(metrics.samples())
        .contains(
            new Metrics.Sample(
                "naru_heap_quiet_collections_total",
                "collections of the whole heap in a quiet moment",
                1));
  }
}
