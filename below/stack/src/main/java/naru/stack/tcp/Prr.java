package naru.stack.tcp;

/**
 * Proportional Rate Reduction (RFC 9937, which obsoletes RFC 6937): the congestion window during
 * fast recovery.
 *
 * <p>While more than the threshold is in flight, every delivered byte lets the share {@code
 * threshold / recoverFs} of a byte out: the flight shrinks evenly over one round trip. When losses
 * brought the flight below the threshold, as much is sent as was delivered (conservative, PRR-CRB),
 * and one segment more on every ACK that shows progress and no new loss (PRR-SSRB). At the end the
 * flight is about the threshold, whatever was lost.
 *
 * <p>All in bytes; flat state, used again for each recovery.
 */
final class Prr {
  private int recoverFs;
  private int threshold;
  private int delivered;
  private int out;

  /**
   * Recovery begins; before {@link #window} for the ACK that began it.
   *
   * @param recoverFs the bytes that recovery will see delivered, without losses: SND.NXT - SND.UNA
   *     before this ACK, less what earlier ACKs had selectively acknowledged (s. 6.1)
   * @param threshold ssthresh, after the reduction
   */
  void begin(int recoverFs, int threshold) {
    this.recoverFs = Math.max(1, recoverFs);
    this.threshold = threshold;
    delivered = 0;
    out = 0;
  }

  /**
   * The congestion window after an ACK during recovery. The ACK that ends it sets the window to the
   * threshold instead.
   *
   * @param deliveredNow bytes that this ACK newly acknowledged, cumulatively or selectively; a
   *     duplicate ACK without SACK counts one segment
   * @param pipe bytes in flight by estimation (RFC 6675 s. 4), after this ACK
   * @param safeAck whether SND.UNA advanced and no further loss shows
   */
  int window(int deliveredNow, int pipe, int mss, boolean safeAck) {
    delivered += deliveredNow;
    int count = deliveredNow == 0 ? 0 : mayQueue(deliveredNow, pipe, safeAck ? mss : 0);
    if (out == 0 && count == 0) {
      count = mss;
    }
    return pipe + count;
  }

  private int mayQueue(int deliveredNow, int pipe, int extra) {
    if (pipe > threshold) {
      long share = Math.ceilDiv((long) delivered * threshold, (long) recoverFs);
      return (int) Math.max(0, share - out);
    }
    return Math.min(threshold - pipe, Math.max(delivered - out, deliveredNow) + extra);
  }

  /** So many bytes were sent or sent again during recovery. */
  void sent(int bytes) {
    out += bytes;
  }
}
