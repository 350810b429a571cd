package naru.trace.disk;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import naru.base.Metrics;
import naru.trace.log.AccessLog;

/** Writes an access log down: one thread, several times a second. */
public final class LogWriter implements AutoCloseable {
  private static final long PAUSE_NANOS = 100_000_000;

  /** How long the end of a log waits for what takes its lines, such as a pipe that nobody reads. */
  private static final long LAST_NANOS = 2_000_000_000;

  private final AccessLog log;
  private final LogOutlet outlet;
  private final LongAdder failed;
  private final Thread thread;
  private volatile boolean closing;

  private LogWriter(AccessLog log, LogOutlet outlet, Metrics metrics) {
    this.log = log;
    this.outlet = outlet;
    this.failed =
        metrics.counter("naru_access_log_failed_total", "times that lines were not taken");
    this.thread = Thread.ofPlatform().daemon().name("naru-access-log").unstarted(this::run);
  }

  /** Begins to write. */
  public static LogWriter start(AccessLog log, LogOutlet outlet, Metrics metrics) {
    LogWriter writer = new LogWriter(log, outlet, metrics);
    writer.thread.start();
    return writer;
  }

  private void run() {
    while (!closing) {
      round();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    round();
    try {
      outlet.close();
    } catch (IOException e) {
      failed.increment();
    }
  }

  private void round() {
    for (byte[] lines : log.take()) {
      try {
        outlet.write(lines);
      } catch (IOException | RuntimeException e) { // the thread must live, or nobody writes
        failed.increment();
      }
    }
  }

  /** Writes what waits, and ends; what is not taken in time is given up, and counted. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join(TimeUnit.NANOSECONDS.toMillis(LAST_NANOS));
      if (thread.isAlive()) {
        failed.increment();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
