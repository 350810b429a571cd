package naru.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ResidentTest {
  @Test
  void readsTheShare() {
    assertThat(Resident.parse("55d0-7fff ---p 0 00:00 0 [rollup]\nRss:  9000 kB\nPss:  2048 kB\n"))
        .isEqualTo(2048);
    assertThat(new Resident(2048).mebibytes()).isEqualTo(2);
    assertThat(Resident.parse("")).isZero();
  }

  @Test
  void aProgramTakesSome() {
    assertThat(Resident.of(ProcessHandle.current()).mebibytes()).isGreaterThan(1);
  }
}
