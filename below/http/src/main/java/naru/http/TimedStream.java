package naru.http;

import naru.base.Code;
import naru.http.h2.Stream;

/**
 * How long a stream to a server may be silent: until its response begins, within it, and while both
 * sides talk. {@link Http2Call} tells what happens; time is looked at by the connection's sweep.
 */
abstract sealed class TimedStream extends Stream permits SentStream {
  final LoopState state;
  private final Peer.Limits limits;
  private boolean grpc;
  private boolean tunnel;
  private boolean headSeen;
  private boolean sentAll;
  private boolean endTold;
  private boolean paused;
  private long deadline;
  private int watchedBytes;
  private long watchedSince;

  TimedStream(LoopState state, Peer.Limits limits) {
    this.state = state;
    this.limits = limits;
  }

  /** It took too long: to be ended as failed with this code. */
  abstract void late(Code code, String detail);

  // ---- what happens

  /**
   * The request's head was sent.
   *
   * @param call whether it is one of gRPC
   * @param all whether that was all of the request
   * @param upgrade whether it asks for a tunnel
   */
  final void sentHead(boolean call, boolean all, boolean upgrade) {
    grpc = call;
    sentAll = all;
    if (all || upgrade || call) {
      waitForFirstByte();
    }
  }

  /** A part of the request's body goes out. */
  final void sentPart() {
    if (isTwoWay()) {
      moved();
    }
  }

  /** The request's last byte goes out. */
  final void sentAll() {
    sentAll = true;
    if (headSeen) {
      moved();
    } else {
      waitForFirstByte();
    }
  }

  /**
   * The final head came.
   *
   * @param granted whether it makes a tunnel of the stream
   */
  final void sawHead(boolean granted) {
    headSeen = true;
    tunnel = granted;
  }

  /** The end was told. */
  final void toldEnd() {
    endTold = true;
  }

  /** Something was told: the next byte is waited for anew. */
  final void moved() {
    deadline = paused ? 0 : state.lately() + patience();
  }

  final void stopTime() {
    deadline = 0;
  }

  final void paused(boolean now) {
    paused = now;
    if (now) {
      deadline = 0;
    } else if (headSeen) {
      moved();
    }
  }

  // ---- what is so

  final boolean isTunnel() {
    return tunnel;
  }

  final boolean isHeadSeen() {
    return headSeen;
  }

  final boolean isEndTold() {
    return endTold;
  }

  final boolean isPaused() {
    return paused;
  }

  /** Whether the silence of both sides is bounded here, and nowhere else. */
  final boolean keepsTime() {
    return grpc;
  }

  /**
   * Whether both sides may talk when they want to: silence is no sign of trouble then, and what the
   * client says is as good as what the server says.
   */
  private boolean isTwoWay() {
    return grpc || tunnel || (headSeen && !sentAll);
  }

  /** A server of gRPC says its head along with its first message, whenever that is. */
  private void waitForFirstByte() {
    deadline = state.now() + (grpc ? limits.streamIdleNanos() : limits.firstByteNanos());
  }

  private long patience() {
    if (tunnel && !endTold) {
      return limits.tunnelIdleNanos();
    }
    return isTwoWay() ? limits.streamIdleNanos() : limits.bodyIdleNanos();
  }

  // ---- time

  final void sweep(long now) {
    if (queuedBytes() != watchedBytes) {
      watchedBytes = queuedBytes();
      watchedSince = now;
    } else if (watchedBytes > 0 && !tunnel && now - watchedSince > patience()) {
      late(Code.UPSTREAM_BODY_TIMEOUT, "the server took nothing of the request in time");
      return;
    }
    if (deadline != 0 && now - deadline > 0) {
      deadline = 0;
      late(overdue(), "nothing came on the stream in time");
    }
  }

  private Code overdue() {
    if (tunnel) {
      return Code.UPSTREAM_TUNNEL_IDLE;
    }
    if (isTwoWay()) {
      return Code.UPSTREAM_STREAM_IDLE;
    }
    return headSeen ? Code.UPSTREAM_BODY_TIMEOUT : Code.UPSTREAM_FIRST_BYTE_TIMEOUT;
  }
}
