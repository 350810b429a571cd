package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 4987 s. 3.6. */
class SynCookieTest {
  private static final long PERIOD = SynCookie.PERIOD_NANOS;
  private static final long BEGIN = 1000 * PERIOD;

  private final SynCookie cookies = SynCookie.of(new Random(1));

  private int cookie(int clientIsn, int mss, long now) {
    return cookies.cookie(0, 1, 80, 0, 2, 40_000, clientIsn, mss, now);
  }

  private int check(int clientIsn, int cookie, long now) {
    return cookies.check(0, 1, 80, 0, 2, 40_000, clientIsn, cookie, now);
  }

  @Test
  void aCookieBringsTheSegmentSizeBackOrTheNextLower() {
    int[][] table = {
      {256, 256},
      {535, 256},
      {536, 536},
      {1219, 536},
      {1220, 1220},
      {1452, 1440},
      {1460, 1460},
      {1459, 1440},
      {1400, 1400},
      {1360, 1360},
      {8940, 8940},
      {65_495, 8940},
      {8939, 1460}
    };
    Random random = new Random(2);
    for (int[] row : table) {
      int isn = random.nextInt();
      assertThat(check(isn, cookie(isn, row[0], BEGIN), BEGIN + 1)).isEqualTo(row[1]);
    }
  }

  @Test
  void aSizeBelowTheTableIsTheLeast() {
    assertThat(check(7, cookie(7, 100, BEGIN), BEGIN)).isEqualTo(256);
  }

  @Test
  void aCookieIsGoodInItsPeriodAndTheNext() {
    int cookie = cookie(7, 1460, BEGIN);

    assertThat(check(7, cookie, BEGIN + 2 * PERIOD - 1)).isEqualTo(1460);
    assertThat(check(7, cookie, BEGIN + 2 * PERIOD)).isZero();
    assertThat(check(7, cookie, BEGIN - 1)).isZero();
    // The count in the cookie has eight bits; the proof has them all.
    assertThat(check(7, cookie, BEGIN + 256 * PERIOD)).isZero();
  }

  @Test
  void anyTimeWillDo() {
    for (long begin : new long[] {-PERIOD - 1, -1, 0, PERIOD - 1, Long.MAX_VALUE - PERIOD}) {
      assertThat(check(7, cookie(7, 1460, begin), begin + PERIOD)).isEqualTo(1460);
    }
  }

  @Test
  void anotherFlowIsRejected() {
    int cookie = cookie(7, 1460, BEGIN);

    assertThat(check(8, cookie, BEGIN)).isZero();
    assertThat(cookies.check(9, 1, 80, 0, 2, 40_000, 7, cookie, BEGIN)).isZero();
    assertThat(cookies.check(0, 9, 80, 0, 2, 40_000, 7, cookie, BEGIN)).isZero();
    assertThat(cookies.check(0, 1, 81, 0, 2, 40_000, 7, cookie, BEGIN)).isZero();
    assertThat(cookies.check(0, 1, 80, 9, 2, 40_000, 7, cookie, BEGIN)).isZero();
    assertThat(cookies.check(0, 1, 80, 0, 9, 40_000, 7, cookie, BEGIN)).isZero();
    assertThat(cookies.check(0, 1, 80, 0, 2, 40_001, 7, cookie, BEGIN)).isZero();
    assertThat(SynCookie.of(new Random(9)).check(0, 1, 80, 0, 2, 40_000, 7, cookie, BEGIN))
        .isZero();
  }

  @Test
  void guessesAreRejected() {
    Random random = new Random(3);
    int taken = 0;
    for (int i = 0; i < 1_000_000; i++) {
      taken += check(random.nextInt(), random.nextInt(), BEGIN) == 0 ? 0 : 1;
    }
    assertThat(taken).isZero();
  }

  @Test
  void theOptionsTravelInTheTimestamp() {
    for (int scale = -1; scale <= 14; scale++) {
      for (int bits = 0; bits < 4; bits++) {
        boolean sack = (bits & 1) != 0;
        boolean ecn = (bits & 2) != 0;
        int echoed = SynCookie.timestampWithOptions(123_456_789, scale, sack, ecn);
        assertThat(SynCookie.windowScale(echoed)).isEqualTo(scale);
        assertThat(SynCookie.sackPermitted(echoed)).isEqualTo(sack);
        assertThat(SynCookie.ecn(echoed)).isEqualTo(ecn);
      }
    }
  }

  @Test
  void theTimestampIsNeverLaterAndLittleEarlier() {
    Random random = new Random(4);
    for (int i = 0; i < 10_000; i++) {
      int timestamp = i < 200 ? i - 100 : random.nextInt();
      int scale = random.nextInt(-1, 15);
      int with =
          SynCookie.timestampWithOptions(
              timestamp, scale, random.nextBoolean(), random.nextBoolean());
      assertThat(timestamp - with).isBetween(0, 63);
    }
  }

  @Test
  void aWindowScaleAboveFourteenIsFourteen() {
    int echoed = SynCookie.timestampWithOptions(0, 15, false, false);
    assertThat(SynCookie.windowScale(echoed)).isEqualTo(14);
  }
}
