package naru.stack.tcp;

import org.jspecify.annotations.Nullable;

/**
 * TIME-WAIT: what must be remembered of a connection so that nothing of it is taken for another.
 */
final class TimeWait extends Flow {
  final int sndNxt;
  final int rcvNxt;
  final int window;
  final boolean timestampsOk;
  final int timestampOffset;
  int tsRecent;

  /** When it ends, and its neighbours in {@link TimeWaits}. */
  long until;

  @Nullable TimeWait older;
  @Nullable TimeWait newer;

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
}
