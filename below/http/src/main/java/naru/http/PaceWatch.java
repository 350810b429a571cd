package naru.http;

/**
 * Notices when a body comes or goes slower than it may, on average over a window of the time in
 * which the client was what it waited for. Looked at by the sweep, with the bytes so far; begins
 * anew with each window, so that a fast beginning does not pay for a slow rest.
 */
final class PaceWatch {
  private static final double SECOND = 1e9;

  private long looked;
  private long waited;
  private long bytesAtStart;

  /** Begins with a body. */
  void begin() {
    looked = 0;
    waited = 0;
    bytesAtStart = 0;
  }

  /**
   * Looks again.
   *
   * @param bytes so far
   * @param waiting whether it is the client that is waited for
   * @param least bytes a second; 0 for any
   * @param windowNanos what the average is taken over
   */
  boolean isTooSlow(long now, long bytes, boolean waiting, long least, long windowNanos) {
    long since = looked == 0 ? 0 : now - looked;
    looked = now;
    if (!waiting || least == 0) {
      return false;
    }
    waited += since;
    if (waited < windowNanos) {
      return false;
    }
    boolean slow = (bytes - bytesAtStart) * SECOND < (double) least * waited;
    waited = 0;
    bytesAtStart = bytes;
    return slow;
  }
}
