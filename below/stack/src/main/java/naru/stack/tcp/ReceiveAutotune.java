package naru.stack.tcp;

/**
 * How large the receive window should be ("dynamic right-sizing", Fisk and Feng, 2001): twice what
 * the user takes in one round trip.
 *
 * <p>A sender limited by the window delivers one window in a round trip, so the target doubles
 * until something else limits it: the sender's congestion window, the path, or the user. It never
 * shrinks: the window's right edge must not move left (RFC 9293 s. 3.8.6).
 *
 * <p>The round-trip time is measured at the receiver: from echoed timestamps where there are any,
 * else it is the shortest time that one whole window took to arrive, which is a round trip when the
 * window is the limit and longer otherwise.
 *
 * <p>Bytes, nanoseconds, flat state.
 */
final class ReceiveAutotune {
  private final int maximum;
  private int target;
  private long rtt;
  private boolean timestamps;
  private long arrived;
  private long arrivedSince;
  private long taken;
  private long takenSince;

  private ReceiveAutotune(int initial, int maximum, long now) {
    this.maximum = maximum;
    this.target = Math.min(initial, maximum);
    arrivedSince = now;
    takenSince = now;
  }

  /** A target of {@code initial} bytes that may grow to {@code maximum}. */
  static ReceiveAutotune of(int initial, int maximum, long now) {
    return new ReceiveAutotune(initial, maximum, now);
  }

  /** The receive buffer, and so the largest window to offer. */
  int target() {
    return target;
  }

  /** The receiver's round-trip time; 0 = not known yet. */
  long rtt() {
    return rtt;
  }

  /**
   * New bytes came in order.
   *
   * @param rttOrZero now less the time of the echoed timestamp; 0 = no timestamps
   */
  void received(int bytes, long now, long rttOrZero) {
    if (rttOrZero > 0) {
      rtt = timestamps ? rtt + (rttOrZero - rtt) / 8 : rttOrZero;
      timestamps = true;
    } else if (!timestamps) {
      measure(bytes, now);
    }
  }

  private void measure(int bytes, long now) {
    arrived += bytes;
    if (arrived < target) {
      return;
    }
    long sample = Math.max(1, now - arrivedSince);
    rtt = rtt == 0 ? sample : Math.min(rtt, sample);
    arrived = 0;
    arrivedSince = now;
  }

  /** The user took bytes. */
  void consumed(int bytes, long now) {
    taken += bytes;
    long elapsed = now - takenSince;
    if (rtt == 0 || elapsed < rtt) {
      return;
    }
    grow(elapsed < 2 * rtt ? taken : (long) (taken * ((double) rtt / elapsed)));
    taken = 0;
    takenSince = now;
  }

  /** The user took so many bytes in a round trip. At most doubles the target. */
  private void grow(long perRoundTrip) {
    long wanted = Math.min(2 * perRoundTrip, 2L * target);
    target = (int) Math.clamp(wanted, target, maximum);
  }
}
