package naru.cache;

import naru.base.Place;
import naru.cache.core.Lane;

/**
 * How the cache treats the requests of one route.
 *
 * @param enabled false: it lets them pass
 * @param staleWhileRevalidateSeconds how long a stale response is used while it is refreshed, where
 *     the response names no time itself and does not forbid it; from 0, which means never
 * @param defaultTtlSeconds how long a response is fresh that says nothing of it, if its status may
 *     be stored without being told; 0 for a guess by its Last-Modified
 * @param place what the trace names as the reason
 * @param lane a name of its own where more than the URI chose the route; else {@link Lane#USUAL}
 */
public record CacheRoute(
    boolean enabled,
    long staleWhileRevalidateSeconds,
    long defaultTtlSeconds,
    Place place,
    String lane) {
  /** The cache works by the origin's word alone. */
  public static final CacheRoute DEFAULT = new CacheRoute(true, 0, 0, Place.BUILT_IN, Lane.USUAL);

  /** The cache lets everything pass. */
  public static final CacheRoute OFF = new CacheRoute(false, 0, 0, Place.BUILT_IN, Lane.USUAL);

  public CacheRoute {
    if (staleWhileRevalidateSeconds < 0) {
      throw new IllegalArgumentException(
          "stale-while-revalidate must be at least 0 s, not " + staleWhileRevalidateSeconds);
    }
    if (defaultTtlSeconds < 0) {
      throw new IllegalArgumentException(
          "default-ttl must be at least 0 s, not " + defaultTtlSeconds);
    }
  }
}
