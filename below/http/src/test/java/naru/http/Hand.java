package naru.http;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import naru.base.Clock;

/** The system's clock, which a test may put forward instead of waiting. */
final class Hand implements Clock {
  private final AtomicLong ahead = new AtomicLong();

  void forward(long amount, TimeUnit unit) {
    ahead.addAndGet(unit.toNanos(amount));
  }

  @Override
  public long nanos() {
    return Clock.system().nanos() + ahead.get();
  }

  @Override
  public Instant wallAt(long nanos) {
    return Clock.system().wallAt(nanos - ahead.get());
  }
}
