package naru.gateway.core;

import naru.trace.UpstreamFacts;

/**
 * The numbers of a group's targets at one moment, by index: what a balancer decides on. Used again
 * by its owner; not shared.
 */
public final class Scores {
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
  public Scores(int count) {
    usable = new boolean[count];
    weight = new int[count];
    inflight = new int[count];
    nanos = new double[count];
    state = new int[count];
    percent = new int[count];
    packed = new int[count];
    java.util.Arrays.fill(usable, true);
    java.util.Arrays.fill(weight, 1);
  }

  /** Sets the numbers of one target. */
  public Scores set(int i, boolean isUsable, int itsWeight, int itsInflight) {
    usable[i] = isUsable;
    weight[i] = itsWeight;
    inflight[i] = itsInflight;
    return this;
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
