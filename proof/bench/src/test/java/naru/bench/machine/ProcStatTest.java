package naru.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProcStatTest {
  @Test
  void sumsItsOwnTimeAndThatOfEndedChildren() {
    String line =
        "4711 (nginx) S 42 4711 4711 0 -1 4194560 1 2 3 4 1000 200 30 4 20 0 1 0 12345 100 50";
    assertThat(ProcStat.parse(line)).isEqualTo(new ProcStat(42, 1234));
  }

  @Test
  void aNameMayHoldBracketsAndSpaces() {
    String line = "1 (a) R 9 (b) ) S 42 1 1 0 -1 0 1 2 3 4 5 6 7 8 20 0 1 0 1 1 1";
    assertThat(ProcStat.parse(line)).isEqualTo(new ProcStat(42, 26));
  }
}
