package naru.stack.tcp;

/**
 * What one acknowledgment says was delivered. One object per stack, filled anew for each: flat,
 * because it is on the path of every segment.
 */
final class Delivery {
  /** Octets newly acknowledged, cumulatively or by SACK. */
  int bytes;

  /** Octets by which SND.UNA moved. */
  int cumulative;

  /** Octets newly reported by SACK. */
  int sacked;

  /** Something that was sent only once was acknowledged; the lowest such part ends there. */
  boolean original;

  int originalEnd;

  /** Something sent again was acknowledged cumulatively. */
  boolean retransmitted;

  /** From the sending of the latest segment acknowledged that was sent once; -1 if none. */
  long rttNanos;

  /** The acknowledgment tells of a duplicate that arrived (RFC 2883). */
  boolean duplicate;

  /** Edges of that duplicate. */
  int duplicateLeft;

  int duplicateRight;

  /** Of the segment sent last among those newly acknowledged (RFC 8985 section 6.2 step 2). */
  long latestAt;

  int latestEnd;
  boolean latestAgain;
  int latestTimestamp;

  /** The right edge of what SACK had reported before, if {@link #reportedBefore}. */
  int reportedEnd;

  boolean reportedBefore;

  /** An original arrived after a later one had been reported: RFC 8985 section 6.2 step 3. */
  boolean reordered;

  void clear() {
    bytes = 0;
    cumulative = 0;
    sacked = 0;
    original = false;
    originalEnd = 0;
    retransmitted = false;
    rttNanos = -1;
    duplicate = false;
    latestAt = Long.MIN_VALUE;
    latestEnd = 0;
    latestAgain = false;
    latestTimestamp = 0;
    reordered = false;
    reportedBefore = false;
  }
}
