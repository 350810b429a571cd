package naru.stack.tcp;

import naru.stack.time.Timer;
import naru.stack.time.TimerHeap;
import naru.wire.tcp.TcpFlags;
import naru.wire.tcp.TcpView;
import org.jspecify.annotations.Nullable;

/**
 * All connections in TIME-WAIT: they end in the order in which they came, or began anew, so a list
 * and one timer serve them all. Bounded; the oldest goes when there are too many.
 */
final class TimeWaits {
  private final FlowTable flows;
  private final TimerHeap timers;
  private final TcpConfig config;
  private final Timer timer;
  private @Nullable TimeWait oldest;
  private @Nullable TimeWait newest;
  private int size;
  long evicted;

  TimeWaits(FlowTable flows, TimerHeap timers, TcpConfig config) {
    this.flows = flows;
    this.timers = timers;
    this.config = config;
    this.timer =
        new Timer() {
          @Override
          protected void fire(long now) {
            sweep(now);
          }
        };
  }

  int size() {
    return size;
  }

  /** Puts an entry into the connection's place. */
  void enter(Connection c, long now) {
    TimeWait first = oldest;
    if (size == config.timeWaits() && first != null) {
      remove(first);
      evicted++;
    }
    TimeWait entry = new TimeWait(c, now + config.timeWaitNanos());
    flows.replace(c, entry);
    append(entry);
    size++;
    if (!timer.isSet()) {
      timers.set(timer, entry.until);
    }
  }

  private void sweep(long now) {
    TimeWait first = oldest;
    while (first != null && first.until <= now) {
      remove(first);
      first = oldest;
    }
    if (first != null) {
      timers.set(timer, first.until);
    }
  }

  /** Takes an entry out. */
  void remove(TimeWait entry) {
    flows.remove(entry);
    unlink(entry);
    size--;
  }

  /** 2 MSL begin anew: the other side did not get our last acknowledgment. */
  void restart(TimeWait entry, long now) {
    unlink(entry);
    entry.until = now + config.timeWaitNanos();
    append(entry);
  }

  private void append(TimeWait entry) {
    TimeWait last = newest;
    entry.older = last;
    newest = entry;
    if (last == null) {
      oldest = entry;
    } else {
      last.newer = entry;
    }
  }

  private void unlink(TimeWait entry) {
    TimeWait before = entry.older;
    TimeWait after = entry.newer;
    if (before == null) {
      oldest = after;
    } else {
      before.newer = after;
    }
    if (after == null) {
      newest = before;
    } else {
      after.older = before;
    }
    entry.older = null;
    entry.newer = null;
  }

  /**
   * Whether a SYN may open a connection in this one's place: it is newer than all of it (RFC 6191;
   * RFC 9293 section 3.10.7.4, first check, TIME-WAIT).
   */
  static boolean mayBeReplaced(TimeWait entry, Arriving seg) {
    if (!seg.has(TcpFlags.SYN) || seg.has(TcpFlags.ACK | TcpFlags.RST | TcpFlags.FIN)) {
      return false;
    }
    TcpView header = seg.header;
    if (entry.timestampsOk && header.hasTimestamps()) {
      int newer = header.timestampValue() - entry.tsRecent;
      return newer > 0 || newer == 0 && Seq.gt(seg.seq, entry.rcvNxt);
    }
    return Seq.gt(seg.seq, entry.rcvNxt);
  }
}
