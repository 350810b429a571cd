package naru.cache;

import naru.cache.core.CacheKey;
import naru.cache.core.Invalidation;
import naru.http.ResponseHead;
import naru.trace.CacheEvent;
import naru.trace.Span;

/**
 * An unsafe request under way: what its answer makes invalid. RFC 9111 section 4.4.
 *
 * @param target the key of what it may change
 */
record Changing(MemoryStore store, CacheKey target, String method, Span span) {
  /** The answer has come: unless it is an error, what is stored under its names goes. */
  void answered(ResponseHead head) {
    for (CacheKey key : Invalidation.keys(target, head.status(), Heads.lines(head.fields()))) {
      if (store.purge(key) > 0) {
        span.add(new CacheEvent.Invalidated(key.text(), method));
      }
    }
  }
}
