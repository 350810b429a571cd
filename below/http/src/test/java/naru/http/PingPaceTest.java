package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PingPaceTest {
  private static final long SECOND = 1_000_000_000L;

  private long now;
  private final PingPace pace = new PingPace(now);
  private final List<Long> asked = new ArrayList<>();

  private void pass(long seconds) {
    for (int i = 0; i < seconds; i++) {
      now += SECOND;
      assertThat(pace.isDead(now)).isFalse();
      if (pace.isDue(now)) {
        asked.add(now / SECOND);
        pace.heard(now); // the answer
      }
    }
  }

  /** As servers of gRPC count: in Go and C of any PING since the last, in Java since a good one. */
  private static int strikes(List<Long> pings, boolean sinceGood) {
    long last = Long.MIN_VALUE / 2;
    int strikes = 0;
    for (long ping : pings) {
      boolean good = ping - last >= 300;
      strikes += good ? 0 : 1;
      last = good || !sinceGood ? ping : last;
    }
    return strikes;
  }

  @Test
  void aDayOfSilenceHasNoThirdStrike() {
    pass(86_400);
    assertThat(asked).startsWith(31L, 92L, 213L, 514L).hasSizeGreaterThan(280);
    assertThat(strikes(asked, false)).isEqualTo(2);
    assertThat(strikes(asked, true)).isLessThanOrEqualTo(2);
  }

  @Test
  void whatTheServerSaysBeginsAnew() {
    pass(300);
    pace.heard(now);
    pace.said();
    asked.clear();
    pass(100);
    assertThat(asked).containsExactly(331L, 392L);
  }

  /** WINDOW_UPDATE and SETTINGS come without the server's forgetting our PINGs. */
  @Test
  void whatElseComesDoesNot() {
    pass(300);
    pace.heard(now);
    asked.clear();
    pass(299);
    assertThat(asked).isEmpty();
  }

  @Test
  void whoDoesNotAnswerIsDead() {
    now = 31 * SECOND;
    assertThat(pace.isDue(now)).isTrue();
    assertThat(pace.isDue(now)).isFalse();
    assertThat(pace.isDead(now + PingPace.PONG_NANOS)).isFalse();
    assertThat(pace.isDead(now + PingPace.PONG_NANOS + 1)).isTrue();
    pace.heard(now);
    assertThat(pace.isDead(now + PingPace.PONG_NANOS + 1)).isFalse();
  }
}
