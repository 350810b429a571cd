package naru.gateway.core;

import naru.gateway.config.HealthCheck;

/**
 * What active checks have found of one target. It begins healthy unless the config says otherwise:
 * a program that just started must not refuse what it has not looked at. Thread-safe.
 */
public final class Health {
  /** What a check changed. */
  public enum Turn {
    /** Nothing. */
    NONE,
    /** The target is out. */
    OUT,
    /** The target is back. */
    BACK
  }

  private volatile boolean healthy = true;
  private int row;
  private String evidence = "";
  private long sinceNanos;

  /** A check was passed. */
  public synchronized Turn passed(HealthCheck check, String seen, long now) {
    return found(true, check.pass(), seen, now);
  }

  /**
   * A check failed.
   *
   * @param seen what was seen instead of a good answer
   */
  public synchronized Turn failed(HealthCheck check, String seen, long now) {
    return found(false, check.fail(), seen, now);
  }

  private Turn found(boolean good, int threshold, String seen, long now) {
    evidence = seen;
    if (good == healthy) {
      row = 0;
      return Turn.NONE;
    }
    row++;
    if (row < threshold) {
      return Turn.NONE;
    }
    row = 0;
    healthy = good;
    sinceNanos = now;
    return good ? Turn.BACK : Turn.OUT;
  }

  /** Nobody checks any more: what was found counts no longer. */
  public synchronized void forget() {
    healthy = true;
    row = 0;
    evidence = "";
    sinceNanos = 0;
  }

  public boolean isHealthy() {
    return healthy;
  }

  /** What the last check saw; empty if there was none. */
  public synchronized String evidence() {
    return evidence;
  }

  /** When it last turned; 0 if never. */
  public synchronized long sinceNanos() {
    return sinceNanos;
  }

  /** It was never checked, and is out until it passes. */
  synchronized void startOut() {
    if (sinceNanos == 0 && evidence.isEmpty()) {
      healthy = false;
      row = 0;
      evidence = "not checked yet";
    }
  }

  /**
   * When to look again: a tenth earlier or later, so that checks do not march in step.
   *
   * @param draw a random number
   */
  public long nextNanos(HealthCheck check, long draw) {
    long every = healthy ? check.everyNanos() : check.sickNanos();
    long tenth = every / 10;
    return every - tenth + Long.remainderUnsigned(draw, 2 * tenth + 1);
  }
}
