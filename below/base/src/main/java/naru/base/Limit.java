package naru.base;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A bound with a name: how much there is, how much there may be, and how often it was refused.
 *
 * <p>Thread-safe and lock-free. Loop-local bounds that must not touch shared memory keep their own
 * plain counters and are exported as gauges instead.
 */
public final class Limit {
  private final String name;
  private final long max;
  private final AtomicLong used = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  private Limit(String name, long max) {
    this.name = name;
    this.max = max;
  }

  /**
   * A bound, made visible in the metrics as {@code naru_limit_*{limit="name"}}.
   *
   * @param max how many may be taken at once; at least 1
   */
  public static Limit of(Metrics metrics, String name, long max) {
    if (max < 1) {
      throw new IllegalArgumentException("limit " + name + " must be at least 1, not " + max);
    }
    Limit limit = new Limit(name, max);
    limit.publish(metrics);
    return limit;
  }

  /** Makes it visible once more, for whoever goes on with a bound of somebody before. */
  public void publish(Metrics metrics) {
    metrics.gauge("naru_limit_used{limit=\"" + name + "\"}", "in use", this::used);
    metrics.gauge("naru_limit_max{limit=\"" + name + "\"}", "allowed", this::max);
    metrics.gauge("naru_limit_refused_total{limit=\"" + name + "\"}", "refused", this::refused);
  }

  /** Takes {@code n}, or nothing if that would exceed the bound. */
  public boolean tryTake(long n) {
    long after = used.addAndGet(n);
    if (after <= max) {
      return true;
    }
    used.addAndGet(-n);
    refused.incrementAndGet();
    return false;
  }

  /** Gives back what was taken. */
  public void give(long n) {
    long after = used.addAndGet(-n);
    assert after >= 0 : name + " gave back more than it took";
  }

  public String name() {
    return name;
  }

  public long used() {
    return used.get();
  }

  public long max() {
    return max;
  }

  public long refused() {
    return refused.get();
  }
}
