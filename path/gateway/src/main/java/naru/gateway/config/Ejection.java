package naru.gateway.config;

import java.util.Optional;

/**
 * Passive checks: what real requests show. A connection that cannot be made or breaks, a response
 * that does not come, 502, 503 and 504 count as failures; any other answer ends the row. Calls of
 * gRPC count by the status of HTTP that theirs is mapped to ({@link naru.http.GrpcStatus#http}),
 * but not if they ended by a deadline of their client's own.
 *
 * @param after so many failures in a row take a target out; 0 for never
 * @param baseNanos for how long the first time; the n-th time n times as long
 * @param maxNanos but never longer
 * @param atMostPercent never more of a group's targets than this, 0 to 100
 * @param outliers whether and how targets are compared with each other
 */
public record Ejection(
    int after, long baseNanos, long maxNanos, int atMostPercent, Optional<Outliers> outliers) {
  private static final long SECOND = 1_000_000_000L;

  /** Five in a row, 10 s, at most 5 minutes, at most half of the group. */
  public static final Ejection DEFAULT = new Ejection(5, 10 * SECOND, 300 * SECOND, 50);

  /** Nothing is ever taken out. */
  public static final Ejection NEVER = new Ejection(0, SECOND, SECOND, 0);

  /** By failures in a row alone. */
  public Ejection(int after, long baseNanos, long maxNanos, int atMostPercent) {
    this(after, baseNanos, maxNanos, atMostPercent, Optional.empty());
  }

  public Ejection {
    GatewayConfig.require(after >= 0, "ejection after a number of failures, not " + after);
    GatewayConfig.require(
        baseNanos > 0 && maxNanos >= baseNanos, "ejection times are positive, base up to max");
    GatewayConfig.require(atMostPercent >= 0 && atMostPercent <= 100, "a percentage is 0 to 100");
  }

  /** The same, where targets are compared too. */
  public Ejection comparing(Outliers rule) {
    return new Ejection(after, baseNanos, maxNanos, atMostPercent, Optional.of(rule));
  }

  /** Whether it matters how long answers take, and of what status they are. */
  public boolean compares() {
    return outliers.isPresent();
  }
}
