package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.function.Supplier;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.http.h2.Connection;
import naru.http.h2.ConnectionError;
import naru.http.h2.ErrorCode;
import naru.http.h2.Stream;
import naru.trace.Span;

/**
 * A stream and the request that is under way on it. Used again for later streams of its connection,
 * with everything it has, so that a request makes no objects.
 */
final class Http2Exchange extends Stream implements Port {
  /** How much of a body may come when the response is whole already. */
  private static final int MAX_DISCARD = 64 * 1024;

  private static final Failure ANSWERED =
      Failure.of(Code.CLIENT_CLOSED, Side.UPSTREAM, "answered before the body was whole");

  private final Http2Server server;
  private final HttpLimits limits;
  private final LoopState state;
  private final Exchange exchange;
  private final ConnectionTrace trace;
  private final Http2Body body;
  private final Http2Response writer;
  private final Http2StreamWatch watch;

  private boolean begun;
  private boolean underWay;
  private boolean responseDone;
  private int number;
  private boolean pooled;
  private boolean suspect;

  Http2Exchange(Http2Server server, HttpService service, LoopState state) {
    this.server = server;
    this.limits = service.limits();
    this.state = state;
    this.body = new Http2Body(this, server.connection(), state.alloc());
    this.writer = new Http2Response(this, server.connection(), state);
    this.watch = new Http2StreamWatch(this, body, writer, limits, state);
    Span span = state.tracer().span();
    this.exchange =
        new Exchange(state, this, span, service.at(), server.client(), service.way().get());
    this.trace = server.trace(span, exchange.from());
  }

  Exchange exchange() {
    return exchange;
  }

  ConnectionTrace trace() {
    return trace;
  }

  private Connection connection() {
    return server.connection();
  }

  /** Whether it waits for a later stream. */
  boolean isPooled() {
    return pooled;
  }

  void pooled() {
    pooled = true;
  }

  /** Whether a stop that failed may still hold on to the exchange: no other request may use it. */
  boolean isSuspect() {
    return suspect;
  }

  Http2StreamWatch watch() {
    return watch;
  }

  /** Whether another protocol is spoken on the stream. */
  boolean isTunnel() {
    return body.isTunnel();
  }

  /** Whether its head has come. */
  boolean isBegun() {
    return begun;
  }

  /** Whether a request is on its way: neither answered as a whole nor given up. */
  boolean isUnderWay() {
    return underWay;
  }

  // ---- begin

  /** The stream was opened; its head is the next thing that comes. */
  void opened(int exchangeNumber) {
    number = exchangeNumber;
    pooled = false;
    begun = false;
    underWay = false;
    writer.noSource();
    watch.begin();
  }

  /** What came was no request: it is told and the stream reset. */
  void refuse(Failure failure) {
    begun = true;
    state.counters().malformed++;
    trace.beginRefused();
    trace.failed(failure);
    trace.end(number);
  }

  /** Answers what is no good request for a reason that an answer can tell. */
  void refuseWithAnswer(Failure failure, RequestHead instead, Supplier<Way> way) {
    exchange.request().copyFrom(instead);
    state.counters().malformed++;
    trace.beginRefused();
    begin(Framing.NONE, way);
    fail(failure);
  }

  /** Sets off on the way; the head is in the exchange. */
  void setOff(Supplier<Way> way) {
    RequestHead head = exchange.request();
    state.counters().requests++;
    trace.begin(head, number, exchange.scheme(), id());
    long framing = Framing.of(head);
    begin(framing, way);
    Failure refusal = Admission.refusal(head, framing, limits);
    if (refusal == null) {
      go();
    } else {
      fail(refusal);
    }
  }

  private void begin(long framing, Supplier<Way> way) {
    begun = true;
    underWay = true;
    if (exchange.request().isUpgrade()) {
      body.beginTunnel();
    } else {
      body.begin(framing);
    }
    responseDone = false;
    writer.begin(exchange.request());
    exchange.begin(way.get());
  }

  private void go() {
    if (Admission.takesContinue(exchange.request())) {
      body.awaitContinue();
    }
    try {
      exchange.proceed();
    } catch (RuntimeException bug) {
      suspect = true;
      fail(Failure.of(Code.INTERNAL, Side.US, "a stop failed: " + bug).causedBy(bug));
    }
  }

  // ---- the request's body

  /** A part of the body came. */
  void received(ByteBuf data, boolean end) throws ConnectionError {
    int n = data.readableBytes();
    server.watch().bodyCame(n);
    boolean fits = body.add(data);
    if (end) {
      fits &= body.endOfInput();
    }
    if (!underWay) {
      discard(n, end);
      return;
    }
    if (!fits) {
      malformed("the body's length is not what content-length says");
      return;
    }
    if (body.received() > limits.bodyBytes() && !exchange.request().isUpgrade()) {
      breakBody(limits.bodyTooLarge());
      return;
    }
    deliver();
  }

  /**
   * The response is whole already: what still comes is dropped. Beyond a point the stream's window
   * does not open any more, and the client is soon told to stop: not at once, as some clients
   * (curl) forget a response that came together with its RST_STREAM.
   */
  private void discard(int n, boolean end) {
    if (end) {
      server.over(this);
    } else if (body.received() > MAX_DISCARD && isLocalEnded()) {
      watch.hurry();
    } else {
      body.discard(n);
    }
  }

  /** Fields after the body came; they end it. */
  void trailers(Fields fields) throws ConnectionError {
    body.trailers(fields);
    received(Unpooled.EMPTY_BUFFER, true);
  }

  /** The client broke a rule of HTTP/2 in this request. RFC 9113 section 8.1.1. */
  void malformed(String detail) throws ConnectionError {
    connection().streamError(this, ErrorCode.PROTOCOL_ERROR, detail);
  }

  private void deliver() {
    body.deliver();
    if (!underWay) {
      return;
    }
    body.endIfDelivered();
    watch.waitForBody();
    if (body.isDone() && responseDone && underWay) {
      finish();
    }
    if (!server.isReading()) {
      flushBody();
      server.flush(); // the windows that grew: nothing else may be said until the client goes on
    } else {
      server.flushLater(this);
    }
  }

  /** There is no more of the body for now. */
  void flushBody() {
    body.flush();
  }

  /** The client's body is broken: tells the taker, and answers if nothing was answered yet. */
  void breakBody(Failure failure) {
    watch.rest();
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
    if (tellToGoOn) {
      writer.goOn();
    }
    deliver();
  }

  @Override
  public void readTunnel(BodySink sink) {
    body.tunnel(sink);
    state.counters().tunnelBegins();
    deliver();
  }

  @Override
  public void pauseBody() {
    body.pause();
    watch.rest();
  }

  @Override
  public void resumeBody() {
    if (body.resume() && underWay) {
      deliver();
    }
  }

  // ---- the response

  @Override
  public ResponseSink sink() {
    return writer;
  }

  @Override
  public void source(ResponseSource newSource) {
    writer.source(newSource);
  }

  @Override
  public boolean isWritable() {
    return connection().isWritable(this);
  }

  Http2Response writer() {
    return writer;
  }

  void flush() {
    server.flush();
  }

  /** The writer has said the end of the response; some of it may still wait for a window. */
  void responseEnded() {
    if (!underWay) {
      return;
    }
    writer.noSource();
    responseDone = true;
    if (body.isTunnel() && !body.isDone()) {
      return; // the client may go on
    }
    finish();
  }

  /** Both directions are whole, or as whole as anybody wants them. */
  private void finish() {
    body.abort(ANSWERED);
    end(true);
    if (isLive() && !isRemoteEnded()) {
      watch.linger();
    }
    if (!isLive()) {
      server.over(this);
    }
  }

  @Override
  public Channel takeOver(ResponseHead head) {
    throw new IllegalStateException("a stream of HTTP/2 has no channel of its own");
  }

  // ---- ends

  @Override
  public void reset(Failure why) {
    if (underWay) {
      cut(why, ErrorCode.INTERNAL_ERROR);
    }
  }

  void fail(Failure failure) {
    writer.fail(failure);
  }

  /** The response broke after its head: the client must see that it is not whole. */
  void cut(Failure failure, int code) {
    if (underWay) {
      trace.failed(failure);
      letGo(failure);
    } else {
      trace.failedLate(failure);
    }
    connection().reset(this, code);
    server.flush();
    server.over(this);
  }

  /** The response is whole, and what still comes of the body is not wanted. */
  void dismiss() {
    connection().reset(this, ErrorCode.NO_ERROR);
    server.flush();
    server.over(this);
  }

  /** The stream was reset, or its connection has gone: everyone hears of it. */
  void abandon(Failure failure, boolean byThem) {
    if (underWay) {
      if (byThem) {
        trace.abandoned(failure);
      } else {
        trace.failed(failure);
      }
      letGo(failure);
    }
    server.over(this);
  }

  private void letGo(Failure failure) {
    writer.dropped();
    body.abort(failure);
    writer.cancelSource(failure);
    end(false);
  }

  /** Counts what went over and closes the books. */
  private void end(boolean whole) {
    if (!underWay) {
      return;
    }
    underWay = false;
    watch.rest();
    state.counters().ended(body.isTunnel(), body.bytes(), writer.bytes());
    if (whole) {
      trace.finished(body.bytes(), writer.bytes());
    }
    trace.end(number);
  }
}
