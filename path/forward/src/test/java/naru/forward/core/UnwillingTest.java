package naru.forward.core;

import static org.assertj.core.api.Assertions.assertThat;

import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import org.junit.jupiter.api.Test;

/** What is remembered of clients that reject our certificate: not too many, not too long. */
final class UnwillingTest {
  private final Unwilling unwilling = Unwilling.atMost(2, 100);

  @Test
  void isRememberedForItsTime() {
    unwilling.learn("10.0.0.1", "a.test", 1000);
    assertThat(unwilling.contains("10.0.0.1", "a.test", 1100)).isTrue();
    assertThat(unwilling.contains("10.0.0.2", "a.test", 1100)).isFalse();
    assertThat(unwilling.contains("10.0.0.1", "b.test", 1100)).isFalse();
    assertThat(unwilling.contains("10.0.0.1", "a.test", 1101)).isFalse();
    assertThat(unwilling.size()).isZero();
  }

  @Test
  void theOldestGoesFirst() {
    unwilling.learn("c", "a.test", 1);
    unwilling.learn("c", "b.test", 2);
    unwilling.learn("c", "a.test", 3);
    unwilling.learn("c", "d.test", 4);
    assertThat(unwilling.size()).isEqualTo(2);
    assertThat(unwilling.contains("c", "b.test", 5)).isFalse();
    assertThat(unwilling.contains("c", "a.test", 5)).isTrue();
  }

  @Test
  void onlyAnAlertAboutTheCertificateCounts() {
    assertThat(Unwilling.isRejection(failed("1.2.3.4:5: alert unknown_ca"))).isTrue();
    assertThat(Unwilling.isRejection(failed("1.2.3.4:5: alert handshake_failure"))).isFalse();
    assertThat(Unwilling.isRejection(failed("1.2.3.4:5 closed the connection"))).isFalse();
  }

  private static Failure failed(String detail) {
    return Failure.of(Code.TLS_HANDSHAKE, Side.CLIENT, detail);
  }
}
