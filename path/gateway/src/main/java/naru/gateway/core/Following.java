package naru.gateway.core;

import naru.gateway.config.Naming;

/** When a name is asked for again: as its TTL says, within bounds; not shared. */
public final class Following {
  /** How often a known name is asked for whose TTL is not known, or that failed. */
  static final long REFRESH_NANOS = 30_000_000_000L;

  /** How often a name is asked for that never had an answer. */
  static final long FIRST_NANOS = 1_000_000_000L;

  /** Of an answer that says nothing of its TTL. */
  public static final long UNKNOWN = -1;

  private final Naming naming;
  private boolean known;

  /**
   * A name.
   *
   * @param known whether it had an answer before, by a configuration that was in force
   */
  public Following(Naming naming, boolean known) {
    this.naming = naming;
    this.known = known;
  }

  /**
   * There was an answer.
   *
   * @return nanoseconds until the next question
   */
  public long found(long ttlSeconds) {
    known = true;
    return bounded(
        ttlSeconds == UNKNOWN
            ? REFRESH_NANOS
            : Math.min(ttlSeconds, Integer.MAX_VALUE) * 1_000_000_000L);
  }

  /**
   * There was none: what was known goes on.
   *
   * @return nanoseconds until the next question
   */
  public long failed() {
    return bounded(known ? REFRESH_NANOS : FIRST_NANOS);
  }

  private long bounded(long nanos) {
    return Math.clamp(nanos, naming.minNanos(), naming.maxNanos());
  }
}
