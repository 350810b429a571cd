package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** RFC 9406 s. 4.2. */
class HyStartTest {
  private static final long MS = 1_000_000L;
  private static final int MSS = 1000;

  private final HyStart start = new HyStart();
  private int sequence = Integer.MAX_VALUE - 1000;

  /** A round of so many samples; whether slow start is over. */
  private boolean round(int samples, long rttNanos) {
    int next = sequence + 100;
    start.round(sequence, next);
    sequence = next;
    boolean leaves = false;
    for (int i = 0; i < samples; i++) {
      leaves |= start.leaves(rttNanos);
    }
    return leaves;
  }

  @Test
  void steadyRoundTripsNeverLeave() {
    for (int i = 0; i < 50; i++) {
      assertThat(round(8, 100 * MS)).isFalse();
      assertThat(start.conservative()).isFalse();
    }
    assertThat(start.growth(4000)).isEqualTo(4000);
  }

  @Test
  void aRiseOfAnEighthWithin4And16MillisecondsIsARise() {
    long[][] table = {{8, 4}, {80, 10}, {1000, 16}};
    for (long[] row : table) {
      HyStart early = new HyStart();
      assertThat(risesAfter(early, row[0] * MS, (row[0] + row[1]) * MS - 1000)).isFalse();
      HyStart late = new HyStart();
      assertThat(risesAfter(late, row[0] * MS, (row[0] + row[1]) * MS)).isTrue();
    }
  }

  private static boolean risesAfter(HyStart start, long first, long second) {
    start.round(0, 100);
    for (int i = 0; i < 8; i++) {
      start.leaves(first);
    }
    start.round(100, 200);
    for (int i = 0; i < 8; i++) {
      start.leaves(second);
    }
    return start.conservative();
  }

  @Test
  void sevenSamplesSayNothing() {
    round(8, 100 * MS);
    round(7, 200 * MS);
    assertThat(start.conservative()).isFalse();
    start.leaves(200 * MS);
    assertThat(start.conservative()).isTrue();
    assertThat(start.growth(4000)).isEqualTo(1000);
  }

  @Test
  void oneFastSampleInARoundIsNoRise() {
    round(8, 100 * MS);
    round(1, 105 * MS);
    assertThat(start.leaves(300 * MS)).isFalse();
    for (int i = 0; i < 20; i++) {
      start.leaves(300 * MS);
    }
    assertThat(start.conservative()).isFalse();
  }

  @Test
  void fiveConservativeRoundsEndSlowStart() {
    round(8, 100 * MS);
    round(8, 120 * MS);
    assertThat(start.conservative()).isTrue();
    for (int rounds = 1; rounds < HyStart.CSS_ROUNDS; rounds++) {
      assertThat(round(8, 120 * MS)).isFalse();
    }
    assertThat(round(1, 120 * MS)).isTrue();
  }

  @Test
  void aFalseAlarmResumesSlowStart() {
    round(8, 100 * MS);
    round(8, 120 * MS);
    round(7, 119 * MS);
    assertThat(start.conservative()).isTrue();
    start.leaves(119 * MS);
    assertThat(start.conservative()).isFalse();

    // The next rise is counted from the round of the false alarm.
    round(8, 140 * MS);
    assertThat(start.conservative()).isTrue();
    for (int rounds = 1; rounds < HyStart.CSS_ROUNDS; rounds++) {
      assertThat(round(8, 140 * MS)).isFalse();
    }
    assertThat(round(8, 140 * MS)).isTrue();
  }

  @Test
  void aRoundEndsWhenAllThatWasSentBeforeItIsAcknowledged() {
    start.round(0, 1000);
    for (int i = 0; i < 8; i++) {
      start.round(i * 100, 2000);
      start.leaves(100 * MS);
    }
    start.round(999, 2000);
    start.leaves(300 * MS);
    assertThat(start.conservative()).isFalse();

    start.round(1000, 3000);
    for (int i = 0; i < 8; i++) {
      start.leaves(300 * MS);
    }
    assertThat(start.conservative()).isTrue();
  }

  @Test
  void slowStartEndsBelowTheBufferThatWouldOverflow() {
    NewReno reno = NewReno.withHyStart(MSS, 10 * MSS);
    // 100 segments fill the path; each one more waits for one millisecond.
    int una = 0;
    for (int round = 0; round < 12 && reno.inSlowStart(); round++) {
      int window = reno.window();
      long queue = Math.max(0, window / MSS - 100);
      int next = una + window;
      for (int acked = 0; acked < window; acked += MSS) {
        una += MSS;
        reno.round(una, next + acked);
        reno.acked(MSS, window, 0, (100 + queue) * MS, 100 * MS, true);
      }
    }

    assertThat(reno.inSlowStart()).isFalse();
    assertThat(reno.threshold()).isEqualTo(reno.window()).isBetween(160 * MSS, 700 * MSS);
  }

  @Test
  void onlyTheFirstSlowStartOfAConnectionIsWatched() {
    NewReno reno = NewReno.withHyStart(MSS, 10 * MSS);
    reno.window(100 * MSS);
    reno.timeout(100 * MSS, 0, true);
    int una = 0;
    for (int round = 0; round < 4; round++) {
      int window = reno.window();
      for (int acked = 0; acked < window; acked += MSS) {
        una += MSS;
        reno.round(una, una + window);
        reno.acked(MSS, window, 0, (round + 1) * 100 * MS, 100 * MS, true);
      }
    }
    assertThat(reno.window()).isEqualTo(16 * MSS);
    assertThat(reno.threshold()).isEqualTo(50 * MSS);
  }
}
