package naru.http;

import io.netty.channel.Channel;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.http.h2.Connection;
import naru.http.h2.ErrorCode;
import naru.http.h2.Stream;

/**
 * What a client may keep waiting on its HTTP/2 connection: heads that are not whole, silence,
 * responses that it does not take, and the least pace. The deadlines of a stream are {@link
 * Http2StreamWatch}'s. Looked at by the sweep.
 */
final class Http2Watch {
  private static final long PONG_NANOS = 15_000_000_000L;

  private final Http2Server server;
  private final HttpLimits limits;
  private final LoopState state;
  private final Channel channel;
  private final Connection connection;
  private final WriteWatch writes = new WriteWatch();
  private final Http2Pace pace;
  private long headSince;
  private long idleSince;
  private long lastRead;
  private long bodyBytes;
  private long pinged;

  Http2Watch(
      Http2Server server,
      HttpLimits limits,
      LoopState state,
      Channel channel,
      Connection connection) {
    this.server = server;
    this.limits = limits;
    this.state = state;
    this.channel = channel;
    this.connection = connection;
    this.pace = new Http2Pace(limits);
    this.idleSince = state.now();
    this.headSince = idleSince;
    this.lastRead = idleSince;
  }

  // ---- what came

  /** Bytes came; the time is the answer. */
  long read() {
    lastRead = state.now();
    pinged = 0;
    return lastRead;
  }

  /** Whether a head has begun that is not whole. */
  void inHead(boolean begun) {
    if (!begun) {
      headSince = 0;
    } else if (headSince == 0) {
      headSince = lastRead;
    }
  }

  /** So many bytes of a body came. */
  void bodyCame(int bytes) {
    bodyBytes += bytes;
  }

  void pong() {
    pinged = 0;
  }

  /** The last stream is over. */
  void idle() {
    idleSince = state.now();
  }

  // ---- looking

  void sweep(long now) {
    if (writes.isStalled(channel, now, limits.writeIdleNanos())) {
      takesNothing();
    } else if (headSince != 0 && now - headSince > limits.headNanos()) {
      late(Code.REQUEST_HEAD_TIMEOUT, "a head was not whole in time");
    } else {
      Stream[] streams = connection.all();
      for (Stream s : streams) {
        ((Http2Exchange) s).watch().sweep(now);
      }
      watchPace(now, streams);
      if (!server.isOver()) {
        watchSilence(now);
      }
    }
  }

  private void watchPace(long now, Stream[] streams) {
    pace.watchBodies(now, streams, bodyBytes);
    pace.watchResponses(now, streams, connection.sentBytes(), writes.unsent());
    if (pace.isTakingNothing(now)) {
      takesNothing();
    } else if (pace.isTakingTooLittle(now)) {
      state.counters().tooSlow++;
      server.giveUp(ErrorCode.ENHANCE_YOUR_CALM, limits.pace().downloadSlow());
      channel.close();
    }
  }

  private void takesNothing() {
    late(Code.CLIENT_CLOSED, "the client took nothing of the responses");
    channel.close();
  }

  private void late(Code code, String detail) {
    state.counters().deadlines++;
    server.giveUp(ErrorCode.NO_ERROR, Failure.of(code, Side.CLIENT, detail));
  }

  /** A client that has said nothing for long, and does not answer a PING, has gone. */
  private void watchSilence(long now) {
    if (connection.size() == 0) {
      if (now - idleSince > limits.keepAliveNanos() || server.isDeserted(now)) {
        server.goodbye();
      }
    } else if (pinged != 0 && now - pinged > PONG_NANOS) {
      late(Code.CLIENT_CLOSED, "the client does not answer a PING");
    } else if (pinged == 0 && now - lastRead > limits.keepAliveNanos()) {
      pinged = now;
      connection.ping(now);
      server.flush();
    }
  }
}
