package naru.gateway.guard;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import naru.base.Code;
import naru.base.Place;

/**
 * Where proofs are checked that cost too much for an event loop: on virtual threads, a few at once,
 * with a bounded number behind them. Passwords could otherwise be used to keep a machine busy.
 */
final class Desk {
  /** Checks that may wait. */
  static final int MOST_WAITING = 256;

  private final Semaphore atOnce =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors()));
  private final AtomicInteger there = new AtomicInteger();

  /** Has it checked and tells what was found, on another thread; at once if there is no place. */
  void check(Supplier<Proof> check, String scheme, Place place, Consumer<Proof> found) {
    if (there.incrementAndGet() > MOST_WAITING) {
      there.decrementAndGet();
      found.accept(
          new Proof.Bad(
              scheme, Code.AUTH_BUSY, MOST_WAITING + " proofs wait to be checked", place));
      return;
    }
    Thread.ofVirtual().name("naru-proof").start(() -> found.accept(checked(check, scheme, place)));
  }

  private Proof checked(Supplier<Proof> check, String scheme, Place place) {
    atOnce.acquireUninterruptibly();
    try {
      return check.get();
    } catch (RuntimeException bug) {
      return new Proof.Bad(scheme, Code.INTERNAL, "the check failed: " + bug, place);
    } finally {
      atOnce.release();
      there.decrementAndGet();
    }
  }

  /** How many are checked or wait. */
  int there() {
    return there.get();
  }
}
