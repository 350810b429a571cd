package naru.origin.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import naru.origin.core.Ranges.Choice;
import naru.origin.core.Ranges.Some;
import naru.origin.core.Ranges.Unsatisfiable;
import naru.origin.core.Ranges.Whole;
import org.junit.jupiter.api.Test;

/** RFC 9110 section 14, by section. */
final class RangesTest {
  private static final long LENGTH = 10_000;

  private static Choice of(String value) {
    return Ranges.of(value, LENGTH);
  }

  /** Ranges as first, last, first, last ... */
  private static Choice some(long... ends) {
    return new Some(
        java.util.stream.IntStream.range(0, ends.length / 2)
            .mapToObj(i -> new ByteRange(ends[2 * i], ends[2 * i + 1]))
            .toList());
  }

  @Test
  void section14_1_2_examplesOfTheRfc() {
    assertThat(of("bytes=0-499")).isEqualTo(some(0, 499));
    assertThat(of("bytes=500-999")).isEqualTo(some(500, 999));
    assertThat(of("bytes=-500")).isEqualTo(some(9500, 9999));
    assertThat(of("bytes=9500-")).isEqualTo(some(9500, 9999));
    assertThat(of("bytes=0-0,-1")).isEqualTo(some(0, 0, 9999, 9999));
    assertThat(of("bytes= 0-999, 4500-5499, -1000"))
        .isEqualTo(some(0, 999, 4500, 5499, 9000, 9999));
  }

  @Test
  void section14_1_2_aRangeIsCutToTheRepresentation() {
    assertThat(of("bytes=9990-20000")).isEqualTo(some(9990, 9999));
    assertThat(of("bytes=-20000")).isEqualTo(some(0, 9999));
    assertThat(of("bytes=1-99999999999999999999999999")).isEqualTo(some(1, 9999));
  }

  @Test
  void section14_1_1_whatIsMalformedIsIgnored() {
    for (String value :
        new String[] {
          "bytes=5-4",
          "bytes=",
          "bytes=-",
          "bytes=a-b",
          "bytes=1",
          "lines=1-2",
          "bytes 0-1",
          "bytes=0-1,x",
          "bytes=+1-2",
          "bytes=0-1,",
          "bytes=--1"
        }) {
      assertThat(of(value)).as(value).isEqualTo(new Whole());
    }
  }

  @Test
  void section15_5_17_nothingWithin() {
    assertThat(of("bytes=10000-")).isEqualTo(new Unsatisfiable());
    assertThat(of("bytes=-0")).isEqualTo(new Unsatisfiable());
    assertThat(of("bytes=10000-,20000-30000")).isEqualTo(new Unsatisfiable());
    assertThat(of("bytes=10000-,5-5")).as("the others are dropped").isEqualTo(some(5, 5));
    assertThat(Ranges.of("bytes=0-0", 0)).isEqualTo(new Unsatisfiable());
    assertThat(Ranges.of("bytes=-5", 0)).as("all of nothing").isEqualTo(new Whole());
  }

  @Test
  void section15_3_7_2_overlappingAndCloseOnesAreJoined() {
    assertThat(of("bytes=0-100,50-200")).isEqualTo(some(0, 200));
    assertThat(of("bytes=500-600,0-100,150-200")).isEqualTo(some(0, 200, 500, 600));
    assertThat(of("bytes=9000-9100,0-0")).as("order is kept").isEqualTo(some(9000, 9100, 0, 0));
  }

  @Test
  void section17_15_tooManyAreIgnored() {
    String most = String.join(",", java.util.Collections.nCopies(Ranges.MOST, "0-"));
    assertThat(of("bytes=" + most)).isEqualTo(some(0, 9999));
    assertThat(of("bytes=" + most + ",0-")).isEqualTo(new Whole());
  }

  /** Whatever is asked, what is sent lies within and is never more than the representation. */
  @Test
  void section17_15_neverMoreThanTheWhole() {
    SplittableRandom random = new SplittableRandom(20260101);
    String alphabet = "0123456789-,-,  x";
    for (int i = 0; i < 50_000; i++) {
      char[] text = new char[random.nextInt(1, 40)];
      for (int c = 0; c < text.length; c++) {
        text[c] = alphabet.charAt(random.nextInt(alphabet.length()));
      }
      long length = random.nextLong(0, 2000);
      if (Ranges.of("bytes=" + new String(text), length) instanceof Some(var ranges)) {
        long sum = 0;
        for (ByteRange range : ranges) {
          assertThat(range.first()).isBetween(0L, range.last());
          assertThat(range.last()).isLessThan(length);
          sum += range.length();
        }
        assertThat(sum).isBetween(1L, length);
      }
    }
  }
}
