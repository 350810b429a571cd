package naru.testkit;

import java.time.Instant;
import naru.base.Clock;

/**
 * A clock that stands still until it is moved.
 *
 * <p>Starts at 0 nanoseconds, which is 2026-01-01T00:00:00Z on the wall. Never runs backwards.
 */
public final class VirtualClock implements Clock {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private long nanos;

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public Instant wallAt(long nanos) {
    return START.plusNanos(nanos);
  }

  /** Moves the time on by so many nanoseconds. */
  public void advance(long byNanos) {
    moveTo(Math.addExact(nanos, byNanos));
  }

  /** Moves the time on to a value of {@link #nanos()}. */
  public void moveTo(long nanos) {
    if (nanos < this.nanos) {
      throw new IllegalArgumentException("back from " + this.nanos + " to " + nanos);
    }
    this.nanos = nanos;
  }
}
