package naru.cache.core;

/**
 * One member of the {@code Cache-Status} field, made step by step. RFC 9211 section 2.
 *
 * <p>{@code Naru; hit; ttl=53}, {@code Naru; fwd=uri-miss; fwd-status=200; stored}.
 */
public final class CacheStatus {
  private final StringBuilder text = new StringBuilder("Naru");

  private CacheStatus() {}

  /** Answered from the store; a negative {@code ttlSeconds} means stale. */
  public static CacheStatus hit(long ttlSeconds) {
    CacheStatus status = new CacheStatus();
    status.text.append("; hit; ttl=").append(ttlSeconds);
    return status;
  }

  /** Passed on, because of {@code reason}: a token of RFC 9211 section 2.2. */
  public static CacheStatus forwarded(String reason) {
    CacheStatus status = new CacheStatus();
    status.text.append("; fwd=").append(reason);
    return status;
  }

  /** The status that the origin gave. */
  public CacheStatus forwardedStatus(int status) {
    text.append("; fwd-status=").append(status);
    return this;
  }

  public CacheStatus stored() {
    text.append("; stored");
    return this;
  }

  /** It waited for another request's answer. */
  public CacheStatus collapsed() {
    text.append("; collapsed");
    return this;
  }

  /** A token that says more. */
  public CacheStatus detail(String token) {
    text.append("; detail=").append(token);
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
