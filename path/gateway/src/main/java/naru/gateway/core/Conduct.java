package naru.gateway.core;

import java.util.ArrayDeque;
import java.util.List;
import naru.gateway.config.Ejection;

/**
 * What real requests have shown of one target: failures in a row take it out for a while, each time
 * for longer. Thread-safe; a success without failures before it costs one read.
 */
public final class Conduct {
  /** Failures that are kept as evidence. */
  public static final int MOST_EVIDENCE = 16;

  /**
   * A failure.
   *
   * @param what in a word or two, or a reason id
   * @param detail in a sentence; empty for none
   */
  public record Seen(long atNanos, String what, String detail) {}

  private final ArrayDeque<Seen> evidence = new ArrayDeque<>();
  private volatile int row;
  private volatile long outUntil;
  private volatile boolean out;
  private int times;

  /** A request was answered. */
  void succeeded() {
    if (row != 0) {
      synchronized (this) {
        row = 0;
      }
    }
  }

  /**
   * A request failed.
   *
   * @param mayEject whether the group can do without one more
   * @param seen kept as evidence, unless it says nothing
   * @return nanoseconds for which the target is out from now on; 0 if it stays
   */
  synchronized long failed(Ejection rule, boolean mayEject, Seen seen) {
    long now = seen.atNanos();
    remember(seen);
    if (isEjected(now)) {
      return 0;
    }
    row++;
    if (rule.after() == 0 || row < rule.after() || !mayEject) {
      return 0;
    }
    return eject(rule, now);
  }

  /**
   * It does much worse than others.
   *
   * @param why kept as evidence
   * @param mayEject whether the group can do without one more
   * @return nanoseconds for which the target is out from now on; 0 if it stays
   */
  synchronized long standsOut(Ejection rule, boolean mayEject, String why, long now) {
    if (isEjected(now)) {
      return 0;
    }
    remember(new Seen(now, why, ""));
    return mayEject ? eject(rule, now) : 0;
  }

  private void remember(Seen seen) {
    if (!seen.what().isEmpty()) {
      if (evidence.size() == MOST_EVIDENCE) {
        evidence.removeFirst();
      }
      evidence.addLast(seen);
    }
  }

  private long eject(Ejection rule, long now) {
    boolean longAgo = out && now - outUntil > rule.maxNanos();
    times = longAgo ? 1 : times + 1;
    long nanos = Math.min(rule.maxNanos(), rule.baseNanos() * times);
    outUntil = now + nanos;
    out = true;
    row = 0;
    return nanos;
  }

  /** Whether it is out now. */
  boolean isEjected(long now) {
    return out && now - outUntil < 0;
  }

  /** Failures in a row so far. */
  public int row() {
    return row;
  }

  /** How often it was taken out, since it last behaved for long. */
  public synchronized int times() {
    return times;
  }

  /** Nanoseconds until it is back; 0 if it is not out. */
  public long leftNanos(long now) {
    return isEjected(now) ? outUntil - now : 0;
  }

  /** The last failures, oldest first. */
  public synchronized List<Seen> evidence() {
    return List.copyOf(evidence);
  }
}
