package naru.trace;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Someone who watches traces as they become whole. Who is slow misses some; nobody waits for him.
 */
public final class TraceFollower implements AutoCloseable {
  private final ArrayBlockingQueue<Trace> waiting;
  private final Consumer<TraceFollower> onClose;
  private final AtomicLong dropped = new AtomicLong();

  TraceFollower(int capacity, Consumer<TraceFollower> onClose) {
    this.waiting = new ArrayBlockingQueue<>(capacity);
    this.onClose = onClose;
  }

  void offer(Trace trace) {
    if (!waiting.offer(trace)) {
      dropped.incrementAndGet();
    }
  }

  /** The next trace, if one waits. */
  public Optional<Trace> poll() {
    return Optional.ofNullable(waiting.poll());
  }

  /** The next trace; empty if none comes in time. */
  public Optional<Trace> take(Duration longest) throws InterruptedException {
    return Optional.ofNullable(waiting.poll(longest.toNanos(), TimeUnit.NANOSECONDS));
  }

  /** How many traces did not fit. */
  public long dropped() {
    return dropped.get();
  }

  @Override
  public void close() {
    onClose.accept(this);
  }
}
