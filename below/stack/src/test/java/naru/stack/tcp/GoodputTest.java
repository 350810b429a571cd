package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import naru.stack.tcp.Goodput.Cell;
import naru.stack.tcp.Goodput.Result;
import naru.stack.tcp.TcpOptions.Congestion;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The goodput table, and whether it makes sense: this is how mistakes of loss recovery show that
 * deliver every byte all the same.
 */
final class GoodputTest {
  private static final String SNAPSHOT = "goodput.txt";
  private static Map<Cell, Result> all = Map.of();

  @BeforeAll
  static void measure() {
    all = Goodput.all();
  }

  /** Run with {@code -Dnaru.snapshots=write} to renew the file, then read what changed. */
  @Test
  void isAsItWas() throws IOException {
    String table = Goodput.table(all);
    if ("write".equals(System.getProperty("naru.snapshots"))) {
      Files.writeString(Path.of("src/test/resources/naru/stack/tcp", SNAPSHOT), table);
      return;
    }
    try (InputStream in = GoodputTest.class.getResourceAsStream(SNAPSHOT)) {
      byte[] kept = Objects.requireNonNull(in, SNAPSHOT).readAllBytes();
      assertThat(table).isEqualTo(new String(kept, StandardCharsets.UTF_8));
    }
  }

  private static long at(double loss, int rtt, double buffer, Congestion control, boolean sack) {
    return Objects.requireNonNull(all.get(new Cell(loss, rtt, buffer, control, sack))).kilobits();
  }

  @Test
  void fallsWithLoss() {
    for (Cell cell : all.keySet()) {
      if (cell.loss() > 0 && cell.buffer() > 0 && cell.sack()) {
        double less = Goodput.LOSSES[indexOf(cell.loss()) - 1];
        Cell better = new Cell(less, cell.rttMillis(), cell.buffer(), cell.control(), cell.sack());
        long expected = Objects.requireNonNull(all.get(better)).kilobits();
        // An early loss can end slow start before it overshoots: hence the margin.
        assertThat(all.get(cell).kilobits()).as("%s", cell).isLessThan(expected * 5 / 4);
      }
    }
  }

  private static int indexOf(double loss) {
    int i = 0;
    while (Goodput.LOSSES[i] != loss) {
      i++;
    }
    return i;
  }

  @Test
  void sackIsNotWorseThanNone() {
    all.forEach(
        (cell, with) -> {
          Cell plain =
              new Cell(
                  cell.loss(),
                  cell.rttMillis(),
                  cell.buffer(),
                  cell.reordered(),
                  cell.control(),
                  false);
          long without = Objects.requireNonNull(all.get(plain)).kilobits();
          assertThat(with.kilobits()).as("%s", cell).isGreaterThan(without * 95 / 100);
        });
  }

  /** Mathis et al. 1997: MSS / RTT * sqrt(3 / 2) / sqrt(p), if nothing else limits. */
  @Test
  void newRenoGetsWhatTheoryGivesIt() {
    for (int rtt : new int[] {60, 200}) {
      for (double loss : new double[] {0.01, 0.05}) {
        double theory = 1448 * 8.0 / rtt * Math.sqrt(1.5 / loss);
        long actual = at(loss, rtt, 2, Congestion.NEW_RENO, true);
        assertThat(actual / theory).as("%s %s", rtt, loss).isBetween(0.55, 1.2);
      }
    }
  }

  @Test
  void cubicIsNotWorseThanNewReno() {
    for (double loss : Goodput.LOSSES) {
      for (int rtt : Goodput.RTTS) {
        long cubic = at(loss, rtt, 2, Congestion.CUBIC, true);
        assertThat(cubic)
            .as("%s %s", loss, rtt)
            .isGreaterThan(at(loss, rtt, 2, Congestion.NEW_RENO, true) * 93 / 100);
      }
    }
  }

  @Test
  void aCleanPathIsFilled() {
    for (Congestion control : Congestion.values()) {
      Result r = Goodput.of(new Cell(0, 60, 1, control, true), 30 << 20);
      double share = r.kilobits() * 1000.0 / Goodput.RATE / (1448.0 / 1500);
      assertThat(share).as("%s: %s", control, r).isGreaterThan(0.97);
      assertThat(r.timeouts()).isZero();
    }
  }

  @Test
  void mildReorderingCostsLittle() {
    for (Congestion control : Congestion.values()) {
      long calm = Goodput.of(new Cell(0, 60, 1, control, true), 4 << 20).kilobits();
      Result r = Objects.requireNonNull(all.get(new Cell(0, 60, 1, 0.02, control, true)));
      assertThat(r.kilobits()).as("%s: %s", control, r).isGreaterThan(calm * 9 / 10);
    }
  }

  @Test
  void noTimeoutIsNeededWithSackUpToOnePercentOfLoss() {
    all.forEach(
        (cell, r) -> {
          if (cell.sack() && cell.loss() <= 0.01) {
            assertThat(r.timeouts()).as("%s: %s", cell, r).isZero();
          }
        });
  }

  @Test
  void marksAvoidLosses() {
    for (Congestion control : Congestion.values()) {
      Result r = Objects.requireNonNull(all.get(new Cell(0, 60, 0, control, true)));
      assertThat(r.again()).as("%s: %s", control, r).isZero();
    }
  }
}
