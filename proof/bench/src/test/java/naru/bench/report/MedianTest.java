package naru.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class MedianTest {
  @Test
  void isTheMiddleOne() {
    assertThat(Median.of(DoubleStream.of(9, 1, 100))).isEqualTo(9);
  }

  @Test
  void isTheMeanOfTheMiddleTwo() {
    assertThat(Median.of(DoubleStream.of(4, 1, 100, 2))).isEqualTo(3);
  }

  @Test
  void isNoNumberWhereOneIsMissing() {
    assertThat(Median.of(DoubleStream.of(1, Double.NaN, 3))).isNaN();
    assertThat(Median.of(DoubleStream.empty())).isNaN();
  }
}
