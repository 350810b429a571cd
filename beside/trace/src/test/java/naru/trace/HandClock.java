package naru.trace;

import java.time.Instant;
import naru.base.Clock;

/** A clock that stands until a test moves it. */
public final class HandClock implements Clock {
  private static final Instant START = Instant.parse("2026-11-22T05:01:02.123456789Z");

  private volatile long now = 1_000;

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public Instant wallAt(long nanos) {
    return START.plusNanos(nanos - 1_000);
  }

  /** Moves on and gives itself. */
  public HandClock pass(long nanos) {
    now += nanos;
    return this;
  }

  /** Moves on by microseconds. */
  public HandClock micros(long micros) {
    return pass(micros * 1_000);
  }
}
