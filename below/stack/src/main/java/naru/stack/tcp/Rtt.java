package naru.stack.tcp;

/**
 * The round-trip time of a connection and the retransmission timeout that follows from it (RFC
 * 6298).
 *
 * <p>All times are nanoseconds. Which acknowledgment may be measured (Karn's rule, RFC 6298 s. 3,
 * or the timestamp option, RFC 7323 s. 4) is the caller's matter. When several samples are taken in
 * one round trip, each moves the averages by so much less (RFC 7323 appendix G): the history stays
 * as long as with one sample in a round trip.
 *
 * <p>The minimum (RFC 8985 s. 6.2 step 1) is kept in two boxes of half a window each: a sample is
 * remembered for 2.5 minutes at least and for 5 at most.
 *
 * <p>Flat state, no allocation: one small object in a connection.
 */
final class Rtt {
  /**
   * The bounds of the timeout.
   *
   * @param initial before the first sample; RFC 6298 (2.1) says 1 s
   * @param minimum of what is added to the mean for its variance; RFC 6298 (2.4) wants 1 s in all,
   *     the practice of today is 200 ms on top of the mean: a path as steady as a wire must not
   *     time out whenever an acknowledgment is delayed
   * @param maximum of every timeout, backed off or not; at least 60 s by RFC 6298 (2.5)
   */
  record Limits(long initial, long minimum, long maximum) {
    /** 1 s, 200 ms, 60 s. */
    static final Limits STANDARD = new Limits(1_000_000_000L, 200_000_000L, 60_000_000_000L);

    Limits {
      if (minimum <= 0 || minimum > maximum || initial < minimum || initial > maximum) {
        throw new IllegalArgumentException(
            "not 0 < minimum <= initial <= maximum: " + minimum + ", " + initial + ", " + maximum);
      }
    }
  }

  /** How far back {@link #minimum()} looks. */
  static final long MINIMUM_WINDOW = 300_000_000_000L;

  private static final long HALF_WINDOW = MINIMUM_WINDOW / 2;

  /** RFC 6298 (5.7): where data begins after a SYN that timed out. */
  private static final long AFTER_LOST_SYN = 3_000_000_000L;

  private static final int MAX_BACK_OFFS = 30;

  private final Limits limits;
  private long srtt;
  private long variance;
  private long unscaled;
  private int backOffs;
  private long newerMinimum = Long.MAX_VALUE;
  private long olderMinimum = Long.MAX_VALUE;
  private long newerSince;

  private Rtt(Limits limits) {
    this.limits = limits;
    unscaled = limits.initial();
  }

  static Rtt of(Limits limits) {
    return new Rtt(limits);
  }

  /** A sample, the only one of its round trip. */
  void sample(long rttNanos, long now) {
    sample(rttNanos, 1, now);
  }

  /**
   * A sample; ends every back-off.
   *
   * @param rttNanos measured; less than 1 counts as 1
   * @param perRoundTrip how many samples one round trip brings: {@link #perRoundTrip}
   */
  void sample(long rttNanos, int perRoundTrip, long now) {
    long rtt = Math.max(1, rttNanos);
    if (srtt == 0) {
      srtt = rtt;
      variance = rtt / 2;
    } else {
      variance += (Math.abs(srtt - rtt) - variance) / (4L * perRoundTrip);
      srtt = Math.max(1, srtt + (rtt - srtt) / (8L * perRoundTrip));
    }
    unscaled = srtt + Math.max(limits.minimum(), 4 * variance);
    backOffs = 0;
    lower(rtt, now);
  }

  /**
   * The samples that a flight brings in one round trip: RFC 7323 appendix G, one for every two
   * segments.
   */
  static int perRoundTrip(int flightBytes, int mss) {
    return Math.max(1, (int) ((flightBytes + 2L * mss - 1) / (2L * mss)));
  }

  private void lower(long rtt, long now) {
    long age = now - newerSince;
    if (newerMinimum == Long.MAX_VALUE || age >= HALF_WINDOW) {
      olderMinimum = age < MINIMUM_WINDOW ? newerMinimum : Long.MAX_VALUE;
      newerMinimum = rtt;
      newerSince = now;
    } else {
      newerMinimum = Math.min(newerMinimum, rtt);
    }
  }

  /** The smoothed round-trip time; 0 = no sample yet. */
  long srtt() {
    return srtt;
  }

  /** RTTVAR; 0 = no sample yet. */
  long variance() {
    return variance;
  }

  /** The least sample of the last minutes (see the class); 0 = no sample yet. */
  long minimum() {
    long least = Math.min(newerMinimum, olderMinimum);
    return least == Long.MAX_VALUE ? 0 : least;
  }

  /** The retransmission timeout, backed off and within the limits. */
  long rto() {
    long base = Math.clamp(unscaled, limits.minimum(), limits.maximum());
    return base > limits.maximum() >> backOffs ? limits.maximum() : base << backOffs;
  }

  /** The timer expired: twice the timeout (RFC 6298 (5.5)). */
  void backOff() {
    backOffs = Math.min(MAX_BACK_OFFS, backOffs + 1);
  }

  /** Takes all of them back: the timeouts were spurious, or the path answers again. */
  void resetBackOff() {
    backOffs = 0;
  }

  /** The back-offs in effect. */
  int backOffs() {
    return backOffs;
  }

  /** The SYN timed out: data begins with at least 3 s if nothing was measured (RFC 6298 (5.7)). */
  void synTimedOut() {
    if (srtt == 0) {
      unscaled = Math.max(unscaled, AFTER_LOST_SYN);
      backOffs = 0;
    }
  }
}
