package naru.app.wiring;

import java.util.Optional;
import naru.app.config.CacheSettings;
import naru.app.config.Route;
import naru.cache.CacheConfig;
import naru.cache.CacheRoute;

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
  public static CacheRoute route(Optional<Route.Caching> caching) {
    return caching
        .map(c -> new CacheRoute(true, c.staleWhileRevalidate().toSeconds(), c.place()))
        .orElse(CacheRoute.OFF);
  }
}
