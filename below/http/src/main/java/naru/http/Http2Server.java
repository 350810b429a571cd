package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.http.h2.Budget;
import naru.http.h2.Connection;
import naru.http.h2.ConnectionError;
import naru.http.h2.ErrorCode;
import naru.http.h2.Owner;
import naru.http.h2.Stream;
import naru.trace.Party;
import naru.trace.Span;
import naru.transport.Arrival;
import naru.transport.Listener;

/**
 * A client's connection that speaks HTTP/2. {@link Connection} is the protocol; this class joins it
 * to the channel, gives each stream an {@link Http2Exchange} and keeps the deadlines. RFC 9113.
 *
 * <p>Everything that is written while bytes are read leaves with one flush at the end of the read;
 * what is written at other times, with one flush at the end of the loop's turn, so that the answers
 * of several streams share a packet and a TLS record.
 */
final class Http2Server extends ChannelInboundHandlerAdapter implements Owner, Sweep.Swept {
  /** Streams kept for later ones. */
  private static final int MAX_POOLED = 128;

  /** Bytes that wait for the client before no more streams are taken. */
  private static final long MAX_UNSENT = 4 * 1024 * 1024;

  private static final long PONG_NANOS = 15_000_000_000L;

  /** How long a client may take to learn that it is to go. */
  private static final long LEAVING_NANOS = 1_000_000_000L;

  /** How long we wait for the client's FIN behind ours. */
  private static final long LINGER_NANOS = 2_000_000_000L;

  private static final RequestHead UNREADABLE = RequestHead.of("GET", "/", "unreadable.invalid");

  private final HttpService service;
  private final Arrival arrival;
  private final LoopState state;
  private final Channel channel;
  private final Pending pending;
  private final Connection connection;
  private final Http2Heads heads;
  private final Exchange.Client client;
  private final ConnectionTrace own;
  private final Closing closing;
  private final WriteWatch writes = new WriteWatch();
  private final Http2Pace pace;
  private final ArrayDeque<Http2Exchange> pool = new ArrayDeque<>();
  private final List<Http2Exchange> unflushed = new ArrayList<>();
  private final Fields trailerFields = new Fields(256);
  private final Runnable flushTask = this::flushNow;

  private ConnectionTrace lastTrace;
  private int exchanges;
  private boolean reading;
  private boolean flushScheduled;
  private boolean over;
  private long headSince;
  private long idleSince;
  private long lastRead;
  private long bodyBytes;
  private long pinged;
  private long leaving;

  /** When the last was said, or is to be said; once {@link #over}. */
  private long overSince;

  private Http2Server(HttpService service, Arrival arrival) {
    this.service = service;
    this.arrival = arrival;
    this.channel = arrival.channel();
    this.state = service.engine().state(channel.eventLoop());
    this.pending = new Pending(state.alloc());
    this.connection =
        new Connection(
            Connection.Role.SERVER, service.http2(), FieldTags.TAGS, this, state.alloc());
    this.heads = new Http2Heads(connection.decoder());
    this.client = Exchange.Client.of(arrival);
    Party at = service.at();
    this.own = new ConnectionTrace(state, state.tracer().span(), arrival, at, at.caller());
    this.lastTrace = own;
    this.pace = new Http2Pace(service.limits());
    this.closing = new Closing(channel, arrival.tls().isPresent());
    this.idleSince = state.now();
    this.headSince = idleSince;
    this.lastRead = idleSince;
  }

  /** Begins to speak HTTP/2 on a connection that just arrived. */
  static void open(HttpService service, Arrival arrival) {
    if (!arrival.channel().isActive()) {
      arrival.prologue().endAlone(service.at());
      return;
    }
    Http2Server server = new Http2Server(service, arrival);
    server.state.counters().connections++;
    server.state.sweep().add(server);
    arrival.channel().pipeline().addLast("http", server);
    server.begin();
  }

  /**
   * Takes over from HTTP/1.1 on a connection whose first bytes are the preface.
   *
   * @param first what came; no longer the caller's
   */
  static void replace(
      HttpService service, Arrival arrival, ChannelInboundHandlerAdapter before, ByteBuf first) {
    Http2Server server = new Http2Server(service, arrival);
    server.state.sweep().add(server);
    arrival.channel().pipeline().replace(before, "http", server);
    server.begin();
    server.reading = true;
    server.received(first);
  }

  private void begin() {
    state.counters().http2Connections++;
    connection.open();
    flush();
  }

  Connection connection() {
    return connection;
  }

  Exchange.Client client() {
    return client;
  }

  /** A trace for a stream of this connection. */
  ConnectionTrace trace(Span span, Party from) {
    return new ConnectionTrace(state, span, arrival, service.at(), from);
  }

  boolean isReading() {
    return reading;
  }

  // ---- bytes in

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (over) {
      in.release();
      return;
    }
    reading = true;
    received(in);
  }

  private void received(ByteBuf in) {
    lastRead = state.now();
    pinged = 0;
    pending.add(in);
    // A frame may end the connection, which lets go of what is pending.
    ByteBuf bytes = pending.bytes().retain();
    try {
      connection.receive(bytes, lastRead);
    } catch (ConnectionError e) {
      broken(e);
      return;
    } catch (RuntimeException bug) {
      broken(new ConnectionError(ErrorCode.INTERNAL_ERROR, "a bug of ours: " + bug));
      return;
    } finally {
      bytes.release();
    }
    if (over) {
      return;
    }
    watchHead();
    pending.tidy();
  }

  private void watchHead() {
    if (!connection.isInHead(pending.bytes())) {
      headSince = 0;
    } else if (headSince == 0) {
      headSince = lastRead;
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    for (int i = 0; i < unflushed.size(); i++) {
      unflushed.get(i).flushBody();
    }
    unflushed.clear();
    if (!over) {
      flushNow();
    }
  }

  /**
   * The taker of the stream's body is told at the end of the read that there is no more for now.
   */
  void flushBodyLater(Http2Exchange stream) {
    unflushed.add(stream);
  }

  /** So many bytes of a body came. */
  void bodyCame(int bytes) {
    bodyBytes += bytes;
  }

  // ---- bytes out

  @Override
  public void write(ByteBuf bytes) {
    channel.write(bytes, channel.voidPromise());
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  /**
   * Heads of responses are not held back by any window: a client that takes none of them, and asks
   * on, is refused.
   */
  @Override
  public boolean takesStreams() {
    if (channel.isWritable()) {
      return true;
    }
    ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
    return out == null || out.totalPendingWriteBytes() < MAX_UNSENT;
  }

  /** Flushes with everything else at the end of this read, or of the loop's turn. */
  void flush() {
    if (!reading && !flushScheduled && !over) {
      flushScheduled = true;
      state.loop().execute(flushTask);
    }
  }

  private void flushNow() {
    flushScheduled = false;
    if (!over) {
      connection.flush();
      channel.flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable() && !over) {
      connection.drain();
      flush();
    }
  }

  // ---- streams

  @Override
  public Stream open(int id) {
    Http2Exchange stream = pool.poll();
    if (stream == null) {
      stream = new Http2Exchange(this, service, state);
    }
    exchanges++;
    stream.opened(exchanges);
    if (exchanges >= service.limits().requests()) {
      leave();
    }
    return stream;
  }

  /** A stream may be over: then it is kept for a later one. */
  void over(Http2Exchange stream) {
    if (stream.isLive() || stream.isUnderWay() || stream.isPooled()) {
      return;
    }
    if (connection.size() == 0) {
      idleSince = state.now();
    }
    if (pool.size() < MAX_POOLED && !stream.isSuspect()) {
      stream.pooled();
      pool.push(stream);
    }
  }

  @Override
  public void headers(Stream s, byte[] block, int length, boolean end) throws ConnectionError {
    Http2Exchange stream = (Http2Exchange) s;
    if (stream.isBegun()) {
      trailers(stream, block, length, end);
      return;
    }
    heads.read(block, length, end, stream.exchange().request());
    lastTrace = stream.trace();
    if (heads.isBeyondList()) {
      String detail = "the head is larger than " + service.http2().headerListBytes() + " bytes";
      Failure large = Failure.of(Code.REQUEST_HEAD_TOO_LARGE, Side.CLIENT, detail);
      stream.refuseWithAnswer(large, UNREADABLE, service.way());
    } else if (!heads.fault().isEmpty()) {
      stream.malformed(heads.fault());
    } else {
      stream.setOff(service.way());
    }
  }

  private void trailers(Http2Exchange stream, byte[] block, int length, boolean end)
      throws ConnectionError {
    String fault = Http2Heads.trailers(connection.decoder(), block, length, trailerFields);
    if (!end) {
      fault = "a second head does not end the stream";
    }
    if (fault.isEmpty()) {
      stream.trailers(trailerFields);
    } else {
      stream.malformed(fault);
    }
  }

  @Override
  public void data(Stream stream, ByteBuf data, boolean end) throws ConnectionError {
    ((Http2Exchange) stream).received(data, end);
  }

  @Override
  public void reset(Stream s, int code, boolean byThem, String detail) {
    Http2Exchange stream = (Http2Exchange) s;
    if (byThem) {
      String why = "the client reset the stream: " + detail;
      stream.abandon(Failure.of(Code.CLIENT_CLOSED, Side.CLIENT, why), true);
      return;
    }
    Failure malformed = Failure.of(Code.REQUEST_MALFORMED, Side.CLIENT, detail);
    if (!stream.isBegun()) {
      stream.refuse(malformed);
    }
    stream.abandon(malformed, false);
  }

  @Override
  public void ended(Stream stream) {
    over((Http2Exchange) stream);
  }

  @Override
  public void trailersDue(Stream stream) {
    ((Http2Exchange) stream).writeTrailers();
  }

  @Override
  public void writable(Stream stream) {
    ((Http2Exchange) stream).writable();
  }

  @Override
  public void goAway(int lastStream, int code) {
    // The client opens no more streams; what is on its way goes on until it closes.
  }

  @Override
  public void settingsChanged() {
    // Nothing here depends on them.
  }

  @Override
  public void pong(long opaque) {
    pinged = 0;
    if (leaving != 0) {
      left();
    }
  }

  // ---- leaving

  /** Asks the client to go: what it has sent already is still served. RFC 9113 section 6.8. */
  private void leave() {
    if (leaving == 0 && !over) {
      leaving = state.now();
      connection.announceGoAway();
      connection.ping(leaving);
      flush();
    }
  }

  /** The client knows that it is to go: nothing new is taken from here on. */
  private void left() {
    connection.goAway(ErrorCode.NO_ERROR);
    flush();
    if (connection.size() == 0) {
      goodbye();
    }
  }

  private void goodbye() {
    connection.goAway(ErrorCode.NO_ERROR);
    connection.flush();
    over = true;
    connection.release();
    pending.drop();
    farewell();
  }

  private void farewell() {
    overSince = state.now();
    closing.goodbye(() -> overSince = state.now());
  }

  /** A client that does not close, or does not take our last words, is not waited for forever. */
  private void watchFarewell(long now) {
    long patience = closing.isWritten() ? LINGER_NANOS : service.limits().writeIdleNanos();
    if (now - overSince > patience) {
      channel.close();
    }
  }

  // ---- ends

  /** The client broke a rule of the connection, or used up a budget. */
  private void broken(ConnectionError e) {
    Budget budget = e.budget();
    Code code = budget == null ? Code.HTTP2_PROTOCOL : Code.HTTP2_BUDGET;
    if (budget != null) {
      state.counters().http2Budgets[budget.ordinal()]++;
    }
    state.counters().malformed++;
    Failure failure = Failure.of(code, Side.CLIENT, ErrorCode.name(e.code()) + ": " + e.detail());
    own.headLost(failure);
    end(e.code(), failure);
  }

  /** Says GOAWAY, gives up every stream, and closes. */
  private void end(int code, Failure failure) {
    if (over) {
      return;
    }
    connection.fail(code);
    connection.flush();
    letGo(failure, false);
    farewell();
  }

  private void letGo(Failure failure, boolean byThem) {
    over = true;
    Stream[] streams = connection.all();
    connection.release();
    pending.drop();
    unflushed.clear();
    for (Stream s : streams) {
      ((Http2Exchange) s).abandon(failure, byThem);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      closing.inputClosed();
      if (over) {
        channel.close();
      } else if (connection.size() == 0) {
        closing.now();
      }
    } else if (event == Listener.Leaving.NOW) {
      leave();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    state.counters().connections--;
    state.counters().http2Connections--;
    if (!over) {
      String detail = "the client closed before the response was whole";
      letGo(Failure.of(Code.CLIENT_CLOSED, Side.CLIENT, detail), true);
    }
    lastTrace.closed(closing.how());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof java.io.IOException) && !over) {
      own.headLost(Failure.of(Code.INTERNAL, Side.US, "a stop failed: " + cause).causedBy(cause));
    }
    closing.broken();
  }

  // ---- deadlines

  @Override
  public void sweep(long now) {
    if (over) {
      watchFarewell(now);
      return;
    }
    HttpLimits limits = service.limits();
    if (writes.isStalled(channel, now, limits.writeIdleNanos())) {
      late("the client took nothing of the responses", Code.CLIENT_CLOSED);
      channel.close();
    } else if (headSince != 0 && now - headSince > limits.headNanos()) {
      late("a head was not whole in time", Code.REQUEST_HEAD_TIMEOUT);
    } else {
      Stream[] streams = connection.all();
      for (Stream s : streams) {
        ((Http2Exchange) s).sweep(now);
      }
      watchPace(now, streams);
      if (!over && connection.size() == 0) {
        idle(now, limits);
      } else if (!over) {
        watchSilence(now, limits);
      }
    }
  }

  private void watchPace(long now, Stream[] streams) {
    pace.watchBodies(now, streams, bodyBytes);
    pace.watchResponses(now, streams, connection.sentBytes(), writes.unsent());
    if (pace.isTakingNothing(now)) {
      late("the client took nothing of the responses", Code.CLIENT_CLOSED);
      channel.close();
    } else if (pace.isTakingTooLittle(now)) {
      state.counters().tooSlow++;
      Failure slow = service.limits().pace().downloadSlow();
      own.headLost(slow);
      end(ErrorCode.ENHANCE_YOUR_CALM, slow);
      channel.close();
    }
  }

  private void late(String detail, Code code) {
    state.counters().deadlines++;
    Failure failure = Failure.of(code, Side.CLIENT, detail);
    own.headLost(failure);
    end(ErrorCode.NO_ERROR, failure);
  }

  private void idle(long now, HttpLimits limits) {
    boolean patient = leaving == 0 || now - leaving < LEAVING_NANOS;
    boolean deserted = connection.isGoingAway() || closing.isInputClosed();
    if (now - idleSince > limits.keepAliveNanos() || deserted || !patient) {
      goodbye();
    }
  }

  /** A client that has said nothing for long, and does not answer a PING, has gone. */
  private void watchSilence(long now, HttpLimits limits) {
    if (pinged != 0 && now - pinged > PONG_NANOS) {
      late("the client does not answer a PING", Code.CLIENT_CLOSED);
    } else if (pinged == 0 && now - lastRead > limits.keepAliveNanos()) {
      pinged = now;
      connection.ping(now);
      flush();
    }
  }

  @Override
  public boolean isEnded() {
    return over && !channel.isActive();
  }

  @Override
  public String toString() {
    return "HTTP/2 connection, exchange " + exchanges + ", " + connection.size() + " streams";
  }
}
