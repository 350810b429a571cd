package naru.gateway.guard.config;

import naru.base.Place;

/**
 * How many requests may be under way to what is behind.
 *
 * @param id what it is known by across routes and reloads: {@code upstream shop}, {@code route web}
 * @param requests at once; the most that an adaptive limit grows to
 * @param queue how many more may wait
 * @param waitNanos for how long
 * @param adaptive whether the limit follows the latency, from {@code least} to {@code requests}
 * @param least of an adaptive limit
 */
public record Circuit(
    String id, int requests, int queue, long waitNanos, boolean adaptive, int least, Place place) {
  public Circuit {
    if (requests < 1 || queue < 0 || least < 1 || least > requests) {
      throw new IllegalArgumentException("1 <= least <= requests, 0 <= queue");
    }
  }
}
