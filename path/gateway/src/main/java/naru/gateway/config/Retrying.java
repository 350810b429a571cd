package naru.gateway.config;

import java.util.Set;

/**
 * What is repeated, when, and how much of it.
 *
 * @param on which failures
 * @param statuses answers that count as a failure that may be repeated, on another target
 * @param nonIdempotent whether requests are repeated that may have been processed and are not
 *     idempotent
 * @param pauseNanos before the first repetition, doubled for each further one, drawn between half
 *     and whole; 0 for at once
 * @param maxPauseNanos the longest; also the longest Retry-After that is waited for
 * @param budgetPercent no more repetitions at once than this share of the requests under way
 * @param perSecond but so many each second in any case
 */
public record Retrying(
    Set<On> on,
    Set<Integer> statuses,
    boolean nonIdempotent,
    long pauseNanos,
    long maxPauseNanos,
    int budgetPercent,
    int perSecond) {
  /** Failures. */
  public enum On {
    /** No connection was made. */
    CONNECT_FAILURE,
    /** The connection broke before anything came. */
    RESET,
    /** The server said that it did not process the request. */
    REFUSED_STREAM,
    /** Nothing came in time. */
    TIMEOUT
  }

  /** What never was processed, within 20% of the requests and 10 each second. */
  public static final Retrying USUAL =
      new Retrying(
          Set.of(On.CONNECT_FAILURE, On.RESET, On.REFUSED_STREAM),
          Set.of(),
          false,
          0,
          1_000_000_000L,
          20,
          10);

  public Retrying {
    on = Set.copyOf(on);
    statuses = Set.copyOf(statuses);
    GatewayConfig.require(
        statuses.stream().allMatch(s -> s >= 400 && s <= 599), "statuses to retry are 400 to 599");
    GatewayConfig.require(
        pauseNanos >= 0 && maxPauseNanos >= pauseNanos, "pauses are positive, up to the longest");
    GatewayConfig.require(budgetPercent >= 0 && perSecond >= 0, "a budget is not negative");
  }

  /** The same with these answers repeated. */
  public Retrying statuses(Integer... all) {
    return new Retrying(
        on, Set.of(all), nonIdempotent, pauseNanos, maxPauseNanos, budgetPercent, perSecond);
  }

  /** The same with another budget. */
  public Retrying budget(int percent, int eachSecond) {
    return new Retrying(
        on, statuses, nonIdempotent, pauseNanos, maxPauseNanos, percent, eachSecond);
  }

  /** The same with pauses. */
  public Retrying pausing(long nanos, long most) {
    return new Retrying(on, statuses, nonIdempotent, nanos, most, budgetPercent, perSecond);
  }
}
