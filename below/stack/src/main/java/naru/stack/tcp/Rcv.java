package naru.stack.tcp;

/** The receive sequence variables (RFC 9293 section 3.3.1), and what goes with them. */
final class Rcv {
  /** RCV.NXT: the next number expected. */
  int nxt;

  /** RCV.NXT + RCV.WND: the right edge that was offered; it never moves left. */
  int edge;

  /** IRS: the other side's initial number. */
  int irs;

  /** The shift that our windows go out with (Rcv.Wind.Shift, RFC 7323). */
  int shift;

  /** TS.Recent, and when it was set (RFC 7323 section 4.3). */
  int tsRecent;

  long tsRecentAt;

  /** Last.ACK.sent. */
  int lastAck;

  /** The largest text that came: an estimate of the other side's segments. */
  int mss;

  /** Bytes in order that no acknowledgment was sent for. */
  int unacknowledged;

  /** An acknowledgment is to go out now, and for which reason. */
  boolean ackNow;

  boolean windowUpdate;
  boolean challenge;

  /** The acknowledgment was held back until its time came. */
  boolean delayed;

  /** A segment came that was no news: the next ACK reports it as a duplicate (RFC 2883). */
  boolean duplicate;

  int duplicateLeft;
  int duplicateRight;

  /** Out of order text came since the last acknowledgment. */
  boolean disorder;

  /** FIN came, with this number, maybe beyond a gap. */
  boolean finKnown;

  int finAt;

  /** FIN was received in order. */
  boolean ended;

  /** ECN: CE came, and CWR not yet: every acknowledgment says ECE. */
  boolean congestion;

  /** When a segment came last. */
  long heardAt;

  int window() {
    return edge - nxt;
  }
}
