package naru.app;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import naru.base.Metrics;

/**
 * Collects the whole heap when nothing else is to be done and it would give much back. Connections
 * that stay for seconds grow old before they end, and the collector looks at what is old only when
 * the heap is full: ten thousand of them, come and gone, leave some 40 MB that a program with
 * little to do would hold for ever. Under load nothing is done here: the collector decides alone.
 */
final class QuietCollection implements AutoCloseable {
  /** How often it looks. */
  static final Duration EVERY = Duration.ofSeconds(2);

  /** Less CPU than this in that time, of all threads, is quiet: a twentieth of a core. */
  static final Duration QUIET = EVERY.dividedBy(20);

  /** So much more than after the last collection is worth a pause; the nursery is in it. */
  static final long WORTH_BYTES = 48L << 20;

  /** With more alive than this the pause would be felt: some 1 ms for each MB. */
  static final long MOST_ALIVE_BYTES = 128L << 20;

  /** Where the system does not tell what was used. */
  static final long UNKNOWN = -1;

  private final LongAdder collections;
  private final Thread thread;
  private long leastBytes = Long.MAX_VALUE;
  private long lastCpuNanos;

  private QuietCollection(Metrics metrics) {
    collections =
        metrics.counter(
            "naru_heap_quiet_collections_total", "collections of the whole heap in a quiet moment");
    thread = Thread.ofPlatform().daemon().name("naru-quiet").unstarted(this::run);
  }

  /** Of this program, not yet begun. */
  static QuietCollection of(Metrics metrics) {
    return new QuietCollection(metrics);
  }

  /** Begins to look. */
  static QuietCollection start(Metrics metrics) {
    QuietCollection one = new QuietCollection(metrics);
    one.thread.start();
    return one;
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(EVERY);
        if (isDue(usedBytes(), cpuNanos())) {
          System.gc();
          collected(usedBytes());
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Whether to collect now.
   *
   * @param usedBytes of the heap
   * @param cpuNanos what the program has used since its start, or {@link #UNKNOWN}
   */
  boolean isDue(long usedBytes, long cpuNanos) {
    boolean isQuiet = cpuNanos != UNKNOWN && cpuNanos - lastCpuNanos < QUIET.toNanos();
    lastCpuNanos = cpuNanos;
    leastBytes = Math.min(leastBytes, usedBytes);
    return isQuiet && leastBytes <= MOST_ALIVE_BYTES && usedBytes - leastBytes >= WORTH_BYTES;
  }

  /**
   * It was done.
   *
   * @param usedBytes what lives
   */
  void collected(long usedBytes) {
    leastBytes = usedBytes;
    collections.increment();
  }

  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElse(UNKNOWN);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
