package naru.stack.tcp;

/**
 * HyStart++ (RFC 9406): leaves slow start when the round-trip time rises, before packets are lost.
 *
 * <p>A rise first leads to Conservative Slow Start, a quarter as fast. If the round trips get short
 * again within it, the rise was noise and slow start resumes; after five rounds it was real, and
 * congestion avoidance begins. Only for the first slow start of a connection.
 *
 * <p>Round-trip times are whole microseconds in an int: up to 35 minutes.
 */
final class HyStart {
  /** MIN_RTT_THRESH, microseconds. */
  static final int LEAST_RISE = 4_000;

  /** MAX_RTT_THRESH, microseconds. */
  static final int LARGEST_RISE = 16_000;

  /** MIN_RTT_DIVISOR. */
  static final int RISE_DIVISOR = 8;

  /** N_RTT_SAMPLE. */
  static final int SAMPLES = 8;

  static final int CSS_GROWTH_DIVISOR = 4;
  static final int CSS_ROUNDS = 5;

  private static final int NONE = Integer.MAX_VALUE;

  private int windowEnd;
  private int lastMinimum = NONE;
  private int currentMinimum = NONE;
  private int baseline = NONE;
  private int samples;
  private int cssRounds;
  private boolean begun;

  /** A new round begins when all that was sent before this one is acknowledged (s. 4.2). */
  void round(int sndUna, int sndNxt) {
    if (begun && sndUna - windowEnd < 0) {
      return;
    }
    begun = true;
    windowEnd = sndNxt;
    lastMinimum = currentMinimum;
    currentMinimum = NONE;
    samples = 0;
    if (conservative()) {
      cssRounds++;
    }
  }

  /** Whether this is Conservative Slow Start. */
  boolean conservative() {
    return baseline != NONE;
  }

  /** What the window grows by for so many acknowledged bytes. */
  int growth(int bytes) {
    return conservative() ? bytes / CSS_GROWTH_DIVISOR : bytes;
  }

  /** A round-trip sample. True = slow start is over. */
  boolean leaves(long rttNanos) {
    currentMinimum = Math.min(currentMinimum, (int) Math.min(NONE - 1, rttNanos / 1000));
    samples++;
    if (conservative()) {
      return !resumes() && cssRounds >= CSS_ROUNDS;
    }
    if (rises()) {
      baseline = currentMinimum;
      cssRounds = 0;
    }
    return false;
  }

  private boolean rises() {
    return samples >= SAMPLES
        && lastMinimum != NONE
        && currentMinimum
            >= lastMinimum + Math.clamp(lastMinimum / RISE_DIVISOR, LEAST_RISE, LARGEST_RISE);
  }

  /** Back to slow start if this round is faster than the one that seemed slow. */
  private boolean resumes() {
    if (samples < SAMPLES || currentMinimum >= baseline) {
      return false;
    }
    baseline = NONE;
    return true;
  }
}
