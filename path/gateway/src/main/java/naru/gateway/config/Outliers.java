package naru.gateway.config;

import java.util.Optional;

/**
 * Passive checks that compare the targets of a group with each other: who does much worse than the
 * others is taken out.
 *
 * @param everyNanos how often they are compared, by what happened since; at least 10 ms
 * @param success by the share of requests that were served; empty for not
 * @param latency by how long answers take; empty for not
 */
public record Outliers(long everyNanos, Optional<BySuccess> success, Optional<ByLatency> latency) {
  private static final long LEAST_NANOS = 10_000_000L;

  public Outliers {
    GatewayConfig.require(everyNanos >= LEAST_NANOS, "targets are compared 10 ms apart or more");
  }

  /**
   * A target is out whose share of requests that were served is less than the mean of all minus so
   * many standard deviations. An answer of 5xx, or none, is one that was not served.
   *
   * <p>Of n targets none can be further from the mean than the square root of n - 1 deviations: to
   * find one of four, the factor has to be less than 1.7.
   *
   * @param factor of the standard deviation
   * @param hosts how many targets must have had enough requests; at least 2
   * @param requests what is enough
   * @param belowPercent who served no less than this stays, however good the others are
   */
  public record BySuccess(double factor, int hosts, int requests, double belowPercent) {
    /** 1.9 deviations, five targets with 100 requests each, below 95%. */
    public static final BySuccess USUAL = new BySuccess(1.9, 5, 100, 95);

    public BySuccess {
      GatewayConfig.require(factor > 0, "a factor is positive");
      GatewayConfig.require(hosts >= 2 && requests >= 1, "two targets and a request or more");
    }
  }

  /**
   * A target is out whose answers take so many times as long as the median of the others. What
   * counts is the geometric mean of a target's good answers, in which a few slow ones weigh little:
   * one that was asked for a long download is not slow.
   *
   * @param times as long
   * @param hosts how many targets must have had enough answers; at least 2
   * @param requests what is enough
   * @param leastNanos who answers sooner stays, however fast the others are
   */
  public record ByLatency(double times, int hosts, int requests, long leastNanos) {
    /** Three times as long, three targets with 100 answers each, and not below 50 ms. */
    public static final ByLatency USUAL = new ByLatency(3, 3, 100, 50_000_000L);

    public ByLatency {
      GatewayConfig.require(times > 1, "an outlier takes longer than the others");
      GatewayConfig.require(hosts >= 2 && requests >= 1, "two targets and an answer or more");
    }
  }
}
