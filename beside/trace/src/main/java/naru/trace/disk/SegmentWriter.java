package naru.trace.disk;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import naru.base.Metrics;
import naru.trace.Trace;

/**
 * The one thread that writes traces to disk, so that a slow disk stops nobody. Traces wait in a
 * bounded queue; when it is full they are dropped and counted.
 */
public final class SegmentWriter implements AutoCloseable {
  /** How many traces may wait for the disk. */
  public static final int CAPACITY = 1024;

  private final TraceSegments segments;
  private final ArrayBlockingQueue<Trace> waiting = new ArrayBlockingQueue<>(CAPACITY);
  private final LongAdder dropped;
  private final LongAdder failed;
  private final Thread thread;
  private volatile boolean closing;

  private SegmentWriter(TraceSegments segments, Metrics metrics) {
    this.segments = segments;
    this.dropped =
        metrics.counter("naru_trace_segments_dropped_total", "traces the disk was too slow for");
    this.failed =
        metrics.counter("naru_trace_segments_failed_total", "traces the disk did not take");
    metrics.gauge("naru_trace_segments_waiting", "traces waiting for the disk", waiting::size);
    this.thread = Thread.ofPlatform().daemon().name("naru-trace-disk").unstarted(this::run);
  }

  /** Begins to write. */
  public static SegmentWriter start(TraceSegments segments, Metrics metrics) {
    SegmentWriter writer = new SegmentWriter(segments, metrics);
    writer.thread.start();
    return writer;
  }

  /** Hands over a trace; never blocks. */
  public void offer(Trace trace) {
    if (closing || !waiting.offer(trace)) {
      dropped.increment();
    }
  }

  private void run() {
    try {
      while (!closing || !waiting.isEmpty()) {
        Optional.ofNullable(waiting.poll(50, TimeUnit.MILLISECONDS)).ifPresent(this::write);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Trace trace) {
    try {
      segments.append(trace);
    } catch (IOException e) {
      failed.increment();
    }
  }

  /** Writes what waits, and ends. The segments stay open. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
