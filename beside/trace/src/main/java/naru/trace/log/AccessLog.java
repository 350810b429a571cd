package naru.trace.log;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import naru.base.Clock;
import naru.base.Metrics;
import naru.trace.PartFacts;
import naru.trace.PartSink;
import naru.trace.Party;
import naru.trace.Tracer;
import org.jspecify.annotations.Nullable;

/**
 * A line about every request of some parties, sampled or not. Lines are made on the thread that
 * ends the request, into a buffer of that thread's own; whoever writes them down asks for them with
 * {@link #take}. If nobody does in time, lines are dropped and counted: a slow disk stops no
 * request.
 */
public final class AccessLog implements PartSink {
  /** Bytes of lines that may wait in one thread's buffer. */
  public static final int MAX_WAITING = 1 << 20;

  private final Set<Party> of;
  private final LineFormat format;
  private final Clock clock;
  private final LongAdder lines;
  private final LongAdder dropped;
  private final AtomicReferenceArray<@Nullable Buffer> buffers =
      new AtomicReferenceArray<>(Tracer.MAX_LANES + 1);

  private AccessLog(Set<Party> of, LineFormat format, Clock clock, Metrics metrics) {
    this.of = Set.copyOf(of);
    this.format = format;
    this.clock = clock;
    this.lines = metrics.counter("naru_access_log_lines_total", "lines about requests");
    this.dropped = metrics.counter("naru_access_log_dropped_total", "lines nobody took in time");
  }

  /**
   * A log.
   *
   * @param of whose requests
   * @param clock gives the wall time of a line
   */
  public static AccessLog of(Set<Party> of, LineFormat format, Clock clock, Metrics metrics) {
    return new AccessLog(of, format, clock, metrics);
  }

  private static final class Buffer {
    final Line line = new Line(8 << 10);
    final Moment moment = new Moment();
  }

  private Buffer of(int lane) {
    Buffer known = buffers.get(lane);
    if (known != null) {
      return known;
    }
    Buffer fresh = new Buffer();
    Buffer other = buffers.compareAndExchange(lane, null, fresh);
    return other == null ? fresh : other;
  }

  @Override
  public boolean wants(Party at) {
    return of.contains(at);
  }

  @Override
  public void ended(PartFacts facts) {
    Instant now = clock.wall();
    Buffer buffer = of(facts.lane());
    synchronized (buffer) {
      if (buffer.line.length() >= MAX_WAITING) {
        dropped.increment();
      } else {
        format.write(facts, now, buffer.moment, buffer.line);
        lines.increment();
      }
    }
  }

  /** The lines that wait, each thread's in the order of their ends; they wait no longer. */
  public List<byte[]> take() {
    List<byte[]> taken = new ArrayList<>();
    for (int lane = 0; lane < buffers.length(); lane++) {
      Buffer buffer = buffers.get(lane);
      if (buffer != null) {
        take(buffer, taken);
      }
    }
    return taken;
  }

  private static void take(Buffer buffer, List<byte[]> taken) {
    synchronized (buffer) {
      if (buffer.line.length() > 0) {
        taken.add(buffer.line.take());
      }
    }
  }
}
