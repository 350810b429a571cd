package naru.trace;

import naru.base.Place;

/** The HTTP cache, in the terms of RFC 9111 and RFC 9211 (Cache-Status). */
public sealed interface CacheEvent extends Event {
  /**
   * Answered from the store.
   *
   * @param key the cache key
   * @param ageSeconds the response's age
   * @param ttlSeconds freshness left; negative when stale
   * @param stale why a stale response could be used; empty when it is fresh
   */
  record Hit(String key, long ageSeconds, long ttlSeconds, String stale) implements CacheEvent {}

  /**
   * Not answered from the store: the request goes on.
   *
   * @param key the cache key; empty when the request cannot be cached at all
   * @param reason RFC 9211's {@code fwd}: {@code bypass}, {@code method}, {@code uri-miss}, {@code
   *     vary-miss}, {@code miss}, {@code request}, {@code stale}, {@code partial}
   * @param detail which field or rule; may be empty
   * @param place the route's cache setting
   */
  record Forwarded(String key, String reason, String detail, Place place) implements CacheEvent {}

  /** Waits for another request's answer for the same key. */
  record Collapsed(String key, int waiting) implements CacheEvent {}

  /** The response was stored, fresh for {@code ttlSeconds} because of {@code because}. */
  record Stored(String key, long ttlSeconds, String because, long bytes) implements CacheEvent {}

  /** The response was not stored, because of {@code because}, such as {@code no-store}. */
  record NotStored(String key, String because) implements CacheEvent {}

  /** The origin said that what is stored is still good (304). */
  record Revalidated(String key, long ttlSeconds) implements CacheEvent {}

  /** An unsafe method made what was stored invalid. RFC 9111 section 4.4. */
  record Invalidated(String key, String method) implements CacheEvent {}
}
