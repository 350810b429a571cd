package naru.app.config;

import java.util.Optional;
import naru.base.Place;

/**
 * The HTTP cache.
 *
 * @param memoryBytes at most so much of it in memory
 * @param largestBytes bodies longer than this are not stored
 * @param diskBytes read, and not used yet: the cache lives in memory
 */
public record CacheSettings(
    Place place, long memoryBytes, long largestBytes, Optional<Long> diskBytes) {}
