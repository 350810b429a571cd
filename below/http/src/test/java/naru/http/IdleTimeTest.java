package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

final class IdleTimeTest {
  private static final long SECOND = 1_000_000_000L;

  private final IdleTime time = new IdleTime(30 * SECOND);

  private void survive(int times) {
    for (int i = 0; i < times; i++) {
      time.survived(time.limitNanos());
    }
  }

  @Test
  void aFinTeachesToCloseEarlier() {
    time.closedByServer(SECOND);
    assertThat(time.limitNanos()).isEqualTo(SECOND * 3 / 4);
    time.closedByServer(20 * SECOND);
    assertThat(time.limitNanos()).isEqualTo(SECOND * 3 / 4);
    assertThat(time.lessons()).isEqualTo(1);
  }

  @Test
  void theMarginIsTwoSecondsAtMost() {
    time.closedByServer(25 * SECOND);
    assertThat(time.limitNanos()).isEqualTo(23 * SECOND);
  }

  @Test
  void aCloseRightAfterAResponseIsNoTimeout() {
    time.closedByServer(IdleTime.BRISK_NANOS - 1);
    assertThat(time.limitNanos()).isEqualTo(30 * SECOND);
  }

  @Test
  void survivorsRaiseTheLimitUpToWhatIsConfigured() {
    time.closedByServer(SECOND);
    survive(IdleTime.SURVIVORS - 1);
    assertThat(time.limitNanos()).isEqualTo(SECOND * 3 / 4);
    survive(1);
    assertThat(time.limitNanos()).isEqualTo(SECOND * 15 / 16);
    survive(40 * IdleTime.SURVIVORS);
    assertThat(time.limitNanos()).isEqualTo(30 * SECOND);
  }

  @Test
  void whatMustNotBeLostTrustsAnUnknownServerShortly() {
    assertThat(time.provenNanos()).isEqualTo(IdleTime.TRUSTED_NANOS);
    time.lived(SECOND);
    assertThat(time.provenNanos()).isEqualTo(SECOND * 3 / 4);
    time.lived(SECOND / 2);
    assertThat(time.provenNanos()).isEqualTo(SECOND * 3 / 4);
    time.lived(20 * SECOND);
    assertThat(time.provenNanos()).isEqualTo(18 * SECOND);
    time.survived(30 * SECOND);
    assertThat(time.provenNanos()).isEqualTo(30 * SECOND);
  }

  @Test
  void whatWasLivedThroughIsNotBelievedAgainstAFin() {
    time.lived(20 * SECOND);
    time.closedByServer(SECOND);
    assertThat(time.provenNanos()).isEqualTo(SECOND * 3 / 4);
    time.lived(2 * SECOND);
    assertThat(time.provenNanos()).isEqualTo(SECOND * 3 / 4);
  }

  /** {@code Keep-Alive: timeout=} makes us close earlier than the limit. */
  @Test
  void whatTheServerAnnouncedProvesNoMoreThanWasLived() {
    IdleSpell spell = new IdleSpell(time);
    spell.begin(100, 4 * SECOND);
    spell.survived(100 + 4 * SECOND);
    assertThat(time.provenNanos()).isEqualTo(3 * SECOND);
    spell.begin(100, Long.MAX_VALUE);
    spell.survived(100 + 30 * SECOND);
    assertThat(time.provenNanos()).isEqualTo(30 * SECOND);
  }

  @Test
  void anAnnouncedTimeDoesNotRaiseWhatWasLearned() {
    time.closedByServer(8 * SECOND);
    for (int i = 0; i < 2 * IdleTime.SURVIVORS; i++) {
      time.survived(SECOND);
    }
    assertThat(time.limitNanos()).isEqualTo(6 * SECOND);
    assertThat(time.provenNanos()).isEqualTo(6 * SECOND);
  }

  @Test
  void aConfiguredTimeIsNotExceededByTrust() {
    assertThat(new IdleTime(SECOND / 10).provenNanos()).isEqualTo(SECOND / 10);
  }

  @Test
  void whatMustNotBeLostIsNotUsedToFindOut() {
    time.closedByServer(SECOND);
    survive(IdleTime.SURVIVORS);
    assertThat(time.limitNanos()).isGreaterThan(SECOND * 3 / 4);
    assertThat(time.provenNanos()).isEqualTo(SECOND * 3 / 4);
    survive(40 * IdleTime.SURVIVORS);
    assertThat(time.provenNanos()).isEqualTo(30 * SECOND);
  }

  @Test
  void aServerThatMeansItIsAskedLessOften() {
    time.closedByServer(SECOND);
    survive(2 * IdleTime.SURVIVORS);
    time.closedByServer(SECOND);
    long lowered = time.limitNanos();
    survive(IdleTime.SURVIVORS);
    assertThat(time.limitNanos()).isEqualTo(lowered);
    survive(IdleTime.SURVIVORS);
    assertThat(time.limitNanos()).isGreaterThan(lowered);
  }

  @Test
  void whatIsKnownOfServersIsBounded() {
    IdleTimes times = new IdleTimes();
    IdleTime first = times.of(peer(1));
    assertThat(times.of(peer(1))).isSameAs(first);
    for (int port = 2; port < IdleTimes.MOST + 2; port++) {
      times.of(peer(port));
    }
    assertThat(times.of(peer(1))).isNotSameAs(first);
  }

  private static Peer peer(int port) {
    return Peer.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }
}
