package naru.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;

import naru.gateway.config.HealthCheck;
import naru.gateway.core.Health.Turn;
import org.junit.jupiter.api.Test;

class HealthTest {
  private static final HealthCheck CHECK = HealthCheck.get("/healthz");

  private final Health health = new Health();

  @Test
  void threeFailuresInARowTakeATargetOutAndTwoPassesBringItBack() {
    assertThat(health.isHealthy()).isTrue();
    assertThat(health.failed(CHECK, "status 500", 1)).isEqualTo(Turn.NONE);
    assertThat(health.failed(CHECK, "status 500", 2)).isEqualTo(Turn.NONE);
    assertThat(health.passed(CHECK, "status 200", 3)).isEqualTo(Turn.NONE);
    assertThat(health.failed(CHECK, "status 500", 4)).isEqualTo(Turn.NONE);
    assertThat(health.failed(CHECK, "status 500", 5)).isEqualTo(Turn.NONE);
    assertThat(health.failed(CHECK, "refused", 6)).isEqualTo(Turn.OUT);
    assertThat(health.isHealthy()).isFalse();
    assertThat(health.sinceNanos()).isEqualTo(6);
    assertThat(health.evidence()).isEqualTo("refused");
    assertThat(health.failed(CHECK, "refused", 7)).isEqualTo(Turn.NONE);
    assertThat(health.passed(CHECK, "status 200", 8)).isEqualTo(Turn.NONE);
    assertThat(health.failed(CHECK, "refused", 9)).isEqualTo(Turn.NONE);
    assertThat(health.passed(CHECK, "status 200", 10)).isEqualTo(Turn.NONE);
    assertThat(health.isHealthy()).isFalse();
    assertThat(health.passed(CHECK, "status 204", 11)).isEqualTo(Turn.BACK);
    assertThat(health.isHealthy()).isTrue();
    assertThat(health.evidence()).isEqualTo("status 204");
  }

  @Test
  void withoutChecksATargetIsHealthyAgain() {
    for (int i = 0; i < 3; i++) {
      health.failed(CHECK, "refused", i);
    }
    health.forget();
    assertThat(health.isHealthy()).isTrue();
    assertThat(health.evidence()).isEmpty();
  }

  @Test
  void checksAreSpreadByATenth() {
    long every = CHECK.everyNanos();
    assertThat(new Health().nextNanos(CHECK, 0)).isEqualTo(every - every / 10);
    assertThat(new Health().nextNanos(CHECK, 2 * (every / 10))).isEqualTo(every + every / 10);
  }
}
