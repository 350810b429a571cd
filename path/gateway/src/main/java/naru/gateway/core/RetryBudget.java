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

  /**
   * What is under way and what was spent, beyond any one configuration: the budgets of a group
   * before and after a reload keep the same account, so that a reload lets nobody begin anew.
   */
  public static final class Account {
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger spent = new AtomicInteger();
    private final AtomicLong second = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong limited = new AtomicLong();

    /** Nothing was repeated yet. */
    public Account() {}
  }

  private final Retrying rule;
  private final Account account;

  /** What becomes of a wish to repeat. */
  public enum Verdict {
    /** It may be; {@link #ended} gives it back. */
    GRANTED,
    /** It would be too much for the requests under way. */
    SPENT,
    /** As many as may be are under way. */
    FULL
  }

  RetryBudget(Retrying rule, Account account) {
    this.rule = rule;
    this.account = account;
  }

  /**
   * Asks for one repetition.
   *
   * @param inflight requests under way at the group, this one included
   */
  public Verdict begin(long inflight, long now) {
    int with = account.running.incrementAndGet();
    if (with > rule.atOnce()) {
      account.running.decrementAndGet();
      account.limited.incrementAndGet();
      return Verdict.FULL;
    }
    if (with * 100L <= inflight * rule.budgetPercent() || spend(now)) {
      return Verdict.GRANTED;
    }
    account.running.decrementAndGet();
    account.refused.incrementAndGet();
    return Verdict.SPENT;
  }

  private boolean spend(long now) {
    long current = Math.floorDiv(now, SECOND);
    long then = account.second.get();
    if (then != current && account.second.compareAndSet(then, current)) {
      account.spent.set(0);
    }
    if (account.spent.get() >= rule.perSecond()) {
      return false;
    }
    return account.spent.incrementAndGet() <= rule.perSecond();
  }

  /** A repetition is over. */
  public void ended() {
    account.running.decrementAndGet();
  }

  /** Repetitions under way. */
  public int running() {
    return account.running.get();
  }

  /** Most repetitions under way. */
  public int max() {
    return rule.atOnce();
  }

  /** How many the budget did not allow. */
  public long refused() {
    return account.refused.get();
  }

  /** How many were asked for while as many as may be were under way. */
  public long limited() {
    return account.limited.get();
  }
}
