package naru.cache.core;

import java.util.concurrent.TimeUnit;

/** Whether a stored response may be used as it is, at one moment. RFC 9111 section 4.2. */
sealed interface Freshness {
  /**
   * Fresh for so many seconds more.
   *
   * @param because where its lifetime comes from, as in {@link Lifetime}
   */
  record Fresh(long ttlSeconds, String because) implements Freshness {}

  /** Stale since so many seconds; whoever may use it all the same is another question. */
  record Stale(long staleSeconds, String because) implements Freshness {}

  /** Not to be used before the origin has said that it is still good, whatever anyone allows. */
  record MustRevalidate(String because) implements Freshness {}

  /** Decides for a moment on the program's clock. */
  static Freshness of(Response response, long nowNanos) {
    CacheControl control = response.control();
    if (control.hasUnqualified("no-cache")) {
      return new MustRevalidate("no-cache");
    }
    Lifetime lifetime = Lifetime.of(response);
    long leftNanos = TimeUnit.SECONDS.toNanos(lifetime.seconds()) - Age.nanos(response, nowNanos);
    if (leftNanos > 0) {
      return new Fresh(TimeUnit.NANOSECONDS.toSeconds(leftNanos), lifetime.because());
    }
    String forbids = forbidsStale(control);
    return forbids.isEmpty()
        ? new Stale(TimeUnit.NANOSECONDS.toSeconds(-leftNanos), lifetime.because())
        : new MustRevalidate(forbids);
  }

  /**
   * The directive that forbids any use when stale, or nothing. {@code s-maxage} implies it for a
   * shared cache (5.2.2.10).
   */
  static String forbidsStale(CacheControl control) {
    for (String directive : new String[] {"must-revalidate", "proxy-revalidate", "s-maxage"}) {
      if (control.has(directive)) {
        return directive;
      }
    }
    return "";
  }
}
