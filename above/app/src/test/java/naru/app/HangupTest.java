package naru.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sun.misc.Signal;

/** Signals that operators send out of habit. */
@Timeout(60)
class HangupTest {
  @Test
  void reloadsAtHupAndOutlivesUsr1() throws InterruptedException {
    CountDownLatch reloads = new CountDownLatch(1);
    Hangup.does(reloads::countDown);
    Signal.raise(new Signal("USR1"));
    assertThat(reloads.getCount()).isEqualTo(1);
    Signal.raise(new Signal("HUP"));
    assertThat(reloads.await(50, TimeUnit.SECONDS)).isTrue();
  }
}
