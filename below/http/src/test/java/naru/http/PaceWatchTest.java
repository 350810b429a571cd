package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PaceWatchTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long START = 77 * SECOND;

  private final PaceWatch watch = new PaceWatch();

  private boolean look(long second, long bytes, boolean waiting) {
    return watch.isTooSlow(START + second * SECOND, bytes, waiting, 100, 10 * SECOND);
  }

  @Test
  void nothingIsSlowBeforeTheWindowIsOver() {
    watch.begin();
    for (int second = 0; second < 10; second++) {
      assertThat(look(second, 0, true)).isFalse();
    }
    assertThat(look(10, 999, true)).isTrue();
  }

  @Test
  void whoKeepsTheAverageGoesOn() {
    watch.begin();
    for (int second = 0; second < 100; second++) {
      assertThat(look(second, second * 100L, true)).isFalse();
    }
  }

  @Test
  void aFastBeginningDoesNotPayForASlowRest() {
    watch.begin();
    assertThat(look(0, 0, true)).isFalse();
    assertThat(look(10, 1_000_000, true)).isFalse();
    assertThat(look(20, 1_000_500, true)).isTrue();
  }

  @Test
  void onlyTheTimeInWhichTheClientIsWaitedForCounts() {
    watch.begin();
    assertThat(look(0, 0, true)).isFalse();
    for (int second = 1; second < 60; second++) {
      assertThat(look(second, 0, false)).isFalse();
    }
    assertThat(look(68, 0, true)).isFalse();
    assertThat(look(70, 0, true)).isTrue();
  }

  @Test
  void zeroIsAnyPace() {
    watch.begin();
    assertThat(watch.isTooSlow(START, 0, true, 0, SECOND)).isFalse();
    assertThat(watch.isTooSlow(START + 9 * SECOND, 0, true, 0, SECOND)).isFalse();
  }
}
