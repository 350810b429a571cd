package naru.http;

/**
 * Notices when bytes come or go slower than they may, on average over a window of the time in which
 * the client was what they waited for. Looked at by the sweep, with the bytes so far; begins anew
 * with each window, so that a fast beginning does not pay for a slow rest.
 */
final class PaceWatch {
  private static final double SECOND = 1e9;

  private long looked;
  private long waited;
  private double due;
  private long bytesAtStart;

  /** Begins with a body. */
  void begin() {
    looked = 0;
    waited = 0;
    due = 0;
    bytesAtStart = 0;
  }

  /**
   * Looks again.
   *
   * @param bytes so far
   * @param waiting whether it is the client that is waited for
   * @param least bytes a second since the last look; 0 for any
   * @param windowNanos what the average is taken over
   */
  boolean isTooSlow(long now, long bytes, boolean waiting, double least, long windowNanos) {
    look(now, waiting, least);
    if (!isOver(windowNanos)) {
      return false;
    }
    boolean slow = isSlow(bytes);
    again(bytes);
    return slow;
  }

  /** Looks again without a verdict. */
  void look(long now, boolean waiting, double least) {
    long since = looked == 0 ? 0 : now - looked;
    looked = now;
    if (waiting && least > 0) {
      waited += since;
      due += least * since;
    }
  }

  /** Whether the client was waited for as long as a window lasts. */
  boolean isOver(long windowNanos) {
    return waited > 0 && waited >= windowNanos;
  }

  /** Whether fewer bytes moved in this window than should have. */
  boolean isSlow(long bytes) {
    return (bytes - bytesAtStart) * SECOND < due;
  }

  /** The next window begins. */
  void again(long bytes) {
    waited = 0;
    due = 0;
    bytesAtStart = bytes;
  }
}
