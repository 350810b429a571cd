package naru.gateway.core;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import naru.gateway.config.Retrying.BackOff;

/** How long a repetition waits. */
public final class Pauses {
  /** More than anybody waits. */
  private static final long MOST_SECONDS = 1_000_000_000L;

  /** Beyond this the bound of a pause does not double. */
  private static final int MOST_DOUBLINGS = 20;

  private Pauses() {}

  /**
   * The pause before a repetition: anywhere between nothing and a bound that doubles with each one
   * ("full jitter").
   *
   * @param failed so many tries failed, from 1
   * @param draw a random number
   * @return nanoseconds
   */
  public static long nanos(BackOff rule, int failed, long draw) {
    int doublings = Math.min(failed - 1, MOST_DOUBLINGS);
    long bound =
        rule.baseNanos() > rule.maxNanos() >> doublings
            ? rule.maxNanos()
            : rule.baseNanos() << doublings;
    return bound == 0 ? 0 : Long.remainderUnsigned(draw, bound + 1);
  }

  /**
   * What a server asks for by Retry-After: seconds, or a date. RFC 9110 section 10.2.3.
   *
   * @param now by the clock of the wall
   * @return nanoseconds; 0 for what cannot be read, or lies behind
   */
  public static long retryAfter(String value, Instant now) {
    if (value.matches("[0-9]{1,18}")) {
      return Math.min(Long.parseLong(value), MOST_SECONDS) * 1_000_000_000L;
    }
    try {
      Instant then = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
      Duration left = Duration.between(now, then);
      return left.isNegative() ? 0 : Math.min(left.toSeconds(), MOST_SECONDS) * 1_000_000_000L;
    } catch (DateTimeException notADate) {
      return 0;
    }
  }
}
