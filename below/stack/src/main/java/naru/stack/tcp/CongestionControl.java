package naru.stack.tcp;

import org.jspecify.annotations.Nullable;

/**
 * How many bytes may be in flight: the congestion window and the slow start threshold of one
 * connection (RFC 5681), all in bytes.
 *
 * <p>Here is what every algorithm shares: slow start (by HyStart++, RFC 9406, until the first
 * loss), what a loss does to the window, and taking it back if the loss was none. The subclasses
 * answer how the window grows in congestion avoidance and by how much it shrinks. Loss recovery
 * decides what counts as a loss, and sets the window by itself while it lasts ({@link
 * #window(int)}, {@link Prr}); it calls {@link #acked} only outside of it.
 *
 * <p>The window grows only if it was in the way (RFC 7661, RFC 9438 s. 5.8).
 *
 * <p>Slow start adds every acknowledged byte, but at most the window itself per acknowledgment. RFC
 * 3465 limits it to L = 2 segments, which starves a sender whose receiver acknowledges merged
 * segments (GRO), 64 KiB at a time. The danger that L is against, an acknowledgment that jumps over
 * data which left the network long ago, cannot show more than one window here: after a timeout the
 * window is one segment, and it can double per acknowledgment at most.
 */
abstract sealed class CongestionControl permits NewReno, Cubic {
  /** The threshold before anything was lost. */
  static final int UNLIMITED = Integer.MAX_VALUE;

  /** The largest window: more than any peer can offer (RFC 7323 s. 2.3), and sums stay ints. */
  static final int LARGEST = 1 << 30;

  private final @Nullable HyStart hyStart;
  private int mss;
  private int window;
  private int threshold = UNLIMITED;
  private int undoWindow;
  private int undoThreshold;

  CongestionControl(int mss, int initialWindow, @Nullable HyStart hyStart) {
    this.mss = mss;
    this.window = initialWindow;
    this.hyStart = hyStart;
  }

  /**
   * The initial window (RFC 6928 s. 2): 10 segments, or 14600 bytes and 2 segments of large ones.
   */
  static int initialWindow(int mss) {
    return Math.min(10 * mss, Math.max(2 * mss, 14_600));
  }

  /** As users and traces name it. */
  abstract String name();

  /** The congestion window. */
  final int window() {
    return window;
  }

  /** The slow start threshold; {@link #UNLIMITED} before the first loss. */
  final int threshold() {
    return threshold;
  }

  final int mss() {
    return mss;
  }

  final boolean inSlowStart() {
    return window < threshold;
  }

  /** Sets the window, within one segment and {@link #LARGEST}. Recovery does it on every ACK. */
  final void window(int bytes) {
    window = Math.clamp(bytes, mss, LARGEST);
  }

  /** The segment size changed (path MTU). The window is still so many bytes, and a segment fits. */
  final void mss(int bytes) {
    mss = bytes;
    window(window);
  }

  /**
   * Tells where the sequence numbers are; before {@link #acked}, with every ACK of new data.
   *
   * @param sndUna SND.UNA after this ACK
   * @param sndNxt SND.NXT
   */
  final void round(int sndUna, int sndNxt) {
    HyStart hybrid = hybrid();
    if (hybrid != null) {
      hybrid.round(sndUna, sndNxt);
    }
  }

  /**
   * Bytes have arrived at the peer, and nothing is wrong.
   *
   * @param bytes newly delivered: acknowledged now, and not by an earlier SACK
   * @param flightBefore bytes in flight before this ACK
   * @param rttNanos of this ACK; 0 = not measured
   * @param srtt the smoothed one; 0 = none yet
   * @param windowLimited whether the window kept the sender from sending
   */
  final void acked(
      int bytes, int flightBefore, long now, long rttNanos, long srtt, boolean windowLimited) {
    int left = bytes;
    if (inSlowStart()) {
      left -= slowStart(bytes, rttNanos, windowLimited || window / 2 < flightBefore);
    }
    if (left > 0 && !inSlowStart()) {
      avoid(left, now, srtt, windowLimited);
    }
  }

  /** HyStart++, in the first slow start only (RFC 9406 s. 4). */
  private @Nullable HyStart hybrid() {
    return threshold == UNLIMITED ? hyStart : null;
  }

  /** One ACK of slow start; the bytes of it that slow start consumed. */
  private int slowStart(int bytes, long rttNanos, boolean grow) {
    HyStart hybrid = hybrid();
    int used = Math.min(bytes, threshold - window);
    if (grow) {
      int more = Math.min(used, window);
      window(window + (hybrid == null ? more : hybrid.growth(more)));
    }
    if (hybrid != null && rttNanos > 0 && hybrid.leaves(rttNanos)) {
      threshold = window;
    }
    return window < threshold ? bytes : used;
  }

  /** Congestion avoidance: bytes were acknowledged. */
  abstract void avoid(int bytes, long now, long srtt, boolean windowLimited);

  /** What the threshold becomes after a loss; the window is still the old one. */
  abstract int reduced(int flight);

  /** Growth begins anew: after a loss, a timeout or idleness. */
  abstract void restart(boolean timedOut);

  /** Keeps what {@link #restore} needs. */
  abstract void remember();

  /** The algorithm's own state is what it was at the last {@link #remember}. */
  abstract void restore();

  /**
   * Fast recovery begins, or the peer echoed congestion (RFC 5681 s. 3.2, RFC 3168 s. 6.1.2): once
   * in a round trip.
   *
   * @param flight FlightSize, sent and not acknowledged; what exceeds the window (limited transmit)
   *     does not count
   */
  final void reduce(int flight, long now) {
    lower(flight);
    restart(false);
    window = Math.max(mss, Math.min(window, threshold));
  }

  /**
   * The retransmission timer expired (RFC 5681 s. 3.1): a window of one segment.
   *
   * @param flight as in {@link #reduce}
   * @param first false = this episode had its reduction already: the timer expired again for the
   *     same data, or in fast recovery
   */
  final void timeout(int flight, long now, boolean first) {
    if (first) {
      lower(flight);
    }
    restart(true);
    window = mss;
  }

  private void lower(int flight) {
    undoWindow = window;
    undoThreshold = threshold;
    remember();
    threshold = Math.max(reduced(Math.min(flight, window)), 2 * mss);
  }

  /**
   * The last reduction was for nothing (RFC 4015, RFC 9438 s. 4.9): everything is as before it.
   * Once for each reduction; without one, nothing happens.
   */
  final void undo() {
    if (undoWindow == 0) {
      return;
    }
    window = Math.max(window, undoWindow);
    threshold = undoThreshold;
    undoWindow = 0;
    restore();
  }

  /**
   * Nothing was sent for a timeout: the window is not trusted any more (RFC 5681 s. 4.1). The
   * threshold remembers three quarters of it (RFC 7661 s. 4.4.3), so that slow start finds back.
   */
  final void restartAfterIdle(int initialWindow) {
    if (window <= initialWindow) {
      return;
    }
    threshold = Math.max(threshold, window - window / 4);
    window(initialWindow);
    restart(false);
  }
}
