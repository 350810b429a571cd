package naru.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Peak-EWMA in virtual time. */
class LatencyTest {
  private static final long MILLI = 1_000_000L;
  private static final long DECAY = 10_000 * MILLI;

  @Test
  void aSlowAnswerCountsAtOnceAFastOneByAndBy() {
    Latency latency = new Latency(2);
    assertThat(latency.nanos(0, 0, DECAY)).isZero();
    latency.took(0, 10 * MILLI, 0, DECAY);
    latency.took(0, 500 * MILLI, 0, DECAY);
    assertThat(latency.nanos(0, 0, DECAY)).isEqualTo(500.0 * MILLI);
    latency.took(0, 10 * MILLI, 10 * MILLI, DECAY);
    assertThat(latency.nanos(0, 10 * MILLI, DECAY)).isGreaterThan(490.0 * MILLI);
    // After a decay time without an answer about a third is left.
    assertThat(latency.nanos(0, DECAY, DECAY)).isCloseTo(184.0 * MILLI, within(4.0 * MILLI));
    // Each loop for itself.
    assertThat(latency.nanos(1, 0, DECAY)).isZero();
  }

  private record End(long at, int target, long took) implements Comparable<End> {
    @Override
    public int compareTo(End other) {
      return Long.compare(at, other.at);
    }
  }

  @Test
  void whoBecomesSlowGetsFewRequestsAndIsTriedAgainWhenItIsFast() {
    PeakEwma balancer = new PeakEwma();
    Latency[] latency = {new Latency(1), new Latency(1), new Latency(1), new Latency(1)};
    Scores scores = new Scores(4);
    int[] inflight = new int[4];
    SplittableRandom random = new SplittableRandom(20261127);
    PriorityQueue<End> ends = new PriorityQueue<>();
    int[] phase = new int[3];
    for (int n = 0; n < 9000; n++) {
      long now = n * 2 * MILLI;
      while (!ends.isEmpty() && ends.peek().at <= now) {
        End end = ends.poll();
        inflight[end.target]--;
        latency[end.target].took(0, end.took, end.at, 1000 * MILLI);
      }
      for (int i = 0; i < 4; i++) {
        scores.set(i, true, 1, inflight[i]);
        scores.nanos[i] = latency[i].nanos(0, now, 1000 * MILLI);
      }
      int pick = balancer.pick(scores, random.nextLong());
      boolean slow = pick == 0 && n >= 3000 && n < 6000;
      long took = (slow ? 200 : 5) * MILLI + random.nextLong(MILLI);
      inflight[pick]++;
      ends.add(new End(now + took, pick, took));
      phase[n / 3000] += pick == 0 ? 1 : 0;
    }
    assertThat(phase[0]).isBetween(600, 900);
    assertThat(phase[1]).isLessThan(150);
    assertThat(phase[2]).isGreaterThan(400);
  }

  @Test
  void whoWasNeverMeasuredGetsOneRequestAtATime() {
    Scores scores = new Scores(2).set(0, true, 1, 3).set(1, true, 1, 0);
    scores.nanos[0] = 5.0 * MILLI;
    assertThat(new PeakEwma().pick(scores, 0)).isEqualTo(1);
    scores.set(1, true, 1, 1);
    assertThat(new PeakEwma().pick(scores, 0)).isEqualTo(0);
  }
}
