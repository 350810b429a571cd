package naru.http;

import io.netty.channel.Channel;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;

/**
 * What a client may keep waiting on its HTTP/1.1 connection: a head, the next request, its body,
 * our answers, and the least pace. Looked at by the sweep.
 */
final class ServerWatch {
  private final ServerConnection connection;
  private final ServerExchange underWay;
  private final HttpLimits limits;
  private final LoopState state;
  private final Channel channel;
  private final WriteWatch writes = new WriteWatch();
  private long deadline;

  ServerWatch(
      ServerConnection connection,
      ServerExchange underWay,
      HttpLimits limits,
      LoopState state,
      Channel channel) {
    this.connection = connection;
    this.underWay = underWay;
    this.limits = limits;
    this.state = state;
    this.channel = channel;
  }

  /** Something must happen within this time from now on. */
  void within(long now, long nanos) {
    deadline = now + nanos;
  }

  /** Nothing must, but for what the request under way waits for. */
  void rest() {
    deadline = 0;
  }

  void sweep(long now) {
    if (writes.isStalled(channel, now, limits.writeIdleNanos())) {
      state.counters().deadlines++;
      connection.cut(failure(Code.CLIENT_CLOSED, "the client took nothing of the response"));
      channel.close();
    } else if (connection.isUnderWay() && underWay.isOverdue(now)) {
      state.counters().deadlines++;
      exchangeOverdue();
    } else if (deadline != 0 && now - deadline > 0) {
      overdue(now);
    } else if (connection.isUnderWay()) {
      watchPace(now);
    }
  }

  private void exchangeOverdue() {
    if (underWay.body().isTunnel()) {
      connection.endTunnel(
          failure(Code.CLIENT_TUNNEL_IDLE, "nothing went through the tunnel in time"));
      return;
    }
    underWay.breakBody(failure(Code.REQUEST_BODY_TIMEOUT, "no part of the body came in time"));
    connection.process();
  }

  private void overdue(long now) {
    if (connection.waitsForRoom() && !channel.isWritable()) {
      // Its next request waits until it takes our last answer: the other deadline watches that.
      within(now, limits.keepAliveNanos());
      return;
    }
    deadline = 0;
    state.counters().deadlines++;
    connection.overdue();
  }

  private void watchPace(long now) {
    if (underWay.isDownloadSlow(now, writes.unsent())) {
      state.counters().tooSlow++;
      connection.cut(limits.pace().downloadSlow());
      channel.close();
    } else if (underWay.isUploadSlow(now)) {
      state.counters().tooSlow++;
      underWay.breakBody(limits.pace().uploadSlow());
      connection.process();
    }
  }

  private static Failure failure(Code code, String detail) {
    return Failure.of(code, Side.CLIENT, detail);
  }
}
