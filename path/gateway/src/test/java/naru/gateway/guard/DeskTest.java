package naru.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.base.Place;
import org.junit.jupiter.api.Test;

/** Costly checks, a bounded number of them. */
class DeskTest {
  private final Desk desk = new Desk();
  private final BlockingQueue<Proof> found = new LinkedBlockingQueue<>();

  private static Proof bad(Code code) {
    return new Proof.Bad("basic", code, "", Place.BUILT_IN);
  }

  @Test
  void soManyMayWaitAndTheNextIsRefusedAtOnce() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    for (int i = 0; i < Desk.MOST_WAITING; i++) {
      desk.check(
          () -> {
            try {
              go.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return bad(Code.AUTH_BASIC);
          },
          "basic",
          Place.BUILT_IN,
          found::add);
    }
    assertThat(desk.there()).isEqualTo(Desk.MOST_WAITING);
    desk.check(() -> bad(Code.AUTH_BASIC), "basic", Place.BUILT_IN, found::add);
    assertThat(((Proof.Bad) found.remove()).code()).isEqualTo(Code.AUTH_BUSY);
    go.countDown();
    for (int i = 0; i < Desk.MOST_WAITING; i++) {
      assertThat(found.poll(10, TimeUnit.SECONDS)).isEqualTo(bad(Code.AUTH_BASIC));
    }
    assertThat(desk.there()).isZero();
  }

  @Test
  void aBugInACheckProvesNothing() throws InterruptedException {
    desk.check(
        () -> {
          throw new IllegalStateException("bug");
        },
        "basic",
        Place.BUILT_IN,
        found::add);
    Proof proof = found.poll(10, TimeUnit.SECONDS);
    assertThat(((Proof.Bad) proof).code()).isEqualTo(Code.INTERNAL);
  }
}
