package naru.ca;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import naru.base.Clock;

/** A clock that stands until a test moves it. */
final class SetClock implements Clock {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private final AtomicLong nanos = new AtomicLong();

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public Instant wallAt(long at) {
    return START.plusNanos(at);
  }

  SetClock pass(Duration time) {
    nanos.addAndGet(time.toNanos());
    return this;
  }
}
