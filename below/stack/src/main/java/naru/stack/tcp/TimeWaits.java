package naru.stack.tcp;

import java.util.ArrayDeque;
import naru.stack.time.Timer;
import naru.stack.time.TimerHeap;
import naru.wire.tcp.TcpFlags;
import naru.wire.tcp.TcpView;

/**
 * All connections in TIME-WAIT: they end in the order in which they came, so a queue and one timer
 * serve them all. Bounded; the oldest goes when there are too many.
 */
final class TimeWaits {
  private final FlowTable flows;
  private final TimerHeap timers;
  private final TcpConfig config;
  private final ArrayDeque<TimeWait> queue = new ArrayDeque<>();
  private final Timer timer;
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

  /** All that the queue holds. */
  int queued() {
    return queue.size();
  }

  /** Puts an entry into the connection's place. */
  void enter(Connection c, long now) {
    if (size == config.timeWaits()) {
      evictOldest();
    }
    TimeWait entry = new TimeWait(c, now + config.timeWaitNanos());
    flows.replace(c, entry);
    queue.add(entry);
    size++;
    if (!timer.isSet()) {
      timers.set(timer, entry.until);
    }
  }

  private void evictOldest() {
    for (TimeWait oldest = queue.poll(); oldest != null; oldest = queue.poll()) {
      if (!oldest.over) {
        remove(oldest);
        evicted++;
        return;
      }
    }
  }

  private void sweep(long now) {
    while (!queue.isEmpty() && queue.peek().until <= now || !queue.isEmpty() && queue.peek().over) {
      TimeWait entry = queue.poll();
      if (!entry.over) {
        remove(entry);
      }
    }
    if (!queue.isEmpty()) {
      timers.set(timer, queue.peek().until);
    }
  }

  /** Takes an entry out. */
  void remove(TimeWait entry) {
    entry.over = true;
    flows.remove(entry);
    size--;
  }

  /** 2 MSL begin anew: the other side did not get our last acknowledgment. */
  void restart(TimeWait entry, long now) {
    entry.over = true;
    TimeWait again = entry.again(now + config.timeWaitNanos());
    flows.replace(entry, again);
    queue.add(again);
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
