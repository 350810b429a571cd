package naru.gateway.config;

/**
 * How targets that are names are followed.
 *
 * @param each whether each address of a name is a target of its own; otherwise they take turns
 * @param minNanos a name is not asked for more often than this, however short its TTL
 * @param maxNanos nor less often than this
 */
public record Naming(boolean each, long minNanos, long maxNanos) {
  private static final long SECOND = 1_000_000_000L;

  /** One target, asked for every 1 to 300 s, as the TTL says. */
  public static final Naming USUAL = new Naming(false, SECOND, 300 * SECOND);

  public Naming {
    GatewayConfig.require(minNanos > 0 && maxNanos >= minNanos, "refresh times: least to most");
  }

  /** Each address a target. */
  public Naming asEach() {
    return new Naming(true, minNanos, maxNanos);
  }
}
