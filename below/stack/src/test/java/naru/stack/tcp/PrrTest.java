package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** RFC 9937. */
class PrrTest {
  private static final int MSS = 1000;

  private final Prr prr = new Prr();

  @Test
  void aboveTheThresholdTheShareOfWhatWasDeliveredGoesOut() {
    prr.begin(20 * MSS, 10 * MSS);

    // The first ACK may send half a segment: 1000 * 10/20.
    assertThat(prr.window(MSS, 18 * MSS, MSS, false)).isEqualTo(18 * MSS + 500);
    // Nothing was sent: two halves.
    assertThat(prr.window(MSS, 17 * MSS, MSS, false)).isEqualTo(17 * MSS + 1000);
    prr.sent(MSS);
    assertThat(prr.window(MSS, 17 * MSS, MSS, true)).isEqualTo(17 * MSS + 500);
  }

  @Test
  void theShareIsRoundedUp() {
    prr.begin(3000, 1000);
    assertThat(prr.window(1000, 2000, MSS, false)).isEqualTo(2334);
  }

  @Test
  void aboveTheThresholdNothingGoesOutThatWasSentAlready() {
    prr.begin(20 * MSS, 10 * MSS);
    prr.sent(5 * MSS);
    assertThat(prr.window(MSS, 18 * MSS, MSS, false)).isEqualTo(18 * MSS);
  }

  @Test
  void belowTheThresholdAsMuchGoesOutAsWasDelivered() {
    prr.begin(20 * MSS, 10 * MSS);
    assertThat(prr.window(MSS, 4 * MSS, MSS, false)).isEqualTo(5 * MSS);
    prr.sent(MSS);
    assertThat(prr.window(2 * MSS, 3 * MSS, MSS, false)).isEqualTo(5 * MSS);
  }

  @Test
  void progressAddsOneSegmentUpToTheThreshold() {
    prr.begin(20 * MSS, 10 * MSS);
    assertThat(prr.window(MSS, 4 * MSS, MSS, true)).isEqualTo(6 * MSS);
    prr.sent(2 * MSS);
    assertThat(prr.window(MSS, 9 * MSS, MSS, true)).isEqualTo(10 * MSS);
  }

  @Test
  void whatWasSavedUpMayGoOutBelowTheThreshold() {
    prr.begin(20 * MSS, 10 * MSS);
    prr.sent(MSS);
    prr.window(6 * MSS, 14 * MSS, MSS, false);
    // Delivered 7, sent 1: 6 to catch up.
    assertThat(prr.window(MSS, 2 * MSS, MSS, false)).isEqualTo(8 * MSS);
  }

  @Test
  void theFirstRetransmissionIsNeverHeldBack() {
    prr.begin(20 * MSS, 10 * MSS);
    assertThat(prr.window(0, 19 * MSS, MSS, false)).isEqualTo(20 * MSS);
    prr.sent(MSS);
    assertThat(prr.window(0, 19 * MSS, MSS, false)).isEqualTo(19 * MSS);
  }

  @Test
  void largeWindowsDoNotOverflow() {
    prr.begin(1 << 30, 700_000_000);
    assertThat(prr.window(1 << 29, 720_000_000, MSS, false)).isEqualTo(720_000_000 + 350_000_000);
  }

  @Test
  void withoutFurtherLossTheFlightEndsAtTheThreshold() {
    Recovery recovery = new Recovery(100, 0);
    recovery.run(70, new Random(1), 0);
    assertThat(recovery.pipe).isBetween(69 * MSS, 70 * MSS);
  }

  @Test
  void bounds() {
    for (int seed = 0; seed < 500; seed++) {
      RandomGenerator random = new Random(seed);
      int flight = random.nextInt(4, 200);
      Recovery recovery = new Recovery(flight, random.nextInt(0, flight - 1));
      recovery.run(random.nextInt(2, flight + 1), random, random.nextDouble() * 0.3);
      assertThat(recovery.violation).as("seed %s", seed).isEmpty();
    }
  }

  /** A sender in recovery: a flight of segments, of which some were lost before. */
  private final class Recovery {
    private final int recoverFs;
    private int pipe;
    private String violation = "";

    Recovery(int segments, int lost) {
      recoverFs = segments * MSS;
      pipe = (segments - lost) * MSS;
    }

    /** One ACK for each segment that is delivered, until one flight of them has come. */
    void run(int thresholdSegments, RandomGenerator random, double loss) {
      int threshold = thresholdSegments * MSS;
      int delivered = 0;
      int sent = 0;
      prr.begin(recoverFs, threshold);
      while (delivered < recoverFs && pipe > 0) {
        pipe -= MSS;
        boolean lostMore = pipe > 0 && random.nextDouble() < loss;
        pipe -= lostMore ? MSS : 0;
        delivered += MSS;
        int window = prr.window(MSS, pipe, MSS, !lostMore);
        int out = Math.max(0, (window - pipe) / MSS) * MSS;
        check(window, threshold, delivered, sent, out);
        prr.sent(out);
        sent += out;
        pipe += out;
      }
    }

    private void check(int window, int threshold, int delivered, int sent, int out) {
      boolean forced = sent == 0 && out == MSS;
      if (window < pipe) {
        violation = "the window is below the pipe";
      } else if (pipe <= threshold && window > Math.max(threshold, forced ? pipe + MSS : 0)) {
        violation = "the window is above the threshold";
      } else if (pipe > threshold
          && !forced
          && out > 0
          && sent + out > share(threshold, delivered)) {
        violation = "more than the share";
      } else if (out > Math.max(delivered - sent, MSS) + MSS) {
        violation = "more than was delivered and one segment";
      }
    }

    private long share(int threshold, int delivered) {
      return Math.ceilDiv((long) delivered * threshold, (long) recoverFs);
    }
  }
}
