package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** RFC 9438, by section. */
class CubicTest {
  private static final int MSS = 1000;
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1000 * MS;

  private long now = 5 * SECOND;

  private static Cubic cubic(int segments) {
    return Cubic.withoutHyStart(MSS, segments * MSS);
  }

  /** One round trip, a full window, two segments with each ACK; the ACKs are evenly spread. */
  private void roundTrip(Cubic cubic, long rtt) {
    int window = cubic.window();
    int acks = Math.max(1, window / (2 * MSS));
    long begin = now;
    for (int i = 1; i <= acks; i++) {
      now = begin + rtt * i / acks;
      int bytes = (int) ((long) window * i / acks - (long) window * (i - 1) / acks);
      cubic.acked(bytes, window, now, rtt, rtt, true);
    }
  }

  private void run(Cubic cubic, long duration, long rtt) {
    for (long end = now + duration; now < end; ) {
      roundTrip(cubic, rtt);
    }
  }

  /** Equation 1, segments. */
  private static double formula(double t, double k, double largest) {
    return 0.4 * Math.pow(t - k, 3) + largest;
  }

  @Test
  void section4_2_theWindowFollowsTheCubicFunction() {
    Cubic cubic = cubic(1000);
    cubic.reduce(1000 * MSS, now);
    assertThat(cubic.window()).isEqualTo(700 * MSS);
    assertThat(cubic.threshold()).isEqualTo(700 * MSS);
    double k = Math.cbrt(1000 * 0.3 / 0.4);
    assertThat(k).isCloseTo(9.086, within(0.001));

    long begin = now;
    double rtt = 0.1;
    for (int second = 1; second <= 20; second++) {
      run(cubic, begin + second * SECOND - now, 100 * MS);
      double t = (now - begin) / 1e9;
      assertThat((double) cubic.window() / MSS)
          .as("after %s s", t)
          .isBetween(formula(t - 2 * rtt, k, 1000) - 1, formula(t + rtt, k, 1000) + 1);
    }
    assertThat(cubic.window()).isGreaterThan(1400 * MSS);
  }

  @Test
  void section4_2_atMostHalfAsMuchAgainInARoundTrip() {
    Cubic cubic = cubic(100);
    cubic.reduce(100 * MSS, now);
    roundTrip(cubic, 100 * MS);
    int before = cubic.window();
    // A round trip of a minute: the function is far above.
    cubic.acked(before, before, now + 60 * SECOND, 60 * SECOND, 60 * SECOND, true);
    assertThat(cubic.window()).isBetween(before + before / 2, before + before / 2 + 1);
  }

  @Test
  void section4_3_onShortPathsItGrowsLikeReno() {
    Cubic cubic = cubic(10);
    cubic.reduce(10 * MSS, now);
    double estimate = 7;
    for (int i = 0; i < 20; i++) {
      roundTrip(cubic, 10 * MS);
      estimate += estimate < 10 ? 3 * 0.3 / 1.7 : 1;
      assertThat((double) cubic.window() / MSS).isCloseTo(estimate, within(1.0));
    }
    assertThat(cubic.window()).isGreaterThan(20 * MSS);
  }

  @Test
  void section4_6_aLossLeavesSevenTenths() {
    Cubic cubic = cubic(100);
    cubic.reduce(80 * MSS, now);
    assertThat(cubic.threshold()).isEqualTo(56 * MSS);
    assertThat(cubic.window()).isEqualTo(56 * MSS);

    Cubic small = cubic(2);
    small.reduce(2 * MSS, now);
    assertThat(small.threshold()).isEqualTo(2 * MSS);
  }

  @Test
  void section4_7_fastConvergence() {
    Cubic cubic = cubic(100);
    cubic.reduce(100 * MSS, now);
    assertThat(cubic.largest()).isEqualTo(100 * MSS);

    cubic.reduce(70 * MSS, now);
    assertThat(cubic.largest()).isEqualTo(59_500);
    assertThat(cubic.window()).isEqualTo(49 * MSS);

    cubic.window(60 * MSS);
    cubic.reduce(60 * MSS, now);
    assertThat(cubic.largest()).isEqualTo(60 * MSS);
  }

  @Test
  void section4_8_afterATimeoutTheFunctionBeginsAtItsInflection() {
    Cubic cubic = cubic(1000);
    cubic.timeout(1000 * MSS, now, true);
    assertThat(cubic.window()).isEqualTo(MSS);
    assertThat(cubic.threshold()).isEqualTo(700 * MSS);

    while (cubic.inSlowStart()) {
      roundTrip(cubic, 100 * MS);
    }
    assertThat(cubic.window()).isBetween(700 * MSS, 701 * MSS);
    assertThat(cubic.largest()).isBetween(700 * MSS, 701 * MSS);

    long begin = now;
    run(cubic, 10 * SECOND, 100 * MS);
    double t = (now - begin) / 1e9;
    assertThat((double) cubic.window() / MSS)
        .isBetween(formula(t - 0.3, 0, 700), formula(t + 0.3, 0, 701));
  }

  @Test
  void section4_9_undoGoesOnAsIfNothingHadHappened() {
    Cubic spurious = cubic(1000);
    spurious.reduce(1000 * MSS, now);
    run(spurious, 3 * SECOND, 100 * MS);
    int window = spurious.window();
    int largest = spurious.largest();

    spurious.reduce(window, now);
    spurious.window(300 * MSS);
    spurious.undo();
    assertThat(spurious.window()).isEqualTo(window);
    assertThat(spurious.threshold()).isEqualTo(700 * MSS);
    assertThat(spurious.largest()).isEqualTo(largest);

    spurious.timeout(window, now, true);
    spurious.undo();
    run(spurious, 2 * SECOND, 100 * MS);
    assertThat((double) spurious.window() / MSS)
        .isBetween(formula(4.8, Math.cbrt(750), 1000) - 1, formula(5.1, Math.cbrt(750), 1000) + 1);
  }

  @Test
  void section4_10_slowStartWithoutLossEndsAtTheInflection() {
    Cubic cubic = Cubic.of(MSS, 100 * MSS);
    leaveByHyStart(cubic);
    int window = cubic.window();
    assertThat(cubic.threshold()).isEqualTo(window);

    roundTrip(cubic, 100 * MS);
    assertThat(cubic.largest()).isEqualTo(window);
    assertThat(cubic.window()).isBetween(window, window + 2 * MSS);
  }

  private void leaveByHyStart(Cubic cubic) {
    int una = 0;
    for (int round = 0; cubic.inSlowStart(); round++) {
      int window = cubic.window();
      long rtt = round == 0 ? 100 * MS : 150 * MS;
      cubic.round(una, una + window);
      for (int i = 0; i < 10 && cubic.inSlowStart(); i++) {
        now += MS;
        cubic.acked(MSS, window, now, rtt, rtt, true);
      }
      una += window;
    }
  }

  @Test
  void section5_8_timeWithoutNeedOfTheWindowDoesNotCount() {
    Cubic busy = cubic(1000);
    Cubic paused = cubic(1000);
    busy.reduce(1000 * MSS, now);
    paused.reduce(1000 * MSS, now);
    long begin = now;
    run(busy, 2 * SECOND, 100 * MS);
    now = begin;
    run(paused, 2 * SECOND, 100 * MS);
    assertThat(paused.window()).isEqualTo(busy.window());

    long pause = now;
    for (int i = 1; i <= 100; i++) {
      now = pause + i * 100 * MS;
      paused.acked(MSS, MSS, now, 100 * MS, 100 * MS, false);
    }
    assertThat(paused.window()).isEqualTo(busy.window());
    run(paused, 2 * SECOND, 100 * MS);
    now = pause;
    run(busy, 2 * SECOND, 100 * MS);
    assertThat(paused.window()).isEqualTo(busy.window());
  }

  @Test
  void section5_8_silenceDoesNotCount() {
    Cubic cubic = cubic(1000);
    cubic.reduce(1000 * MSS, now);
    run(cubic, 2 * SECOND, 100 * MS);
    int before = cubic.window();
    now += 3600 * SECOND;
    roundTrip(cubic, 100 * MS);

    assertThat(cubic.window()).isBetween(before, before + 40 * MSS);
  }

  @Test
  void afterIdlenessSlowStartFindsBack() {
    Cubic cubic = cubic(1000);
    cubic.reduce(1000 * MSS, now);
    cubic.restartAfterIdle(10 * MSS);
    assertThat(cubic.window()).isEqualTo(10 * MSS);
    assertThat(cubic.threshold()).isEqualTo(700 * MSS);
    run(cubic, SECOND, 100 * MS);

    assertThat(cubic.window()).isBetween(700 * MSS, 760 * MSS);
    assertThat(cubic.largest()).isEqualTo(1000 * MSS);
  }
}
