package naru.base;

import java.time.Instant;

/** The machine's clock: {@link System#nanoTime()} anchored to the wall time of its first use. */
enum SystemClock implements Clock {
  INSTANCE;

  private final long anchorNanos = System.nanoTime();
  private final Instant anchor = Instant.now();

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Instant wallAt(long nanos) {
    return anchor.plusNanos(nanos - anchorNanos);
  }
}
