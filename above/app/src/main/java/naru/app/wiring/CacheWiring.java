package naru.app.wiring;

import naru.app.config.CacheSettings;
import naru.app.config.Route;
import naru.cache.CacheConfig;
import naru.cache.CacheRoute;
import naru.cache.core.Lane;

/** What the cache is told. */
public final class CacheWiring {
  private CacheWiring() {}

  /** Bounds; a route that says nothing of the cache is not cached. */
  public static CacheConfig gateway(CacheSettings settings) {
    return bounds(settings).with(CacheRoute.OFF);
  }

  /** Bounds for what the forward proxy stores. */
  public static CacheConfig proxy(CacheSettings settings, boolean enabled) {
    return bounds(settings).with(enabled ? CacheRoute.DEFAULT : CacheRoute.OFF);
  }

  private static CacheConfig bounds(CacheSettings settings) {
    long object = Math.min(settings.largestBytes(), settings.memoryBytes());
    return CacheConfig.DEFAULT.withMemory(settings.memoryBytes(), object);
  }

  /** How one route is cached. */
  public static CacheRoute route(Route route) {
    return route
        .cache()
        .map(
            c ->
                new CacheRoute(
                    true,
                    c.staleWhileRevalidate().toSeconds(),
                    c.defaultTtl().toSeconds(),
                    c.place(),
                    lane(route)))
        .orElse(CacheRoute.OFF);
  }

  /** What chose a route beside the URI is not in the cache's key. */
  private static String lane(Route route) {
    return route.match().what().isOfUri() ? Lane.USUAL : route.name();
  }
}
