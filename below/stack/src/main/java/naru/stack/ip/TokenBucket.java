package naru.stack.ip;

/** So many at once, so many a second in the long run (RFC 4443 s. 2.4 f). */
final class TokenBucket {
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final long tokenNanos;
  private final long fullNanos;

  /** What is in the bucket, as the time it takes to fill. */
  private long nanos;

  private long filledAt;
  private boolean started;

  private TokenBucket(int perSecond, int burst) {
    tokenNanos = perSecond == 0 ? 0 : SECOND_NANOS / perSecond;
    fullNanos = tokenNanos * burst;
    nanos = fullNanos;
  }

  /** A full bucket; with 0 a second it is always empty. */
  static TokenBucket of(int perSecond, int burst) {
    return new TokenBucket(perSecond, burst);
  }

  /** Takes one, if there is one. */
  boolean take(long now) {
    fill(now);
    if (tokenNanos == 0 || nanos < tokenNanos) {
      return false;
    }
    nanos -= tokenNanos;
    return true;
  }

  private void fill(long now) {
    if (started) {
      long passed = Math.clamp(now - filledAt, 0, fullNanos);
      nanos = Math.min(fullNanos, nanos + passed);
    }
    started = true;
    filledAt = now;
  }
}
