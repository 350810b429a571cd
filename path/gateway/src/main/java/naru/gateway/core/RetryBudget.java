package naru.gateway.core;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import naru.gateway.config.Retrying;

/**
 * Keeps repetitions from multiplying the load of a group that is failing: so many at once for the
 * requests under way, and a few each second in any case, but never more at once than a limit.
 * Thread-safe; costs nothing while nothing fails.
 */
public final class RetryBudget {
  private static final long SECOND = 1_000_000_000L;

  private final Retrying rule;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger spent = new AtomicInteger();
  private final AtomicLong second = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong limited = new AtomicLong();

  /** What becomes of a wish to repeat. */
  public enum Verdict {
    /** It may be; {@link #ended} gives it back. */
    GRANTED,
    /** It would be too much for the requests under way. */
    SPENT,
    /** As many as may be are under way. */
    FULL
  }

  RetryBudget(Retrying rule) {
    this.rule = rule;
  }

  /**
   * Asks for one repetition.
   *
   * @param inflight requests under way at the group, this one included
   */
  public Verdict begin(long inflight, long now) {
    int with = running.incrementAndGet();
    if (with > rule.atOnce()) {
      running.decrementAndGet();
      limited.incrementAndGet();
      return Verdict.FULL;
    }
    if (with * 100L <= inflight * rule.budgetPercent() || spend(now)) {
      return Verdict.GRANTED;
    }
    running.decrementAndGet();
    refused.incrementAndGet();
    return Verdict.SPENT;
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

  /** Most repetitions under way. */
  public int max() {
    return rule.atOnce();
  }

  /** How many the budget did not allow. */
  public long refused() {
    return refused.get();
  }

  /** How many were asked for while as many as may be were under way. */
  public long limited() {
    return limited.get();
  }
}
