package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** RFC 6298, RFC 7323 appendix G, RFC 8985 s. 6.2. */
class RttTest {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1000 * MS;

  private final Rtt rtt = Rtt.of(Rtt.Limits.STANDARD);

  @Test
  void beforeAnySampleTheTimeoutIsOneSecond() {
    assertThat(rtt.rto()).isEqualTo(SECOND);
    assertThat(rtt.srtt()).isZero();
    assertThat(rtt.variance()).isZero();
    assertThat(rtt.minimum()).isZero();
  }

  @Test
  void theFirstSampleIsTheMeanAndHalfOfItTheVariance() {
    rtt.sample(500 * MS, 0);

    assertThat(rtt.srtt()).isEqualTo(500 * MS);
    assertThat(rtt.variance()).isEqualTo(250 * MS);
    assertThat(rtt.rto()).isEqualTo(1500 * MS);
  }

  @Test
  void laterSamplesMoveTheMeanByAnEighthAndTheVarianceByAQuarter() {
    rtt.sample(500 * MS, 0);
    rtt.sample(300 * MS, 1);

    // 3/4 * 250 + 1/4 * |500 - 300|; 7/8 * 500 + 1/8 * 300
    assertThat(rtt.variance()).isEqualTo(237_500_000L);
    assertThat(rtt.srtt()).isEqualTo(475 * MS);
    assertThat(rtt.rto()).isEqualTo(1425 * MS);

    rtt.sample(635 * MS, 2);

    // 3/4 * 237.5 + 1/4 * 160; 7/8 * 475 + 1/8 * 635
    assertThat(rtt.variance()).isEqualTo(218_125_000L);
    assertThat(rtt.srtt()).isEqualTo(495 * MS);
    assertThat(rtt.rto()).isEqualTo(1_367_500_000L);
  }

  @Test
  void aSteadyPathHasTheClockGranularityForVariance() {
    Rtt steady = Rtt.of(new Rtt.Limits(SECOND, MS, 60 * SECOND));
    for (int i = 0; i < 200; i++) {
      steady.sample(100 * MS, i);
    }

    assertThat(steady.rto()).isEqualTo(101 * MS);
  }

  @Test
  void theTimeoutStaysWithinItsLimits() {
    rtt.sample(MS, 0);
    assertThat(rtt.rto()).as("the variance's part has the minimum").isEqualTo(201 * MS);

    rtt.sample(200 * SECOND, 1);
    assertThat(rtt.rto()).isEqualTo(60 * SECOND);
  }

  @Test
  void eachBackOffDoublesUpToTheMaximum() {
    long[] expected = {2, 4, 8, 16, 32, 60, 60};
    for (long seconds : expected) {
      rtt.backOff();
      assertThat(rtt.rto()).isEqualTo(seconds * SECOND);
    }
    for (int i = 0; i < 1000; i++) {
      rtt.backOff();
    }
    assertThat(rtt.rto()).isEqualTo(60 * SECOND);
  }

  @Test
  void backOffsAreTakenBackAllAtOnce() {
    rtt.backOff();
    rtt.backOff();
    assertThat(rtt.backOffs()).isEqualTo(2);
    assertThat(rtt.rto()).isEqualTo(4 * SECOND);

    rtt.resetBackOff();
    assertThat(rtt.backOffs()).isZero();
    assertThat(rtt.rto()).isEqualTo(SECOND);
  }

  @Test
  void aSampleEndsTheBackOff() {
    rtt.backOff();
    rtt.backOff();
    rtt.sample(100 * MS, 0);

    assertThat(rtt.rto()).isEqualTo(300 * MS);
  }

  @Test
  void dataBeginsWithThreeSecondsAfterALostSyn() {
    rtt.backOff();
    rtt.synTimedOut();
    assertThat(rtt.rto()).isEqualTo(3 * SECOND);

    rtt.sample(100 * MS, 0);
    rtt.synTimedOut();
    assertThat(rtt.rto()).isEqualTo(300 * MS);
  }

  @Test
  void manySamplesInARoundTripMoveTheMeanAsOneDoes() {
    rtt.sample(100 * MS, 0);
    for (int i = 0; i < 10; i++) {
      rtt.sample(200 * MS, 10, i);
    }

    // One sample: 112.5. Ten of a tenth: 100 + 100 * (1 - (79/80)^10) = 111.82
    assertThat(rtt.srtt()).isBetween(111 * MS, 112_500_000L);
  }

  @Test
  void oneSampleIsExpectedForEveryTwoSegmentsOfTheFlight() {
    assertThat(Rtt.perRoundTrip(14_480, 1448)).isEqualTo(5);
    assertThat(Rtt.perRoundTrip(14_481, 1448)).isEqualTo(6);
    assertThat(Rtt.perRoundTrip(1, 1448)).isEqualTo(1);
    assertThat(Rtt.perRoundTrip(0, 1448)).isEqualTo(1);
    assertThat(Rtt.perRoundTrip(Integer.MAX_VALUE, 1)).isEqualTo(1 << 30);
  }

  @Test
  void theMinimumForgetsAfterFiveMinutes() {
    rtt.sample(10 * MS, 0);
    rtt.sample(50 * MS, 149 * SECOND);
    assertThat(rtt.minimum()).isEqualTo(10 * MS);

    rtt.sample(50 * MS, 150 * SECOND);
    assertThat(rtt.minimum()).isEqualTo(10 * MS);

    rtt.sample(40 * MS, 299 * SECOND);
    assertThat(rtt.minimum()).isEqualTo(10 * MS);

    rtt.sample(60 * MS, 300 * SECOND);
    assertThat(rtt.minimum()).isEqualTo(40 * MS);

    rtt.sample(70 * MS, 2000 * SECOND);
    assertThat(rtt.minimum()).isEqualTo(70 * MS);
  }

  @Test
  void theMinimumHoldsWhateverTheClockBeginsWith() {
    Rtt early = Rtt.of(Rtt.Limits.STANDARD);
    early.sample(10 * MS, Long.MIN_VALUE / 2);
    early.sample(20 * MS, Long.MIN_VALUE / 2 + 1);

    assertThat(early.minimum()).isEqualTo(10 * MS);
  }

  @Test
  void limitsMustBeInOrder() {
    assertThatThrownBy(() -> new Rtt.Limits(SECOND, 2 * SECOND, 60 * SECOND))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Rtt.Limits(SECOND, 0, 60 * SECOND))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
