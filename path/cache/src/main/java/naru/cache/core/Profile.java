package naru.cache.core;

/** How far a cache goes where RFC 9111 leaves the choice. */
public enum Profile {
  /**
   * For production: nothing that sets a cookie is stored unless the origin says {@code public} or
   * {@code s-maxage}, and nothing stale is used unless someone allowed it by a directive.
   */
  SAFE,

  /**
   * As much reuse as RFC 9111 permits: cookies with explicit freshness are stored, and what is
   * stale is used while the origin cannot be reached (4.2.4).
   */
  RFC
}
