package naru.cache;

import naru.cache.core.Profile;

/**
 * The cache's bounds and habits.
 *
 * @param memoryBytes for stored responses, at least 1 MiB
 * @param maxObjectBytes for one of them, at least 1 KiB and at most {@code memoryBytes}
 * @param maxFetches from the origin under way for the store at once; at least 1. What comes beyond
 *     passes without being stored
 * @param maxWaiting requests that may wait for one fetch; at least 1. Those beyond ask for
 *     themselves
 * @param hitForMissNanos how long a key is remembered as not storable, so that requests for it do
 *     not wait for each other
 * @param profile how far to go where the RFC leaves the choice
 * @param route for requests that no route says anything of
 */
public record CacheConfig(
    long memoryBytes,
    long maxObjectBytes,
    int maxFetches,
    int maxWaiting,
    long hitForMissNanos,
    Profile profile,
    CacheRoute route) {
  private static final long MIB = 1L << 20;

  /** 256 MiB, 8 MiB an object, by the origin's word. */
  public static final CacheConfig DEFAULT =
      new CacheConfig(
          256 * MIB, 8 * MIB, 1024, 1024, 2_000_000_000L, Profile.SAFE, CacheRoute.DEFAULT);

  public CacheConfig {
    require(memoryBytes >= MIB, "memory must be at least 1 MiB");
    require(
        maxObjectBytes >= 1024 && maxObjectBytes <= memoryBytes,
        "an object may take from 1 KiB up to the whole memory");
    require(maxObjectBytes <= 1 << 30, "an object may take at most 1 GiB");
    require(maxFetches >= 1 && maxWaiting >= 1, "bounds must be at least 1");
    require(hitForMissNanos >= 0, "hit-for-miss must not be negative");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** The same with other memory bounds, in bytes. */
  public CacheConfig withMemory(long bytes, long objectBytes) {
    return new CacheConfig(
        bytes, objectBytes, maxFetches, maxWaiting, hitForMissNanos, profile, route);
  }

  /** The same with another profile. */
  public CacheConfig with(Profile other) {
    return new CacheConfig(
        memoryBytes, maxObjectBytes, maxFetches, maxWaiting, hitForMissNanos, other, route);
  }

  /** The same with another route for what no route speaks of. */
  public CacheConfig with(CacheRoute other) {
    return new CacheConfig(
        memoryBytes, maxObjectBytes, maxFetches, maxWaiting, hitForMissNanos, profile, other);
  }
}
