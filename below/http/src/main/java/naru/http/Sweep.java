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
  private final List<Seat> taken = new ArrayList<>();
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
    seat(swept).take();
  }

  /** A place for it, which it takes and leaves by itself, any number of times. */
  Seat seat(Swept swept) {
    return new Seat(swept);
  }

  /**
   * Who leaves when it is over is garbage at once. Whoever waits for the next tick outlives a
   * collection under load, and a thousand short connections a tick are megabytes.
   */
  final class Seat {
    private static final int NOWHERE = -1;

    private final Swept swept;
    private int at = NOWHERE;

    private Seat(Swept swept) {
      this.swept = swept;
    }

    /** From now on it is looked at; nothing changes if it is. On the loop. */
    void take() {
      if (at != NOWHERE) {
        return;
      }
      at = taken.size();
      taken.add(this);
      if (!scheduled) {
        scheduled = true;
        next();
      }
    }

    /** It is no longer looked at; nothing changes if it is not. On the loop. */
    void leave() {
      if (at == NOWHERE) {
        return;
      }
      Seat last = taken.removeLast();
      if (last != this) {
        taken.set(at, last);
        last.at = at;
      }
      at = NOWHERE;
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
      letGo();
      scheduled = !taken.isEmpty();
      if (scheduled) {
        next();
      }
    }
  }

  private void letGo() {
    for (int i = taken.size() - 1; i >= 0; i--) {
      Seat seat = taken.get(i);
      if (seat.swept.isEnded()) {
        seat.leave();
      }
    }
  }

  /**
   * Looks at everything now. The last first: who leaves meanwhile gives its place to the last,
   * which was looked at already.
   */
  void sweepAll() {
    long now = clock.getAsLong();
    for (int i = taken.size() - 1; i >= 0; i--) {
      if (i < taken.size()) {
        taken.get(i).swept.sweep(now);
      }
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
    return taken.size();
  }
}
