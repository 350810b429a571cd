package naru.stack.tcp;

import org.jspecify.annotations.Nullable;

/**
 * CUBIC (RFC 9438): the window is a cubic function of the time since the last loss, with its
 * inflection where that loss was, and never less than what Reno would have.
 *
 * <pre>W_cubic(t) = C * (t - K)^3 + W_max      K = cbrt((W_max - cwnd_epoch) / C)</pre>
 *
 * <p>Bytes where the RFC has segments: C is taken times the segment size. Doubles are exact to the
 * bit on every machine (the cubic root is StrictMath's), so that a seeded run repeats.
 *
 * <p>Time during which the sender had nothing to send does not count (s. 4.2, 5.8): the beginning
 * of the epoch moves along with it.
 */
final class Cubic extends CongestionControl {
  /** C, segments per second cubed (s. 5). */
  static final double C = 0.4;

  /** The multiplicative decrease (s. 4.6). */
  static final double BETA = 0.7;

  /** What makes W_est grow like Reno with a decrease of 0.7 (s. 4.3). */
  static final double ALPHA = 3 * (1 - BETA) / (1 + BETA);

  /** At most half as much again in a round trip (s. 4.2). */
  private static final double LARGEST_STEP = 1.5;

  private static final double NANOS = 1e9;

  /** Whether an epoch (a stage of congestion avoidance) is under way. */
  private boolean epoch;

  private long epochStart;
  private long lastAck;

  /** W_max; 0 = to be the window at the beginning of the next epoch (s. 4.8, 4.10). */
  private int largest;

  /** cwnd_prior: the window before the last reduction. */
  private int prior;

  /** K, seconds. */
  private double k;

  /** W_est. */
  private double estimate;

  /** Bytes that the window has earned and not yet grown by; less than one. */
  private double credit;

  private boolean undoEpoch;
  private long undoEpochStart;
  private int undoLargest;
  private int undoPrior;
  private double undoK;
  private double undoEstimate;

  private Cubic(int mss, int initialWindow, @Nullable HyStart hyStart) {
    super(mss, initialWindow, hyStart);
  }

  /** With HyStart++, as RFC 9438 s. 4.10 recommends. */
  static Cubic of(int mss, int initialWindow) {
    return new Cubic(mss, initialWindow, new HyStart());
  }

  /** With plain slow start. */
  static Cubic withoutHyStart(int mss, int initialWindow) {
    return new Cubic(mss, initialWindow, null);
  }

  @Override
  String name() {
    return "cubic";
  }

  @Override
  void avoid(int bytes, long now, long srtt, boolean windowLimited) {
    if (!epoch) {
      begin(now);
    }
    hold(now, srtt, windowLimited);
    if (!windowLimited) {
      return;
    }
    estimate += (estimate < prior ? ALPHA : 1) * mss() * bytes / window();
    double t = (now - epochStart) / NANOS;
    if (at(t) < estimate) {
      window(Math.max(window(), (int) estimate));
    } else {
      double target = Math.clamp(at(t + srtt / NANOS), window(), LARGEST_STEP * window());
      grow(bytes * (target - window()) / window());
    }
  }

  /** A new stage of congestion avoidance, from the window of now. */
  private void begin(long now) {
    if (largest == 0) {
      prior = window();
    }
    largest = Math.max(largest, window());
    k = StrictMath.cbrt((largest - window()) / (C * mss()));
    estimate = window();
    credit = 0;
    epoch = true;
    epochStart = now;
    lastAck = now;
  }

  /** W_max, bytes; 0 = not known. */
  int largest() {
    return largest;
  }

  /**
   * Moves the epoch over the time that does not count: what the window did not limit, and silence
   * longer than any ACK of data that is under way.
   */
  private void hold(long now, long srtt, boolean windowLimited) {
    long since = now - lastAck;
    lastAck = now;
    epochStart += windowLimited ? Math.max(0, since - 2 * srtt) : since;
  }

  /** W_cubic, bytes. */
  private double at(double seconds) {
    double x = seconds - k;
    return C * mss() * x * x * x + largest;
  }

  private void grow(double bytes) {
    credit += bytes;
    int whole = (int) credit;
    credit -= whole;
    window(window() + whole);
  }

  /** Fast convergence (s. 4.7): a window that did not come back to W_max makes room for others. */
  @Override
  int reduced(int flight) {
    prior = window();
    largest = window() < largest ? (int) (window() * (1 + BETA) / 2) : window();
    return (int) (flight * BETA);
  }

  @Override
  void restart(boolean timedOut) {
    epoch = false;
    if (timedOut) {
      largest = 0;
    }
  }

  @Override
  void remember() {
    undoEpoch = epoch;
    undoEpochStart = epochStart;
    undoLargest = largest;
    undoPrior = prior;
    undoK = k;
    undoEstimate = estimate;
  }

  @Override
  void restore() {
    epoch = undoEpoch;
    epochStart = undoEpochStart;
    largest = undoLargest;
    prior = undoPrior;
    k = undoK;
    estimate = undoEstimate;
  }
}
