package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ReceiveAutotuneTest {
  private static final long MS = 1_000_000L;
  private static final int KIB = 1024;

  private final ReceiveAutotune tune = ReceiveAutotune.of(64 * KIB, 6 * KIB * KIB, 0);
  private long now;

  /** A sender that fills the window once in a round trip, and a user that takes everything. */
  private void roundTrip(long rtt, long timestamp) {
    int window = tune.target();
    int piece = window / 16;
    long begin = now;
    for (int i = 1; i <= 16; i++) {
      now = begin + rtt * i / 16;
      tune.received(piece, now, timestamp);
      tune.consumed(piece, now);
    }
  }

  @Test
  void aWindowThatIsTheLimitDoublesInARoundTrip() {
    tune.received(0, now, 100 * MS);
    for (int kib = 128; kib <= 4096; kib *= 2) {
      roundTrip(100 * MS, 100 * MS);
      assertThat(tune.target()).isEqualTo(kib * KIB);
    }
    roundTrip(100 * MS, 100 * MS);
    assertThat(tune.target()).isEqualTo(6 * KIB * KIB);
    roundTrip(100 * MS, 100 * MS);
    assertThat(tune.target()).isEqualTo(6 * KIB * KIB);
  }

  @Test
  void withoutTimestampsOneWindowIsOneRoundTrip() {
    roundTrip(50 * MS, 0);
    assertThat(tune.rtt()).isEqualTo(50 * MS);
    for (int i = 0; i < 10; i++) {
      roundTrip(50 * MS, 0);
    }
    assertThat(tune.target()).isEqualTo(6 * KIB * KIB);
  }

  @Test
  void withoutTimestampsTheShortestWindowCounts() {
    roundTrip(500 * MS, 0);
    for (int i = 0; i < 4; i++) {
      roundTrip(20 * MS, 0);
    }
    assertThat(tune.rtt()).isLessThanOrEqualTo(40 * MS);
  }

  @Test
  void timestampsAreSmoothed() {
    tune.received(1, 0, 80 * MS);
    assertThat(tune.rtt()).isEqualTo(80 * MS);
    tune.received(1, 1, 160 * MS);
    assertThat(tune.rtt()).isEqualTo(90 * MS);
  }

  @Test
  void twiceWhatIsTakenInARoundTrip() {
    tune.received(1, 0, 100 * MS);
    tune.consumed(40 * KIB, 100 * MS);
    assertThat(tune.target()).isEqualTo(80 * KIB);
  }

  @Test
  void aSlowUserNeedsNoMore() {
    tune.received(1, 0, 10 * MS);
    for (int i = 1; i < 100; i++) {
      tune.consumed(64 * KIB, i * 1000 * MS);
    }
    assertThat(tune.target()).isEqualTo(64 * KIB);
  }

  @Test
  void itNeverShrinksAndNeverMoreThanDoubles() {
    Random random = new Random(7);
    int before = tune.target();
    for (int i = 0; i < 10_000; i++) {
      now += random.nextLong(200 * MS);
      tune.received(random.nextInt(1 << 20), now, random.nextLong(100 * MS));
      tune.consumed(random.nextInt(1 << 20), now);
      assertThat(tune.target()).isBetween(before, Math.min(2 * before, 6 * KIB * KIB));
      before = tune.target();
    }
  }

  @Test
  void nothingGrowsBeforeARoundTripIsKnown() {
    for (int i = 0; i < 100; i++) {
      tune.consumed(1 << 20, i * 1000 * MS);
    }
    assertThat(tune.target()).isEqualTo(64 * KIB);
  }
}
