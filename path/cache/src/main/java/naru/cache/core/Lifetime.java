package naru.cache.core;

import java.util.OptionalLong;
import java.util.Set;

/**
 * How long a response is fresh, counted from when the origin made it. RFC 9111 section 4.2.1.
 *
 * @param seconds from 0 to 2^31
 * @param because {@code s-maxage}, {@code max-age}, {@code expires}, {@code default}, {@code
 *     heuristic} or {@code none}
 */
public record Lifetime(long seconds, String because) {
  /** A guess is never longer than a day. */
  static final long MAX_HEURISTIC_SECONDS = 86_400;

  /** What may be reused without being told. RFC 9110 section 15.1, but for 206. */
  static final Set<Integer> HEURISTIC =
      Set.of(200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501);

  /** The lifetime for a shared cache. */
  public static Lifetime of(Response response) {
    CacheControl control = response.control();
    OptionalLong shared = control.seconds("s-maxage");
    if (shared.isPresent()) {
      return new Lifetime(shared.getAsLong(), "s-maxage");
    }
    OptionalLong maxAge = control.seconds("max-age");
    if (maxAge.isPresent()) {
      return new Lifetime(maxAge.getAsLong(), "max-age");
    }
    OptionalLong expires = response.expires();
    if (expires.isPresent() && !control.isTargeted()) {
      return new Lifetime(clamped(expires.getAsLong() - made(response)), "expires");
    }
    boolean allowed = HEURISTIC.contains(response.status()) || control.has("public");
    if (!allowed) {
      return new Lifetime(0, "none");
    }
    return response.defaultSeconds() > 0
        ? new Lifetime(response.defaultSeconds(), "default")
        : heuristic(response);
  }

  /** Whether the origin said it, rather than the cache guessing or its config. */
  public boolean isExplicit() {
    return isLasting() && !because.equals("heuristic") && !because.equals("default");
  }

  /** Whether anybody knows of any. */
  boolean isLasting() {
    return !because.equals("none");
  }

  /** A tenth of the time since it was last changed. RFC 9111 section 4.2.2. */
  private static Lifetime heuristic(Response response) {
    OptionalLong modified = response.lastModified();
    if (modified.isEmpty()) {
      return new Lifetime(0, "none");
    }
    long unchanged = Math.max(0, made(response) - modified.getAsLong());
    return new Lifetime(Math.min(unchanged / 10, MAX_HEURISTIC_SECONDS), "heuristic");
  }

  private static long made(Response response) {
    return response.date().orElse(response.arrival().arrivedSeconds());
  }

  private static long clamped(long seconds) {
    return Math.clamp(seconds, 0, Seconds.MAX);
  }
}
