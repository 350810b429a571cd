package naru.gateway.change.config;

/**
 * How long a request of a route may take. Met up to a tenth of a second late.
 *
 * @param requestNanos from its head to the end of its response; 0 for no bound
 * @param backendNanos of each try, from when it is sent to the end of its response; 0 for no bound
 */
public record Timeouts(long requestNanos, long backendNanos) {
  /** Those of the upstream alone. */
  public static final Timeouts NONE = new Timeouts(0, 0);

  public Timeouts {
    Changes.require(requestNanos >= 0 && backendNanos >= 0, "a timeout is not negative");
  }
}
