package naru.stack.tcp;

/** TIME-WAIT: what must be remembered of a connection so that nothing of it is taken for another. */
final class TimeWait extends Flow {
  final int sndNxt;
  final int rcvNxt;
  final int window;
  final boolean timestampsOk;
  final int timestampOffset;
  int tsRecent;
  final long until;
  boolean over;

  TimeWait(Connection c, long until) {
    super(c);
    this.sndNxt = c.snd.nxt;
    this.rcvNxt = c.rcv.nxt;
    this.window = ReceiveWindow.field(c.rcv);
    this.timestampsOk = c.timestampsOk;
    this.timestampOffset = c.timestampOffset;
    this.tsRecent = c.rcv.tsRecent;
    this.until = until;
  }

  private TimeWait(TimeWait same, long until) {
    super(same);
    this.sndNxt = same.sndNxt;
    this.rcvNxt = same.rcvNxt;
    this.window = same.window;
    this.timestampsOk = same.timestampsOk;
    this.timestampOffset = same.timestampOffset;
    this.tsRecent = same.tsRecent;
    this.until = until;
  }

  /** The same with a later end. */
  TimeWait again(long later) {
    return new TimeWait(this, later);
  }
}
