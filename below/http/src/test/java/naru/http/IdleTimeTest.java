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
      time.survived();
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
    time.survived();
    assertThat(time.provenNanos()).isEqualTo(30 * SECOND);
  }

  @Test
  void whatWasLivedThroughIsNotBelievedAgainstAFin() {
    time.closedByServer(SECOND);
    time.lived(2 * SECOND);
    assertThat(time.provenNanos()).isEqualTo(SECOND * 3 / 4);
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
