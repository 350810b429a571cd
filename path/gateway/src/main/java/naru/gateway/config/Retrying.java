package naru.gateway.config;

import java.util.Set;

/**
 * What is repeated, and how much of it.
 *
 * @param on which failures
 * @param budgetPercent no more repetitions at once than this share of the requests under way
 * @param perSecond but so many each second in any case
 * @param tryNanos how long one try may take until its answer begins; 0 for no bound of its own
 * @param hedgeNanos an idempotent request without a body goes to a second target too if no answer
 *     has begun after this, and the first answer counts; 0 for never
 */
public record Retrying(
    Set<On> on, int budgetPercent, int perSecond, long tryNanos, long hedgeNanos) {
  /** Failures. */
  public enum On {
    /** No connection was made. */
    CONNECT_FAILURE,
    /** The connection broke before anything came. */
    RESET,
    /** The server said that it did not process the request. */
    REFUSED_STREAM,
    /** Nothing came in time. */
    TIMEOUT,
    /** The server answered 502, 503 or 504 to an idempotent request. */
    GATEWAY_ERROR
  }

  /** What was not processed, within half of the requests and 100 each second. */
  public static final Retrying USUAL =
      new Retrying(
          Set.of(On.CONNECT_FAILURE, On.RESET, On.REFUSED_STREAM, On.TIMEOUT), 50, 100, 0, 0);

  public Retrying {
    on = Set.copyOf(on);
    GatewayConfig.require(budgetPercent >= 0 && perSecond >= 0, "a budget is not negative");
    GatewayConfig.require(tryNanos >= 0 && hedgeNanos >= 0, "times are not negative");
  }

  /** The same with another budget. */
  public Retrying budget(int percent, int eachSecond) {
    return new Retrying(on, percent, eachSecond, tryNanos, hedgeNanos);
  }

  /** The same, repeating these failures. */
  public Retrying after(Set<On> failures) {
    return new Retrying(failures, budgetPercent, perSecond, tryNanos, hedgeNanos);
  }

  /** The same with a bound for each try. */
  public Retrying within(long nanos) {
    return new Retrying(on, budgetPercent, perSecond, nanos, hedgeNanos);
  }

  /** The same with a second try beside a slow first one. */
  public Retrying hedging(long nanos) {
    return new Retrying(on, budgetPercent, perSecond, tryNanos, nanos);
  }
}
