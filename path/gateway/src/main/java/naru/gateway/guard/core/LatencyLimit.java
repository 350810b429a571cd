package naru.gateway.guard.core;

/**
 * How many requests may be under way at once, found from their latency, as TCP Vegas finds its
 * window: what a server takes longer than it would alone is time in a queue. In each window of
 * samples, {@code queued = limit * (1 - base / latency)} requests are estimated to wait in the
 * server; the limit grows while few do and it is used, and shrinks while many do, or when a tenth
 * of them fail.
 *
 * <p>{@code base} is the mean latency with few requests under way. It is measured at the start and
 * anew from time to time, with a quarter of the limit for one window, so that a server that became
 * slower (or a base that was luck) does not keep the limit down for ever; in between it only sinks,
 * slowly. Means of windows are compared, not single requests, so that cheap requests among dear
 * ones do not mislead it.
 *
 * <p>Confined by its owner's lock.
 */
public final class LatencyLimit {
  private static final int LEAST_SAMPLES = 50;
  private static final int MOST_SAMPLES = 500;

  private final int least;
  private final int most;
  private final long probeNanos;
  private int limit;
  private double base;
  private boolean probing = true;

  /** Requests that were under way before a probe and say nothing of it. */
  private int settling;

  private long probeAt;
  private int samples;
  private int failures;
  private int peak;
  private double sum;

  /**
   * Begins in the lower part of the range.
   *
   * @param probeNanos how often the base is measured anew
   */
  public LatencyLimit(int least, int most, long probeNanos, long now) {
    this.least = least;
    this.most = most;
    this.probeNanos = probeNanos;
    this.limit = Math.clamp(20, least, most);
    this.probeAt = now + probeNanos;
  }

  /** What may be under way now. */
  public int limit() {
    return probing ? Math.max(least, limit / 4) : limit;
  }

  /** The latency of an idle server as far as it is known; 0 if it is not. */
  public long baseNanos() {
    return (long) base;
  }

  /**
   * A request is over.
   *
   * @param inflight how many were under way with it
   * @param good whether the server coped with it
   */
  public void sample(long latencyNanos, int inflight, boolean good, long now) {
    if (settling > 0) {
      settling -= inflight <= limit() ? 1 : 0;
      return;
    }
    samples++;
    sum += Math.max(1, latencyNanos);
    peak = Math.max(peak, inflight);
    failures += good ? 0 : 1;
    if (samples >= Math.clamp(limit(), LEAST_SAMPLES, MOST_SAMPLES)) {
      window(sum / samples, now);
      samples = 0;
      failures = 0;
      peak = 0;
      sum = 0;
    }
  }

  private void window(double latency, long now) {
    boolean failing = failures * 10 > samples;
    if (probing) {
      probing = false;
      base = failing && base > 0 ? base : latency;
      return;
    }
    if (!failing && latency < base) {
      base += (latency - base) / 10;
    }
    limit = Math.clamp(next(latency, failing), least, most);
    if (now - probeAt >= 0) {
      probeAt = now + probeNanos;
      probing = true;
      settling = limit();
    }
  }

  private int next(double latency, boolean failing) {
    if (failing) {
      return limit * 9 / 10;
    }
    double queued = limit * Math.max(0, 1 - base / latency);
    int step = 1 + (int) Math.sqrt(limit) / 2;
    if (queued < 2 + limit * 0.1 && peak * 4 >= limit * 3) {
      return limit + step;
    }
    return queued > 3 + limit * 0.25 ? limit - step : limit;
  }
}
