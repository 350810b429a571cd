package naru.stack.tcp;

import org.jspecify.annotations.Nullable;

/**
 * Additive increase, multiplicative decrease (RFC 5681): one segment more in a round trip, half the
 * flight after a loss. Fast recovery itself (RFC 6582, RFC 6675) is the caller's.
 *
 * <p>Growth counts acknowledged bytes, not acknowledgments (RFC 3465 s. 2.1).
 */
final class NewReno extends CongestionControl {
  private int acknowledged;

  private NewReno(int mss, int initialWindow, @Nullable HyStart hyStart) {
    super(mss, initialWindow, hyStart);
  }

  /** Plain slow start. */
  static NewReno of(int mss, int initialWindow) {
    return new NewReno(mss, initialWindow, null);
  }

  /** Slow start by HyStart++. */
  static NewReno withHyStart(int mss, int initialWindow) {
    return new NewReno(mss, initialWindow, new HyStart());
  }

  @Override
  String name() {
    return "newreno";
  }

  @Override
  void avoid(int bytes, long now, long srtt, boolean windowLimited) {
    if (!windowLimited) {
      return;
    }
    acknowledged = Math.min(acknowledged + bytes, 2 * window() - 1);
    if (acknowledged >= window()) {
      acknowledged -= window();
      window(window() + mss());
    }
  }

  @Override
  int reduced(int flight) {
    return flight / 2;
  }

  @Override
  void restart(boolean timedOut) {
    acknowledged = 0;
  }

  @Override
  void remember() {}

  @Override
  void restore() {
    acknowledged = 0;
  }
}
