package naru.stack.link;

/** How the delay of a direction of a {@link Pipe} varies from packet to packet. */
public sealed interface Jitter {
  /** Whether a packet may overtake one sent before it; otherwise it waits behind that one. */
  boolean reorders();

  /** Every packet takes the same time. */
  record None() implements Jitter {
    @Override
    public boolean reorders() {
      return false;
    }
  }

  /** Between nothing and {@code nanos} more, all equally likely. */
  record Uniform(long nanos, boolean reorders) implements Jitter {
    public Uniform {
      Chances.checkNotNegative("jitter", nanos);
    }
  }

  /** Normally distributed around the fixed delay; never less than no delay at all. */
  record Normal(long deviationNanos, boolean reorders) implements Jitter {
    public Normal {
      Chances.checkNotNegative("jitter", deviationNanos);
    }
  }
}
