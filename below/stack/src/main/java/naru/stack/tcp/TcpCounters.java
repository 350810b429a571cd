package naru.stack.tcp;

import java.util.function.ObjLongConsumer;

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

  /** All, by the name in metrics: {@code tcp_retransmissions}. */
  public void forEach(ObjLongConsumer<String> each) {
    each.accept("tcp_segments_received", segmentsReceived);
    each.accept("tcp_segments_sent", segmentsSent);
    each.accept("tcp_retransmissions", retransmissions);
    each.accept("tcp_recoveries", recoveries);
    each.accept("tcp_timeouts", timeouts);
    each.accept("tcp_undone", undone);
    each.accept("tcp_malformed", malformed);
    each.accept("tcp_bad_checksums", badChecksums);
    each.accept("tcp_old_timestamps", oldTimestamps);
    each.accept("tcp_without_timestamp", withoutTimestamp);
    each.accept("tcp_challenges", challenges);
    each.accept("tcp_resets_sent", resetsSent);
    each.accept("tcp_resets_held", resetsHeld);
    each.accept("tcp_opened", opened);
    each.accept("tcp_accepted", accepted);
    each.accept("tcp_ended", ended);
    each.accept("tcp_refused_by_limit", refusedByLimit);
    each.accept("tcp_cookies_sent", cookiesSent);
    each.accept("tcp_cookies_accepted", cookiesAccepted);
    each.accept("tcp_cookies_refused", cookiesRefused);
  }
}
