package naru.dns.core;

/** So many per second, with a burst of one second's worth. Confined to its loop. */
public final class TokenBucket {
  private static final long SECOND = 1_000_000_000L;

  private final long perSecond;
  private long left;
  private long windowStart;

  private TokenBucket(long perSecond, long nowNanos) {
    this.perSecond = perSecond;
    this.left = perSecond;
    this.windowStart = nowNanos;
  }

  /** A full bucket. */
  public static TokenBucket of(long perSecond, long nowNanos) {
    return new TokenBucket(perSecond, nowNanos);
  }

  /** Takes one, if there is one left in this second. */
  public boolean tryTake(long nowNanos) {
    if (nowNanos - windowStart >= SECOND) {
      windowStart = nowNanos;
      left = perSecond;
    }
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }
}
