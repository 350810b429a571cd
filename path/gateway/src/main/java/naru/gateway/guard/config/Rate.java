package naru.gateway.guard.config;

import naru.base.Place;

/**
 * So many requests in a time, or under way at once.
 *
 * @param name as traces and metrics call it
 * @param id what its counts are known by across routes and reloads
 * @param requests in {@code perNanos}; for {@code perNanos} 0 so many at once
 * @param burst how many may come at once after a pause
 * @param keys how many are told apart
 * @param tell whether each response tells what is left
 * @param enforce false for a dry run: what would be refused is told, and goes on
 */
public record Rate(
    String name,
    String id,
    int requests,
    long perNanos,
    int burst,
    LimitBy by,
    int keys,
    boolean tell,
    boolean enforce,
    Place place) {
  public Rate {
    if (requests < 1 || burst < 1 || perNanos < 0) {
      throw new IllegalArgumentException("a rate must allow something");
    }
  }

  /** Whether it bounds what is under way, not what comes. */
  public boolean isConcurrent() {
    return perNanos == 0;
  }

  /** Nanoseconds that one request stands for. */
  public long costNanos() {
    return Math.max(1, perNanos / requests);
  }

  /** What a full bucket stands for. */
  public long windowNanos() {
    return Math.multiplyExact(costNanos(), (long) burst);
  }

  /** Such as {@code 10 in 1 s}. */
  public String text() {
    if (isConcurrent()) {
      return requests + " at once";
    }
    long millis = perNanos / 1_000_000;
    return requests + " in " + (millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms");
  }
}
