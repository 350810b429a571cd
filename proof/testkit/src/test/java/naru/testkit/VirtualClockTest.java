package naru.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class VirtualClockTest {
  private final VirtualClock clock = new VirtualClock();

  @Test
  void standsStillUntilItIsMoved() {
    assertThat(clock.nanos()).isZero();
    clock.advance(1_500_000_000);
    assertThat(clock.nanos()).isEqualTo(1_500_000_000);
    assertThat(clock.wall()).isEqualTo(Instant.parse("2026-01-01T00:00:01.5Z"));
  }

  @Test
  void neverRunsBackwards() {
    clock.moveTo(5);
    assertThatIllegalArgumentException().isThrownBy(() -> clock.moveTo(4));
    assertThatIllegalArgumentException().isThrownBy(() -> clock.advance(-1));
  }
}
