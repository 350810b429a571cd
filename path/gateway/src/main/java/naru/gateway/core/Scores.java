package naru.gateway.core;

import naru.trace.UpstreamFacts;

/**
 * The numbers of a group's targets at one moment, by index: what a balancer decides on. Used again
 * by its owner; not shared.
 */
final class Scores {
  private static final int WHOLE = 100;

  /** Odd, and its bits look random: spreads keys over shares. */
  private static final long MIX = 0x9e3779b97f4a7c15L;

  final boolean[] usable;
  final int[] weight;
  final int[] inflight;

  /** How long an answer takes, see {@link Latency}; 0 where it is not known or not asked for. */
  final double[] nanos;

  /** How each stands, as the trace numbers it. */
  final int[] state;

  /** How much of its share each has, per cent. */
  final int[] percent;

  /** What was special. */
  Members.Mode mode = Members.Mode.PLAIN;

  /** The same numbers and the state, as the trace takes them: see {@link UpstreamFacts#pack}. */
  final int[] packed;

  /** Scores of so many targets, all usable, of weight 1, without requests. */
  Scores(int count) {
    usable = new boolean[count];
    weight = new int[count];
    inflight = new int[count];
    nanos = new double[count];
    state = new int[count];
    percent = new int[count];
    packed = new int[count];
    java.util.Arrays.fill(usable, true);
    java.util.Arrays.fill(weight, 1);
    java.util.Arrays.fill(percent, WHOLE);
  }

  /** Sets the numbers of one target. */
  public Scores set(int i, boolean isUsable, int itsWeight, int itsInflight) {
    usable[i] = isUsable;
    weight[i] = itsWeight;
    inflight[i] = itsInflight;
    return this;
  }

  /** Sets how much of its share one target has, per cent. */
  public Scores starting(int i, int itsPercent) {
    percent[i] = itsPercent;
    return this;
  }

  /**
   * Whether a target that is starting has got so far as to take a key. The same keys come to every
   * target first, so that where all are starting each key is where it will stay.
   */
  boolean takes(int i, long key) {
    return percent[i] >= WHOLE || ((key * MIX) >>> 33) % WHOLE < percent[i];
  }

  int count() {
    return usable.length;
  }

  int usableCount() {
    int n = 0;
    for (boolean u : usable) {
      n += u ? 1 : 0;
    }
    return n;
  }

  /** The index of the n-th usable target, from 0. */
  int nthUsable(int n) {
    int left = n;
    for (int i = 0; i < usable.length; i++) {
      if (usable[i] && left-- == 0) {
        return i;
      }
    }
    throw new IllegalArgumentException("fewer than " + (n + 1) + " targets are usable");
  }
}
