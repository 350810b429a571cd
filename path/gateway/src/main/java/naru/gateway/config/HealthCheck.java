package naru.gateway.config;

/**
 * Active checks: a target is asked regularly, and 2xx or 3xx in time is a pass.
 *
 * @param path what is asked for with GET
 * @param everyNanos from the end of a check to the next, give or take a tenth; at least 10 ms
 * @param timeoutNanos for a whole check, connecting included; at least 1 ms
 * @param fail so many failures in a row take a target out
 * @param pass so many passes in a row bring it back
 */
public record HealthCheck(String path, long everyNanos, long timeoutNanos, int fail, int pass) {
  private static final long MILLI = 1_000_000L;

  public HealthCheck {
    GatewayConfig.require(path.startsWith("/"), "a health path begins with a slash");
    GatewayConfig.require(
        path.chars().allMatch(c -> c > ' ' && c <= '~'), "'" + path + "' is not a path");
    GatewayConfig.require(everyNanos >= 10 * MILLI, "checks are at least 10 ms apart");
    GatewayConfig.require(timeoutNanos >= MILLI, "a check has at least 1 ms");
    GatewayConfig.require(fail >= 1 && pass >= 1, "thresholds are at least 1");
  }

  /** Every 5 s, 2 s to answer, three failures out, two passes back. */
  public static HealthCheck get(String path) {
    return new HealthCheck(path, 5_000 * MILLI, 2_000 * MILLI, 3, 2);
  }
}
