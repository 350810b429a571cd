package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.function.Supplier;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import org.jspecify.annotations.Nullable;

/**
 * The request that is under way on a client's connection: its body goes one way and its response
 * the other, and whichever end breaks, everyone who has a part in it hears of it once. One per
 * connection, used again for each request.
 */
final class ServerExchange implements Port {
  private final ServerConnection connection;
  private final HttpLimits limits;
  private final LoopState state;
  private final Channel channel;
  private final RequestBody body;
  private final ResponseWriter writer;
  private final ServerUpgrade upgrade = new ServerUpgrade();
  private @Nullable ResponseSource source;
  private boolean responseDone;
  private long deadline;
  private final PaceWatch upload = new PaceWatch();
  private final PaceWatch download = new PaceWatch();

  ServerExchange(ServerConnection connection, HttpLimits limits, LoopState state, Channel channel) {
    this.connection = connection;
    this.limits = limits;
    this.state = state;
    this.channel = channel;
    this.body = new RequestBody(limits.bodyBytes());
    this.writer = new ResponseWriter(this, channel, state);
  }

  RequestBody body() {
    return body;
  }

  ServerConnection connection() {
    return connection;
  }

  // ---- begin

  /** Begins with one of {@link Framing}'s values. */
  void begin(Exchange x, long framing, boolean keepAlive, Supplier<Way> way) {
    deadline = 0;
    source = null;
    responseDone = false;
    body.begin(framing);
    upload.begin();
    download.begin();
    upgrade.read(x.request(), framing);
    HopByHop.settle(x.request().fields());
    writer.begin(x.request(), keepAlive);
    x.begin(way.get());
  }

  /**
   * Sets off on the way. A bug in a stop costs an answer of 500, and the connection, which it may
   * still hold on to.
   */
  void setOff(Exchange x) {
    if (Admission.takesContinue(x.request())) {
      body.awaitContinue();
    }
    try {
      x.proceed();
    } catch (RuntimeException bug) {
      writer.noMoreRequests();
      fail(Failure.of(Code.INTERNAL, Side.US, "a stop failed: " + bug).causedBy(bug));
    }
  }

  // ---- the request's body

  /** Delivers what is there of the body; false if more bytes, or a wish for them, are needed. */
  boolean step(Pending pending) {
    if (!body.isWanted() || pending.isEmpty()) {
      return false;
    }
    if (body.isTunnel()) {
      tunnelled();
    } else {
      waitForBody();
    }
    BodyDecoder.Result result = body.decode(pending.bytes());
    if (!connection.isUnderWay()) {
      return true;
    }
    if (body.isTooLarge()) {
      breakBody(limits.bodyTooLarge());
      return true;
    }
    switch (result) {
      case MORE -> {
        return false;
      }
      case DONE -> {
        deadline = 0;
        body.end();
      }
      case MALFORMED -> breakBody(Failure.of(Code.REQUEST_MALFORMED, Side.CLIENT, body.fault()));
    }
    return true;
  }

  private void waitForBody() {
    deadline = state.now() + limits.bodyIdleNanos();
  }

  /** A byte went through a tunnel, one way or the other. */
  void tunnelled() {
    deadline = state.now() + limits.tunnelIdleNanos();
  }

  /** The client's body is broken: tells the taker, and answers if nothing was answered yet. */
  void breakBody(Failure failure) {
    writer.noMoreRequests();
    deadline = 0;
    connection.dropPending();
    body.abort(failure);
    writer.fail(failure);
  }

  @Override
  public void readBody(BodySink sink) {
    boolean tellToGoOn = body.takeContinue();
    body.take(sink);
    if (body.isDone()) {
      return;
    }
    waitForBody();
    if (tellToGoOn) {
      channel.writeAndFlush(Constant.CONTINUE.duplicate(), channel.voidPromise());
    }
    connection.process();
  }

  @Override
  public void readTunnel(BodySink sink) {
    tunnelled();
    body.tunnel(sink);
    state.counters().tunnelBegins();
    connection.process();
  }

  ServerUpgrade upgrade() {
    return upgrade;
  }

  /** The client says no more: the end of a tunnel's one way, or of a body that is not whole. */
  void inputEnded(Failure failure) {
    if (body.isTunnel()) {
      body.end();
    } else {
      breakBody(failure);
    }
  }

  @Override
  public void pauseBody() {
    body.pause();
    deadline = body.isTunnel() ? deadline : 0;
    connection.updateReading();
  }

  @Override
  public void resumeBody() {
    if (body.resume()) {
      if (!body.isDone() && !body.isTunnel()) {
        waitForBody();
      }
      connection.process();
    }
  }

  // ---- the response

  @Override
  public ResponseSink sink() {
    return writer;
  }

  @Override
  public void source(ResponseSource newSource) {
    source = newSource;
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  /** True if somebody makes a response, who was told. */
  boolean writabilityChanged(boolean writable) {
    ResponseSource s = source;
    if (s == null) {
      return false;
    }
    if (writable) {
      s.resume();
    } else {
      s.pause();
    }
    return true;
  }

  /** The writer has written the end of the response. */
  void responseEnded() {
    responseDone = true;
    source = null;
    if (body.isTunnel()) {
      if (!body.isDone() && !connection.halfClose()) {
        body.end();
      }
      connection.process();
      return;
    }
    if (!body.isDone() && connection.isUnderWay()) {
      waitForBody();
      if (!body.isSmallRest()) {
        writer.noMoreRequests();
      }
      body.discard(
          Failure.of(Code.CLIENT_CLOSED, Side.UPSTREAM, "answered before the body was whole"));
    }
    connection.process();
  }

  /** The connection closes after this request. */
  void lastOne() {
    writer.noMoreRequests();
  }

  /** Whether both sides are whole. */
  boolean isWhole() {
    return responseDone && body.isDone();
  }

  boolean keepsAlive() {
    return writer.keepsAlive();
  }

  @Override
  public Channel takeOver(ResponseHead head) {
    ByteBuf out = state.alloc().directBuffer(256);
    head.writeTo(out);
    connection.trace().responded(head.status(), 0, "");
    channel.config().setAutoRead(false);
    channel.writeAndFlush(out, channel.voidPromise());
    connection.handOver();
    return channel;
  }

  // ---- ends

  @Override
  public void reset(Failure why) {
    connection.reset(why);
  }

  /** Answers with a failure, or cuts the response that has begun. */
  void fail(Failure failure) {
    writer.fail(failure);
  }

  /** Who makes the response hears that nobody wants it any more. */
  void cancelSource(Failure failure) {
    ResponseSource s = source;
    source = null;
    if (s != null) {
      s.cancel(failure);
    }
  }

  /** Nothing can be answered any more: everyone hears of it. */
  void abandon(Failure failure) {
    writer.dropped();
    body.abort(failure);
    cancelSource(failure);
  }

  /** Counts what went over and closes the books. */
  void end(boolean whole) {
    source = null;
    deadline = 0;
    state.counters().ended(body.isTunnel(), body.bytes(), writer.bytes());
    if (whole) {
      connection.trace().finished(body.bytes(), writer.bytes());
    }
  }

  /** Whether the body comes slower than it may, while nothing but the client is waited for. */
  boolean isUploadSlow(long now) {
    boolean waiting = deadline != 0 && !body.isTunnel() && !body.isDone() && !writer.isStarted();
    HttpLimits.Pace pace = limits.pace();
    return upload.isTooSlow(now, body.bytes(), waiting, pace.uploadBytes(), pace.graceNanos());
  }

  /**
   * Whether the client takes the response slower than it may.
   *
   * @param unsent bytes that wait for the client
   */
  boolean isDownloadSlow(long now, long unsent) {
    long taken = Math.max(0, writer.bytes() - unsent);
    boolean waiting = unsent > 0 && !body.isTunnel();
    return download.isTooSlow(
        now, taken, waiting, limits.pace().downloadBytes(), limits.takingNanos());
  }

  /**
   * Whether no part of the body came in time, or nothing went through the tunnel. While the
   * response comes both sides talk, as in a call of gRPC: the client says something when it wants
   * to.
   */
  boolean isOverdue(long now) {
    boolean talking = writer.isStarted() && !responseDone && !body.isTunnel();
    return deadline != 0 && now - deadline > 0 && !talking;
  }
}
