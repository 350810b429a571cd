package naru.http;

import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.http.h2.ErrorCode;

/**
 * What a client may keep waiting on one stream: deadlines of its body, its response and its tunnel,
 * and the least pace ({@link Http2Pace}). Looked at by the sweep; used again with its stream.
 */
final class Http2StreamWatch {
  /** How long the rest of a body may come when the response is whole already. */
  private static final long LINGER_NANOS = 2_000_000_000L;

  private static final long HURRY_NANOS = 200_000_000L;

  private final Http2Exchange stream;
  private final Http2Body body;
  private final Http2Response writer;
  private final HttpLimits limits;
  private final LoopState state;
  private final PaceWatch bodyPace = new PaceWatch();
  private final PaceWatch takingPace = new PaceWatch();
  private long deadline;
  private int watchedBytes;
  private long watchedSince;

  Http2StreamWatch(
      Http2Exchange stream,
      Http2Body body,
      Http2Response writer,
      HttpLimits limits,
      LoopState state) {
    this.stream = stream;
    this.body = body;
    this.writer = writer;
    this.limits = limits;
    this.state = state;
  }

  /** Begins with a stream. */
  void begin() {
    deadline = 0;
    watchedBytes = 0;
    bodyPace.begin();
    takingPace.begin();
  }

  // ---- what is waited for

  /** Nothing of the client. */
  void rest() {
    deadline = 0;
  }

  /** The next part of the body, if the client is what is waited for. */
  void waitForBody() {
    if (body.isTunnel() && !body.isDone()) {
      tunnelled();
      return;
    }
    deadline = body.isWaiting() ? state.lately() + limits.bodyIdleNanos() : 0;
  }

  /** Something went through the tunnel, if the stream is one. */
  void tunnelled() {
    if (body.isTunnel()) {
      deadline = state.lately() + limits.tunnelIdleNanos();
    }
  }

  /** The rest of a body that nobody wants. */
  void linger() {
    deadline = state.now() + LINGER_NANOS;
  }

  /** The same, of which there is too much: the response may be read before the end is told. */
  void hurry() {
    long soon = state.now() + HURRY_NANOS;
    deadline = deadline == 0 ? soon : Math.min(deadline, soon);
  }

  // ---- looking

  void sweep(long now) {
    if (!stream.isLive()) {
      return;
    }
    if (stream.queuedBytes() != watchedBytes || stream.sendWindow() > 0) {
      watchedBytes = stream.queuedBytes();
      watchedSince = now;
    } else if (watchedBytes > 0 && now - watchedSince > limits.writeIdleNanos()) {
      late(Code.CLIENT_CLOSED, "the client took nothing of the response");
      return;
    }
    if (deadline != 0 && now - deadline > 0) {
      overdue();
    }
  }

  private void overdue() {
    deadline = 0;
    if (stream.isUnderWay() && body.isTunnel()) {
      late(Code.CLIENT_TUNNEL_IDLE, "nothing went through the tunnel in time");
    } else if (stream.isUnderWay() && isTwoWay()) {
      return;
    } else if (stream.isUnderWay()) {
      state.counters().deadlines++;
      stream.breakBody(failure(Code.REQUEST_BODY_TIMEOUT, "no part of the body came in time"));
    } else if (!stream.isLocalEnded()) {
      linger(); // the response still waits for the client
    } else {
      stream.dismiss();
    }
  }

  private void late(Code code, String detail) {
    state.counters().deadlines++;
    stream.cut(failure(code, detail), ErrorCode.CANCEL);
  }

  private static Failure failure(Code code, String detail) {
    return Failure.of(code, Side.CLIENT, detail);
  }

  // ---- the pace

  private boolean isBodyWaitedFor() {
    return stream.isUnderWay() && body.isWaiting() && !isTwoWay();
  }

  /** Both sides talk, as in a call of gRPC: the client says something when it wants to. */
  private boolean isTwoWay() {
    Relay relay = stream.exchange().relay();
    return writer.isStarted() || (relay != null && relay.keepsTime());
  }

  /** Looks at the pace of the body; true if nothing but the client is waited for. */
  boolean lookAtBody(long now, long leastBytes) {
    boolean waited = isBodyWaitedFor();
    bodyPace.look(now, waited, leastBytes);
    return waited;
  }

  /** The client brings too little, or not: ends a body that is one of the slow ones. */
  void judgeBody(boolean tooLittle, long graceNanos) {
    if (!bodyPace.isOver(graceNanos)) {
      return;
    }
    boolean slow = tooLittle && bodyPace.isSlow(body.received());
    bodyPace.again(body.received());
    if (slow && isBodyWaitedFor()) {
      state.counters().tooSlow++;
      stream.breakBody(limits.pace().uploadSlow());
    }
  }

  /** Ends the response if the client keeps the stream's window shut and takes too little of it. */
  void watchTaking(long now, long leastBytes, long windowNanos) {
    boolean shut = stream.queuedBytes() > 0 && stream.sendWindow() <= 0;
    long taken = writer.bytes() - stream.queuedBytes();
    if (takingPace.isTooSlow(now, taken, shut, leastBytes, windowNanos)) {
      state.counters().tooSlow++;
      stream.cut(limits.pace().downloadSlow(), ErrorCode.CANCEL);
    }
  }
}
