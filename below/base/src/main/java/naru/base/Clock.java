package naru.base;

import java.time.Instant;

/**
 * The time, as an argument.
 *
 * <p>Cores never read a clock; adapters hand them {@code now}. One {@code Clock} serves a whole
 * program, so that every stop's events stand on one time line.
 */
public interface Clock {
  /** Monotonic nanoseconds from an arbitrary start; only differences mean something. */
  long nanos();

  /** The wall time at a value of {@link #nanos()}. */
  Instant wallAt(long nanos);

  /** The wall time now. */
  default Instant wall() {
    return wallAt(nanos());
  }

  /** The machine's clock. Its wall time is anchored once, so that it never runs backwards. */
  static Clock system() {
    return SystemClock.INSTANCE;
  }
}
