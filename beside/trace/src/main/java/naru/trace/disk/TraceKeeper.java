package naru.trace.disk;

import java.util.concurrent.locks.LockSupport;
import naru.trace.Trace;
import naru.trace.TraceStore;
import naru.trace.Tracer;

/**
 * The collector: one daemon thread that empties the recording threads' rings into the store, and
 * hands what became whole to the disk. How long it pauses bounds how much the rings must hold.
 */
public final class TraceKeeper implements AutoCloseable {
  /** The pause between two rounds. */
  public static final long PAUSE_NANOS = 20_000_000;

  /** In one of so many rounds it is looked which traces became whole. */
  private static final int ROUNDS_TO_SETTLE = 4;

  private final Tracer tracer;
  private final TraceStore store;
  private final SegmentWriter writer;
  private final Thread thread;
  private volatile boolean closing;

  private TraceKeeper(Tracer tracer, TraceStore store, SegmentWriter writer) {
    this.tracer = tracer;
    this.store = store;
    this.writer = writer;
    this.thread = Thread.ofPlatform().daemon().name("naru-trace").unstarted(this::run);
  }

  /** Begins to collect. */
  public static TraceKeeper start(Tracer tracer, TraceStore store, SegmentWriter writer) {
    TraceKeeper keeper = new TraceKeeper(tracer, store, writer);
    keeper.thread.start();
    return keeper;
  }

  private void run() {
    for (int round = 1; !closing; round++) {
      tracer.drain();
      if (round % ROUNDS_TO_SETTLE == 0) {
        settle(0);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    tracer.drain();
    settle(TraceStore.QUIET_NANOS);
  }

  private void settle(long aheadNanos) {
    for (Trace whole : store.settle(tracer.clock().nanos() + aheadNanos)) {
      writer.offer(whole);
    }
  }

  /** Collects what is there, hands all of it to the writer, and ends. Close the writer after. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
