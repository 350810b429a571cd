package naru.http.h2;

import java.util.Arrays;

/** How much of each {@link Budget} is left on one connection. */
final class Budgets {
  private static final Budget[] ALL = Budget.values();
  private static final long SECOND = 1_000_000_000L;
  private static final int REFILL_PART = 10;

  private final Limits limits;
  private final int[] left = new int[ALL.length];
  private long refilled;
  private boolean touched;

  Budgets(Limits limits) {
    this.limits = limits;
    for (Budget budget : ALL) {
      left[budget.ordinal()] = limits.of(budget);
    }
  }

  /** Takes one. */
  void take(Budget budget, long now) throws ConnectionError {
    if (!touched) {
      touched = true;
      refilled = now;
    }
    int i = budget.ordinal();
    if (left[i] <= 0) {
      refill(now);
    }
    if (left[i]-- <= 0) {
      throw ConnectionError.exceeded(budget, limits.of(budget));
    }
  }

  /** Gives something back for good conduct, up to the budget's size. */
  void earn(Budget budget, int n) {
    int i = budget.ordinal();
    left[i] = Math.min(limits.of(budget), left[i] + n);
  }

  private void refill(long now) {
    long seconds = (now - refilled) / SECOND;
    if (seconds <= 0) {
      return;
    }
    refilled += seconds * SECOND;
    for (Budget budget : ALL) {
      long more = seconds * Math.max(1, limits.of(budget) / REFILL_PART);
      left[budget.ordinal()] =
          (int) Math.min(limits.of(budget), Math.max(0, left[budget.ordinal()]) + more);
    }
  }

  @Override
  public String toString() {
    return Arrays.toString(left);
  }
}
