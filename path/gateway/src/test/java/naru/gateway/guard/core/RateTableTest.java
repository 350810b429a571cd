package naru.gateway.guard.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Rates in virtual time. */
class RateTableTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;

  private final RateTable table = new RateTable(64);
  private long now = Long.MAX_VALUE - 5 * SECOND;

  private long take(long key) {
    return table.take(key, 100 * MILLI, 500 * MILLI, now);
  }

  @Test
  void aBurstAndThenARate() {
    for (int left = 4; left >= 0; left--) {
      assertThat(take(7)).isEqualTo(left * 100 * MILLI);
    }
    assertThat(take(7)).isEqualTo(-100 * MILLI);
    now += 99 * MILLI;
    assertThat(take(7)).isEqualTo(-MILLI);
    now += MILLI;
    assertThat(take(7)).isZero();
    assertThat(take(7)).isEqualTo(-100 * MILLI);
  }

  @Test
  void neverMoreThanTheRateOverALongTime() {
    SplittableRandom random = new SplittableRandom(5);
    int taken = 0;
    long begin = now;
    while (now - begin < 100 * SECOND) {
      now += random.nextLong(20 * MILLI);
      taken += take(7) >= 0 ? 1 : 0;
    }
    assertThat(taken).isBetween(995, 1005);
  }

  @Test
  void lookingTakesNothing() {
    for (int i = 0; i < 10; i++) {
      assertThat(table.look(7, 100 * MILLI, 500 * MILLI, now)).isEqualTo(400 * MILLI);
    }
    assertThat(take(7)).isEqualTo(400 * MILLI);
    assertThat(table.inDebt(now)).isOne();
    assertThat(table.inDebt(now + SECOND)).isZero();
  }

  @Test
  void keysAreApart() {
    for (int i = 0; i < 5; i++) {
      take(1);
    }
    assertThat(take(1)).isNegative();
    assertThat(take(2)).isNotNegative();
    assertThat(take(0)).as("0 is a key too").isNotNegative();
  }

  @Test
  void aSmallerBucketAfterAReloadOwesNoMoreThanItHolds() {
    for (int i = 0; i < 5; i++) {
      take(1);
    }
    assertThat(table.take(1, 100 * MILLI, 200 * MILLI, now)).isEqualTo(-100 * MILLI);
  }

  @Test
  void whatIsReservedMayComeLater() {
    assertThat(table.reserve(1, 300 * MILLI, 500 * MILLI, now)).isZero();
    assertThat(table.reserve(1, 300 * MILLI, 500 * MILLI, now)).isEqualTo(100 * MILLI);
    assertThat(table.reserve(1, 300 * MILLI, 500 * MILLI, now)).isEqualTo(400 * MILLI);
    now += SECOND;
    assertThat(table.reserve(1, 300 * MILLI, 500 * MILLI, now)).isZero();
  }

  @Test
  void memoryIsBoundedAndWhoIsFreeIsForgottenFirst() {
    RateTable small = new RateTable(8);
    assertThat(small.capacity()).isEqualTo(8);
    for (int key = 1; key <= 8; key++) {
      small.take(key, 100 * MILLI, 500 * MILLI, now);
    }
    now += 100 * MILLI;
    small.take(9, 100 * MILLI, 500 * MILLI, now);
    assertThat(small.forgotten()).as("all had been free again").isZero();
    for (int key = 10; key <= 16; key++) {
      small.take(key, 300 * MILLI, 500 * MILLI, now);
    }
    assertThat(small.forgotten()).isZero();
    small.take(17, 100 * MILLI, 500 * MILLI, now);
    assertThat(small.forgotten()).isOne();
    assertThat(small.look(9, 100 * MILLI, 500 * MILLI, now))
        .as("the one closest to being free went")
        .isEqualTo(400 * MILLI);
    assertThat(small.look(10, 100 * MILLI, 500 * MILLI, now)).isEqualTo(100 * MILLI);
  }

  @Test
  void capacitiesAreRoundedUp() {
    assertThat(new RateTable(1).capacity()).isEqualTo(8);
    assertThat(new RateTable(9).capacity()).isEqualTo(16);
    assertThat(new RateTable(16).capacity()).isEqualTo(16);
    assertThat(new RateTable(17).capacity()).isEqualTo(32);
    assertThat(new RateTable(1 << 14).capacity()).isEqualTo(1 << 14);
  }

  /** Whatever the threads do, not one more than the burst passes at one moment. */
  @Test
  void loopsTogetherAreExact() throws InterruptedException {
    AtomicInteger passed = new AtomicInteger();
    CountDownLatch ready = new CountDownLatch(4);
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      threads[t] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    ready.countDown();
                    for (int i = 0; i < 20_000; i++) {
                      if (table.take(3, 1, 1000, now) >= 0) {
                        passed.incrementAndGet();
                      }
                    }
                  });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(passed).hasValue(1000);
  }
}
