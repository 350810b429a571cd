package naru.http.h2;

/**
 * How the latest streams of a client ended: a frame that comes for one of them is a mistake, or was
 * on its way when we ended it. RFC 9113 section 5.1, "closed".
 */
final class RecentStreams {
  /** Never used: a later stream was opened first. */
  static final byte SKIPPED = 0;

  /** Both sides said END_STREAM. */
  static final byte ENDED = 1;

  static final byte WE_RESET = 2;
  static final byte THEY_RESET = 3;

  private static final int KEPT = 512;

  private final byte[] how = new byte[KEPT];
  private int highest = -1;

  /** A stream is opened; those below that were not are skipped. */
  void opened(int id) {
    int n = id >>> 1;
    for (int i = Math.max(highest + 1, n - KEPT); i < n; i++) {
      how[i & KEPT - 1] = SKIPPED;
    }
    highest = n;
    how[n & KEPT - 1] = ENDED;
  }

  void mark(int id, byte ended) {
    if (highest - (id >>> 1) < KEPT) {
      how[id >>> 1 & KEPT - 1] = ended;
    }
  }

  byte of(int id) {
    return highest - (id >>> 1) < KEPT ? how[id >>> 1 & KEPT - 1] : ENDED;
  }
}
