package naru.gateway.guard.config;

import java.util.Optional;
import naru.base.Place;

/**
 * How fast bodies go.
 *
 * @param requests whether those of requests; otherwise of responses
 * @param bytesPerSecond at most
 * @param burstBytes go at once
 * @param by whose share it; empty if each has it for itself
 */
public record Pace(
    String name,
    String id,
    boolean requests,
    long bytesPerSecond,
    long burstBytes,
    Optional<LimitBy> by,
    int keys,
    Place place) {
  public Pace {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException("a rate must allow something");
    }
  }

  /** Nanoseconds that so many bytes stand for. */
  public long nanos(long bytes) {
    return Math.multiplyHigh(bytes, 1_000_000_000L) == 0
        ? bytes * 1_000_000_000L / bytesPerSecond
        : Long.MAX_VALUE / 4;
  }
}
