package naru.app.config;

import naru.base.Place;

/**
 * The HTTP cache.
 *
 * @param memoryBytes at most so much of it in memory
 * @param largestBytes bodies longer than this are not stored
 */
public record CacheSettings(Place place, long memoryBytes, long largestBytes) {}
