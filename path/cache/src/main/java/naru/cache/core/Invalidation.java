package naru.cache.core;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What an unsafe request makes invalid. RFC 9111 section 4.4. */
public final class Invalidation {
  private Invalidation() {}

  /**
   * The keys that a response makes invalid: the target's own and, on the same origin only, those of
   * {@code Location} and {@code Content-Location}; none for an error.
   */
  public static List<CacheKey> keys(CacheKey target, int status, Lines response) {
    if (status < 200 || status >= 400) {
      return List.of();
    }
    Set<CacheKey> keys = new LinkedHashSet<>(List.of(target));
    for (String name : new String[] {"location", "content-location"}) {
      response.first(name).flatMap(ref -> resolved(target, ref)).ifPresent(keys::add);
    }
    return List.copyOf(keys);
  }

  private static Optional<CacheKey> resolved(CacheKey target, String reference) {
    try {
      URI uri = URI.create(target.text()).resolve(reference);
      if (uri.getHost() == null) {
        return Optional.empty();
      }
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      CacheKey key = CacheKey.of(uri.getScheme(), uri.getRawAuthority(), path + query);
      return key.sameOrigin(target) ? Optional.of(key) : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
