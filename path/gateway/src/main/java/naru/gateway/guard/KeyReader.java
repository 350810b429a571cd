package naru.gateway.guard;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import naru.base.Clock;
import naru.gateway.guard.core.TokenKeys;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a set of keys fresh in the background: reads it at the start, again and again, and sooner
 * if a token names a key that is not known. Nobody waits for it; a failure changes nothing but is
 * told. Confined to one loop, but for {@link #want}.
 */
final class KeyReader implements Runnable {
  /** A failed reading is repeated after this, and then ever later, up to the usual time. */
  static final long RETRY_NANOS = 1_000_000_000L;

  /** Tokens that name unknown keys cannot have it read more often than this. */
  static final long SOONEST_NANOS = 10_000_000_000L;

  /** Most bytes of a set. */
  static final int MOST_BYTES = 1 << 20;

  /** Where the text of the set comes from. */
  interface Source {
    /** Reads it, off the loop or on it without blocking; answers once, on any thread. */
    void read(Reading reading);
  }

  /** Where the text goes. */
  interface Reading {
    void text(String json);

    void failed(String why);
  }

  private final KeySet keys;
  private final Source source;
  private final EventLoop loop;
  private final Clock clock;
  private final long refreshNanos;
  private final Runnable wanted = this::want;
  private long lastAt;
  private long retryNanos = RETRY_NANOS;
  private boolean reading;

  /** The next reading; there is one at most, however often it was wanted sooner. */
  private @Nullable ScheduledFuture<?> timer;

  private volatile boolean closed;

  KeyReader(KeySet keys, Source source, EventLoop loop, Clock clock, long refreshNanos) {
    this.keys = keys;
    this.source = source;
    this.loop = loop;
    this.clock = clock;
    this.refreshNanos = refreshNanos;
  }

  void start() {
    keys.onWanted(wanted);
    loop.execute(this::read);
  }

  void close() {
    closed = true;
    keys.offWanted(wanted);
  }

  private void want() {
    loop.execute(
        () -> {
          if (clock.nanos() - lastAt > SOONEST_NANOS) {
            read();
          }
        });
  }

  /** The time has come. */
  @Override
  public void run() {
    read();
  }

  private void read() {
    if (closed || reading) {
      return;
    }
    reading = true;
    stopTimer();
    lastAt = clock.nanos();
    source.read(
        new Reading() {
          @Override
          public void text(String json) {
            try {
              keys.found(TokenKeys.parse(json));
              over(true);
            } catch (IllegalArgumentException e) {
              failed(String.valueOf(e.getMessage()));
            }
          }

          @Override
          public void failed(String why) {
            keys.failed(why);
            over(false);
          }
        });
  }

  private void over(boolean good) {
    if (closed || loop.isShuttingDown()) {
      return;
    }
    loop.execute(
        () -> {
          reading = false;
          retryNanos = good ? RETRY_NANOS : Math.min(retryNanos * 2, refreshNanos);
          stopTimer();
          timer = loop.schedule(this, good ? refreshNanos : retryNanos, TimeUnit.NANOSECONDS);
        });
  }

  private void stopTimer() {
    ScheduledFuture<?> t = timer;
    timer = null;
    if (t != null) {
      t.cancel(false);
    }
  }
}
