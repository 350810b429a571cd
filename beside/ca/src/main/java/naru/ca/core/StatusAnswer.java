package naru.ca.core;

import java.time.Duration;
import java.time.Instant;
import naru.base.Code;

/** What a CA says of a certificate, after its signature, its dates and its subject were checked. */
public sealed interface StatusAnswer {
  /**
   * It was not revoked.
   *
   * @param since when that was so
   * @param until up to then the answer may be shown
   */
  record Good(Instant since, Instant until) implements StatusAnswer {
    private static final Duration SOONEST = Duration.ofMinutes(1);
    private static final Duration LATE = Duration.ofHours(1);

    /** Some CAs name an end that is years away; a revocation is not to be missed for so long. */
    private static final Duration LATEST = Duration.ofDays(7);

    /**
     * How long to wait before asking again: up to half of the answer's time, so that there is as
     * much left for failures, and a week at most. An answer that came out of a cache may be older
     * than that; then half of what is left, an hour at most.
     */
    public Duration untilRefresh(Instant now) {
      Duration half =
          Duration.between(now, since.plus(Duration.between(since, until).dividedBy(2)));
      if (half.isPositive()) {
        return max(half.compareTo(LATEST) < 0 ? half : LATEST, SOONEST);
      }
      Duration left = Duration.between(now, until).dividedBy(2);
      return max(left.compareTo(LATE) < 0 ? left : LATE, SOONEST);
    }

    private static Duration max(Duration a, Duration b) {
      return a.compareTo(b) > 0 ? a : b;
    }
  }

  /** Nothing that could be shown, and why. */
  record Useless(Code code, String why) implements StatusAnswer {}
}
