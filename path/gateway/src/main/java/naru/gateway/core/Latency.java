package naru.gateway.core;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long answers of one target take, as each event loop has seen it: a slower answer counts at
 * once and whole (the peak), faster ones by a moving average that forgets with time, so that who
 * was slow is tried again after a while. One writer for each loop; anyone may read.
 */
public final class Latency {
  private static final int STRIDE = 8;

  private final AtomicLongArray cells;

  Latency(int loops) {
    cells = new AtomicLongArray(loops * STRIDE);
  }

  /**
   * An answer took so long.
   *
   * @param decayNanos after this, what was counts about a third
   */
  public void took(int loop, long nanos, long now, long decayNanos) {
    double before = nanos(loop, now, decayNanos);
    double fresh = Math.max(1, nanos);
    double since = now - cells.getOpaque(loop * STRIDE + 1);
    double keeps = Math.exp(-Math.max(0, since) / decayNanos);
    double after = before == 0 || fresh >= before ? fresh : before * keeps + fresh * (1 - keeps);
    cells.setOpaque(loop * STRIDE, Double.doubleToRawLongBits(after));
    cells.setOpaque(loop * STRIDE + 1, now);
  }

  /** What to expect in nanoseconds: fades while nothing is measured; 0 if never measured. */
  public double nanos(int loop, long now, long decayNanos) {
    double then = Double.longBitsToDouble(cells.getOpaque(loop * STRIDE));
    if (then == 0) {
      return 0;
    }
    double since = Math.max(0, now - cells.getOpaque(loop * STRIDE + 1));
    return Math.max(1, then * Math.exp(-since / decayNanos));
  }
}
