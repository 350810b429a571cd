package naru.stack.tcp;

/** What happened, counted since the stack began. Plain: confined to the stack's thread. */
public final class TcpCounters {
  public long segmentsReceived;
  public long segmentsSent;
  public long retransmissions;
  public long recoveries;
  public long timeouts;

  /** Recoveries that turned out to be needless and were taken back. */
  public long undone;

  public long malformed;
  public long badChecksums;
  public long oldTimestamps;
  public long withoutTimestamp;
  public long challenges;
  public long resetsSent;

  /** Resets that were not sent because there were too many in a second. */
  public long resetsHeld;

  public long opened;
  public long accepted;
  public long ended;

  /** SYNs that were not taken: too many connections, or the acceptor is behind. */
  public long refusedByLimit;

  public long cookiesSent;
  public long cookiesAccepted;
  public long cookiesRefused;

  TcpCounters() {}
}
