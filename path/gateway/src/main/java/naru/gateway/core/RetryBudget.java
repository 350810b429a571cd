package naru.gateway.core;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import naru.gateway.config.Retrying;

/**
 * Keeps repetitions from multiplying the load of a group that is failing: so many at once for the
 * requests under way, and a few each second in any case. Thread-safe; costs nothing while nothing
 * fails.
 */
public final class RetryBudget {
  private static final long SECOND = 1_000_000_000L;

  private final Retrying rule;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger spent = new AtomicInteger();
  private final AtomicLong second = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong refused = new AtomicLong();

  RetryBudget(Retrying rule) {
    this.rule = rule;
  }

  /**
   * Asks for one repetition; {@link #ended} gives it back.
   *
   * @param inflight requests under way at the group, this one included
   */
  public boolean begin(long inflight, long now) {
    if ((running.get() + 1) * 100L <= inflight * rule.budgetPercent() || spend(now)) {
      running.incrementAndGet();
      return true;
    }
    refused.incrementAndGet();
    return false;
  }

  private boolean spend(long now) {
    long current = Math.floorDiv(now, SECOND);
    long then = second.get();
    if (then != current && second.compareAndSet(then, current)) {
      spent.set(0);
    }
    if (spent.get() >= rule.perSecond()) {
      return false;
    }
    return spent.incrementAndGet() <= rule.perSecond();
  }

  /** A repetition is over. */
  public void ended() {
    running.decrementAndGet();
  }

  /** Repetitions under way. */
  public int running() {
    return running.get();
  }

  /** How many were asked for in vain. */
  public long refused() {
    return refused.get();
  }
}
