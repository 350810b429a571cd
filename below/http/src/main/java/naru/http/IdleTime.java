package naru.http;

/**
 * How long connections to one server may stay idle, learned from when the server itself closed
 * them: a request sent in the moment of that close would be lost (RFC 9112 section 9.3.1), so that
 * connections are given up a good while before. Shared by all event loops.
 *
 * <p>The limit holds for connections of HTTP/1.1 and HTTP/2 alike. What is said below of requests
 * that must not be lost, {@link #provenNanos}, is for HTTP/1.1 only, and only while another
 * connection may be dialed: over HTTP/2 a server says which streams it took ({@link
 * Http2ClientEnd}), and its connections are used up to the limit by all requests.
 *
 * <p>A FIN after {@code t} of idleness lowers the limit to three quarters of {@code t} (or to two
 * seconds less, whichever is more). The server may have closed for another reason, such as a
 * restart: when {@value #SURVIVORS} connections in a row outlived the limit, it is raised by a
 * quarter, and so on up to what the config says. A server that turns out to mean it (a FIN at about
 * the same time again) is asked half as often each time. Only requests that may be repeated go
 * beyond what was learned to find that out; others keep to it until the config's limit is reached.
 * They also do not find out what a server is like of which nothing is known: they are sent on a
 * connection that was idle for {@value #TRUSTED_NANOS} ns at most, or for three quarters of what
 * another connection to that server has lived through.
 *
 * <p>A FIN within {@value #BRISK_NANOS} ns is no idle timeout (the server counts requests, or
 * stops), and teaches nothing.
 */
final class IdleTime {
  static final long BRISK_NANOS = 20_000_000;
  static final int SURVIVORS = 16;

  /** So long does every server wait, as far as nothing else was seen. */
  static final long TRUSTED_NANOS = 500_000_000;

  private static final int MOST_SURVIVORS = 4096;
  private static final long MOST_MARGIN = 2_000_000_000L;

  private final long most;
  private volatile long limit;
  private volatile long proven;
  private long seen;
  private int patience = SURVIVORS;
  private int survivors;
  private volatile long lessons;

  /**
   * Nothing is known yet.
   *
   * @param mostNanos what the config says
   */
  IdleTime(long mostNanos) {
    this.most = mostNanos;
    this.limit = mostNanos;
    this.proven = Math.min(mostNanos, TRUSTED_NANOS);
  }

  /** How long a connection may stay idle and be used again, in nanoseconds. */
  long limitNanos() {
    return limit;
  }

  /** The same for a request of HTTP/1.1 that must not be lost: what was seen, no guess of ours. */
  long provenNanos() {
    return proven;
  }

  /** How often it was lowered. */
  long lessons() {
    return lessons;
  }

  /** What is safe to use of a time after which a server closes. */
  static long safe(long closesAfterNanos) {
    return closesAfterNanos - Math.min(closesAfterNanos / 4, MOST_MARGIN);
  }

  /** The server closed a connection that was idle for so long. */
  synchronized void closedByServer(long idleNanos) {
    if (idleNanos < BRISK_NANOS || safe(idleNanos) >= limit) {
      return;
    }
    boolean again = Math.abs(idleNanos - seen) < seen / 4;
    patience = again ? Math.min(patience * 2, MOST_SURVIVORS) : SURVIVORS;
    seen = idleNanos;
    survivors = 0;
    limit = safe(idleNanos);
    proven = limit;
    lessons++;
  }

  /**
   * We close a connection that was idle for so long: up to the limit, or as long as the server said
   * that it keeps it, which says nothing of longer times.
   */
  synchronized void survived(long idleNanos) {
    lived(idleNanos);
    if (idleNanos < limit) {
      return;
    }
    if (limit < most) {
      raise();
    } else {
      proven = most;
    }
  }

  /** A connection has been idle for so long, and the server has not closed it yet. */
  void lived(long idleNanos) {
    if (safe(idleNanos) > proven) {
      prove(safe(idleNanos));
    }
  }

  private synchronized void prove(long safeNanos) {
    proven = Math.max(proven, Math.min(safeNanos, limit));
  }

  private synchronized void raise() {
    if (++survivors >= patience) {
      survivors = 0;
      limit = Math.min(most, limit + limit / 4);
      proven = limit == most ? most : proven;
    }
  }
}
