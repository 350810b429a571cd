package naru.stack.link;

import java.util.Map;

/** Which packets are held back, so that those behind them overtake. */
public sealed interface Reorder {
  /** None. */
  record None() implements Reorder {}

  /** Each with this probability, for so many nanoseconds more than the others. */
  record Random(double probability, long byNanos) implements Reorder {
    public Random {
      Chances.check("probability", probability);
      Chances.checkNotNegative("byNanos", byNanos);
    }
  }

  /** Exactly these: ordinal (the first packet has 0) to nanoseconds more than the others. */
  record Scripted(Map<Long, Long> byNanos) implements Reorder {
    public Scripted {
      byNanos = Map.copyOf(byNanos);
      byNanos.values().forEach(nanos -> Chances.checkNotNegative("byNanos", nanos));
    }
  }
}
