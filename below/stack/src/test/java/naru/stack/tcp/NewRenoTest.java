package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** RFC 5681, RFC 6928, RFC 3465, RFC 4015. */
class NewRenoTest {
  private static final int MSS = 1000;

  private final NewReno reno = NewReno.of(MSS, 10 * MSS);

  /** So many acknowledged bytes of a full window. */
  private static void acked(CongestionControl control, int bytes) {
    control.acked(bytes, control.window(), 0, 0, 0, true);
  }

  /** Acknowledges a window, two segments with each ACK. */
  private static void roundTrip(CongestionControl control) {
    for (int left = control.window(); left > 0; left -= 2 * MSS) {
      acked(control, Math.min(left, 2 * MSS));
    }
  }

  @Test
  void theInitialWindowIsTenSegmentsOr14600Bytes() {
    assertThat(CongestionControl.initialWindow(536)).isEqualTo(5360);
    assertThat(CongestionControl.initialWindow(1460)).isEqualTo(14_600);
    assertThat(CongestionControl.initialWindow(2190)).isEqualTo(14_600);
    assertThat(CongestionControl.initialWindow(8960)).isEqualTo(17_920);
  }

  @Test
  void slowStartDoublesInARoundTrip() {
    assertThat(reno.threshold()).isEqualTo(CongestionControl.UNLIMITED);
    roundTrip(reno);
    assertThat(reno.window()).isEqualTo(20 * MSS);
    roundTrip(reno);
    assertThat(reno.window()).isEqualTo(40 * MSS);
  }

  @Test
  void slowStartDoublesToo_ifOneAckIsForAWholeSuperSegment() {
    acked(reno, 10 * MSS);
    assertThat(reno.window()).isEqualTo(20 * MSS);
  }

  @Test
  void theWindowGrowsOnlyIfItIsInTheWay() {
    reno.acked(2 * MSS, 5 * MSS, 0, 0, 0, false);
    assertThat(reno.window()).isEqualTo(10 * MSS);

    reno.acked(2 * MSS, 6 * MSS, 0, 0, 0, false);
    assertThat(reno.window()).isEqualTo(12 * MSS);

    reno.reduce(12 * MSS, 0);
    for (int i = 0; i < 100; i++) {
      reno.acked(2 * MSS, 5 * MSS, 0, 0, 0, false);
    }
    assertThat(reno.window()).isEqualTo(6 * MSS);
  }

  @Test
  void congestionAvoidanceAddsOneSegmentInARoundTrip() {
    reno.reduce(10 * MSS, 0);
    assertThat(reno.window()).isEqualTo(5 * MSS);
    for (int segments = 6; segments < 30; segments++) {
      acked(reno, reno.window());
      assertThat(reno.window()).isEqualTo(segments * MSS);
    }
  }

  @Test
  void bytesCountAndNotAcknowledgments() {
    reno.reduce(10 * MSS, 0);
    for (int i = 0; i < 49; i++) {
      acked(reno, 100);
    }
    assertThat(reno.window()).isEqualTo(5 * MSS);
    acked(reno, 100);
    assertThat(reno.window()).isEqualTo(6 * MSS);
  }

  @Test
  void whatSlowStartDoesNotNeedCountsForCongestionAvoidance() {
    reno.timeout(10 * MSS, 0, true);
    roundTrip(reno);
    roundTrip(reno);
    assertThat(reno.window()).isEqualTo(4 * MSS);

    acked(reno, 3 * MSS);
    assertThat(reno.window()).isEqualTo(5 * MSS);
    acked(reno, 3 * MSS);
    assertThat(reno.window()).isEqualTo(6 * MSS);
  }

  @Test
  void aLossLeavesHalfTheFlight() {
    reno.reduce(8 * MSS, 0);
    assertThat(reno.threshold()).isEqualTo(4 * MSS);
    assertThat(reno.window()).isEqualTo(4 * MSS);
  }

  @Test
  void aLossLeavesTwoSegmentsAtLeastAndNeverMoreThanThereWas() {
    reno.reduce(MSS, 0);
    assertThat(reno.threshold()).isEqualTo(2 * MSS);

    reno.window(MSS);
    reno.reduce(MSS, 0);
    assertThat(reno.threshold()).isEqualTo(2 * MSS);
    assertThat(reno.window()).isEqualTo(MSS);
  }

  @Test
  void limitedTransmitDoesNotRaiseTheThreshold() {
    reno.reduce(12 * MSS, 0);
    assertThat(reno.threshold()).isEqualTo(5 * MSS);
  }

  @Test
  void aTimeoutLeavesOneSegmentAndOnlyTheFirstSetsTheThreshold() {
    reno.timeout(10 * MSS, 0, true);
    assertThat(reno.window()).isEqualTo(MSS);
    assertThat(reno.threshold()).isEqualTo(5 * MSS);

    reno.timeout(MSS, 0, false);
    assertThat(reno.window()).isEqualTo(MSS);
    assertThat(reno.threshold()).isEqualTo(5 * MSS);
  }

  @Test
  void afterATimeoutAnAckThatJumpsDoublesAtMost() {
    reno.window(100 * MSS);
    reno.timeout(100 * MSS, 0, true);

    reno.acked(60 * MSS, 100 * MSS, 0, 0, 0, true);
    assertThat(reno.window()).isEqualTo(2 * MSS);
  }

  @Test
  void undoBringsBackWhatWasBeforeTheReduction() {
    reno.reduce(10 * MSS, 0);
    reno.window(3 * MSS);
    reno.undo();

    assertThat(reno.window()).isEqualTo(10 * MSS);
    assertThat(reno.threshold()).isEqualTo(CongestionControl.UNLIMITED);
  }

  @Test
  void undoBringsBackWhatWasBeforeTheFirstTimeout() {
    reno.reduce(10 * MSS, 0);
    reno.timeout(5 * MSS, 0, false);
    reno.timeout(MSS, 0, false);
    reno.undo();

    assertThat(reno.window()).isEqualTo(10 * MSS);
    assertThat(reno.threshold()).isEqualTo(CongestionControl.UNLIMITED);
  }

  @Test
  void thereIsOneUndoForEachReduction() {
    reno.undo();
    assertThat(reno.window()).isEqualTo(10 * MSS);

    reno.reduce(10 * MSS, 0);
    reno.undo();
    reno.window(4 * MSS);
    reno.undo();
    assertThat(reno.window()).isEqualTo(4 * MSS);
  }

  @Test
  void idlenessLeavesTheInitialWindowAndAThresholdToFindBack() {
    reno.window(100 * MSS);
    reno.reduce(100 * MSS, 0);
    assertThat(reno.window()).isEqualTo(50 * MSS);
    reno.window(80 * MSS);

    reno.restartAfterIdle(10 * MSS);
    assertThat(reno.window()).isEqualTo(10 * MSS);
    assertThat(reno.threshold()).isEqualTo(60 * MSS);

    reno.window(4 * MSS);
    reno.restartAfterIdle(10 * MSS);
    assertThat(reno.window()).isEqualTo(4 * MSS);
  }

  @Test
  void aSegmentAlwaysFits() {
    reno.window(0);
    assertThat(reno.window()).isEqualTo(MSS);

    reno.mss(1400);
    assertThat(reno.window()).isEqualTo(1400);
    reno.mss(500);
    assertThat(reno.window()).isEqualTo(1400);
  }

  @Test
  void theWindowHasAnEnd() {
    reno.window(CongestionControl.LARGEST - 1);
    acked(reno, CongestionControl.LARGEST);
    assertThat(reno.window()).isEqualTo(CongestionControl.LARGEST);

    reno.reduce(Integer.MAX_VALUE, 0);
    reno.window(CongestionControl.LARGEST);
    acked(reno, CongestionControl.LARGEST);
    acked(reno, CongestionControl.LARGEST);
    assertThat(reno.window()).isEqualTo(CongestionControl.LARGEST);
  }
}
