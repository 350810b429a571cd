package naru.http;

/** One connection's wait for its next request: how long it may last, and what its end teaches. */
final class IdleSpell {
  private final IdleTime time;
  private long since;
  private long mostNanos;
  private boolean began;

  IdleSpell(IdleTime time) {
    this.time = time;
  }

  /**
   * The wait begins.
   *
   * @param announcedNanos what the server said it keeps it; {@link Long#MAX_VALUE} for nothing
   * @return until when it may last
   */
  long begin(long now, long announcedNanos) {
    began = true;
    since = now;
    mostNanos = announcedNanos;
    return now + limit();
  }

  private long limit() {
    return Math.min(time.limitNanos(), mostNanos);
  }

  /** Whether the server may be about to close the connection. */
  boolean isStale(long now) {
    return now - since >= limit();
  }

  /** Whether the server is known to keep the connection for so long, not only guessed to. */
  boolean isProven(long now) {
    return now - since < time.provenNanos();
  }

  /** It lasts still: what is known of the server by that. */
  void lives(long now) {
    if (began) {
      time.lived(now - since);
    }
  }

  /** We close it, having waited long enough. */
  void survived(long now) {
    if (began) {
      time.survived(now - since);
    }
  }

  /** The server closed it; true if it was waiting for another request. */
  boolean closedByServer(long now) {
    if (began) {
      time.closedByServer(now - since);
    }
    return began;
  }
}
