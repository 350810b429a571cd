package naru.cache.core;

import java.util.OptionalLong;

/** What to do with a request for which something is stored. RFC 9111 section 4 and RFC 5861. */
public sealed interface Reuse {
  /** Answer from the store. */
  record Serve(long ttlSeconds) implements Reuse {}

  /**
   * Answer from the store although it is stale.
   *
   * @param allowedBy {@code max-stale} or {@code stale-while-revalidate}
   * @param refresh whether to ask the origin in the background
   */
  record ServeStale(long staleSeconds, String allowedBy, boolean refresh) implements Reuse {}

  /**
   * Ask the origin first.
   *
   * @param fwd {@code stale} or {@code request}, in the terms of RFC 9211
   * @param because the directive, or {@code expired}
   */
  record Validate(String fwd, String because) implements Reuse {}

  /**
   * Decides.
   *
   * @param whileRevalidateSeconds the window where the response names none itself; 0 for none
   */
  static Reuse of(Request request, Response stored, long whileRevalidateSeconds, long nowNanos) {
    String demand = demand(request.control(), stored, nowNanos);
    if (!demand.isEmpty()) {
      return new Validate("request", demand);
    }
    return switch (Freshness.of(stored, nowNanos)) {
      case Freshness.Fresh fresh -> new Serve(fresh.ttlSeconds());
      case Freshness.Stale stale ->
          ofStale(request.control(), stored.control(), stale, whileRevalidateSeconds);
      case Freshness.MustRevalidate must -> ofForbidden(stored, must, nowNanos);
    };
  }

  /** What the client wants that the stored response does not give; empty when it is content. */
  private static String demand(CacheControl wanted, Response stored, long nowNanos) {
    if (wanted.has("no-cache")) {
      return "no-cache";
    }
    OptionalLong maxAge = wanted.seconds("max-age");
    long ageNanos = Age.nanos(stored, nowNanos);
    if (maxAge.isPresent() && ageNanos > maxAge.getAsLong() * 1_000_000_000L) {
      return "max-age";
    }
    OptionalLong minFresh = wanted.seconds("min-fresh");
    if (minFresh.isPresent()) {
      long leftNanos = Lifetime.of(stored).seconds() * 1_000_000_000L - ageNanos;
      return leftNanos < minFresh.getAsLong() * 1_000_000_000L ? "min-fresh" : "";
    }
    return "";
  }

  private static Reuse ofStale(
      CacheControl wanted, CacheControl said, Freshness.Stale stale, long whileRevalidate) {
    if (stale.staleSeconds() < said.seconds("stale-while-revalidate").orElse(whileRevalidate)) {
      return new ServeStale(stale.staleSeconds(), "stale-while-revalidate", true);
    }
    boolean anyAge = wanted.hasUnqualified("max-stale");
    boolean tolerated =
        wanted.has("max-stale")
            && (anyAge || stale.staleSeconds() <= wanted.seconds("max-stale").orElse(0));
    return tolerated
        ? new ServeStale(stale.staleSeconds(), "max-stale", false)
        : new Validate("stale", "expired");
  }

  /**
   * An origin that writes {@code s-maxage} and {@code stale-while-revalidate} in one response means
   * the second, although the first implies {@code proxy-revalidate}.
   */
  private static Reuse ofForbidden(Response stored, Freshness.MustRevalidate must, long nowNanos) {
    OptionalLong window = stored.control().seconds("stale-while-revalidate");
    long stale = staleSeconds(stored, nowNanos);
    boolean meant = must.because().equals("s-maxage") && window.isPresent();
    return meant && stale < window.getAsLong()
        ? new ServeStale(stale, "stale-while-revalidate", true)
        : new Validate("stale", must.because());
  }

  /**
   * Whether a stale response may stand in for an error of the origin. RFC 5861 section 4, RFC 9111
   * section 4.2.4.
   *
   * @param unreachable whether the origin could not be reached at all, rather than answered 5xx
   */
  static boolean insteadOfError(
      Request request, Response stored, boolean unreachable, Profile profile, long nowNanos) {
    String forbids = Freshness.forbidsStale(stored.control());
    boolean explicit = stored.control().has("stale-if-error") && forbids.equals("s-maxage");
    if (stored.control().hasUnqualified("no-cache") || (!forbids.isEmpty() && !explicit)) {
      return false;
    }
    long window =
        Math.max(
            stored.control().seconds("stale-if-error").orElse(-1),
            request.control().seconds("stale-if-error").orElse(-1));
    boolean disconnected = unreachable && profile == Profile.RFC;
    return disconnected || staleSeconds(stored, nowNanos) <= window;
  }

  private static long staleSeconds(Response stored, long nowNanos) {
    long lifetimeNanos = Lifetime.of(stored).seconds() * 1_000_000_000L;
    return Math.max(0, (Age.nanos(stored, nowNanos) - lifetimeNanos) / 1_000_000_000L);
  }
}
