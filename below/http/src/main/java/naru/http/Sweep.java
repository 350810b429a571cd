package naru.http;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The coarse clock of one event loop: everything with a deadline is looked at every {@value
 * #TICK_MILLIS} ms. Setting a deadline is a field write, so that a request costs no timer; a
 * deadline is met up to one tick late. How late the ticks themselves come tells how long the loop
 * was busy with other things, or had no processor.
 */
public final class Sweep {
  /** Something with deadlines. */
  public interface Swept {
    /** Looks at its deadlines. */
    void sweep(long nowNanos);

    /** Whether it is over, and no longer to be looked at. */
    boolean isEnded();
  }

  static final long TICK_MILLIS = 100;

  private final EventLoop loop;
  private final LongSupplier clock;
  private final List<Swept> all = new ArrayList<>();
  private boolean scheduled;
  private long dueNanos;
  private long lateNanos;
  private long latestNanos;

  Sweep(EventLoop loop, LongSupplier clock) {
    this.loop = loop;
    this.clock = clock;
  }

  /** From now on it is looked at, until it says that it is over. On the loop. */
  public void add(Swept swept) {
    all.add(swept);
    if (!scheduled) {
      scheduled = true;
      next();
    }
  }

  private void next() {
    dueNanos = clock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
    loop.schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    long late = Math.max(0, clock.getAsLong() - dueNanos);
    lateNanos += late;
    latestNanos = Math.max(latestNanos, late);
    try {
      sweepAll();
    } finally {
      // Also after a bug in one of them: the deadlines of all others hang on this.
      all.removeIf(Swept::isEnded);
      scheduled = !all.isEmpty();
      if (scheduled) {
        next();
      }
    }
  }

  /** Looks at everything now. */
  @SuppressWarnings("ForLoopReplaceableByForEach") // one may be added meanwhile
  void sweepAll() {
    long now = clock.getAsLong();
    for (int i = 0; i < all.size(); i++) {
      all.get(i).sweep(now);
    }
  }

  /** How late all ticks came together; read elsewhere, it may be a moment old. */
  long lateNanos() {
    return lateNanos;
  }

  /** How late one of them came at most. */
  long latestNanos() {
    return latestNanos;
  }

  /** How many things are looked at. */
  int size() {
    return all.size();
  }
}
