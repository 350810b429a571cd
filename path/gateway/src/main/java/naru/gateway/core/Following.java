package naru.gateway.core;

import naru.gateway.config.Naming;

/** When a name is asked for again: as its TTL says, within bounds; not shared. */
public final class Following {
  /** How often a known name is asked for whose TTL is not known, or that failed. */
  public static final long REFRESH_NANOS = 30_000_000_000L;

  /** How often a name is asked for that never had an answer. */
  static final long FIRST_NANOS = 1_000_000_000L;

  /** As often is the time doubled after which the missing part of an answer is asked for. */
  private static final int MOST_DOUBLINGS = 5;

  /** Of an answer that says nothing of its TTL. */
  public static final long UNKNOWN = -1;

  private final Naming naming;
  private boolean known;

  /** Answers in a row of which something was missing. */
  private int inPart;

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
    inPart = 0;
    return after(ttlSeconds);
  }

  /**
   * There was an answer, but not of all that it leads to: that is asked for soon, and then after
   * twice as long each time, up to what holds for an answer that failed.
   *
   * @return nanoseconds until the next question; never later than the TTL says
   */
  public long foundInPart(long ttlSeconds) {
    known = true;
    long soon = Math.min(REFRESH_NANOS, FIRST_NANOS << Math.min(inPart, MOST_DOUBLINGS));
    inPart++;
    return Math.min(bounded(soon), after(ttlSeconds));
  }

  private long after(long ttlSeconds) {
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
