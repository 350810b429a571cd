package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
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
import naru.transport.Breakage;
import naru.transport.Listener;

/**
 * A client's connection that speaks HTTP/2. {@link Connection} is the protocol; this class joins it
 * to the channel, gives each stream an {@link Http2Exchange} and keeps the deadlines. RFC 9113.
 */
final class Http2Server extends ChannelInboundHandlerAdapter implements Owner, Sweep.Swept {
  /** Bytes that wait for the client before no more streams are taken. */
  private static final long MAX_UNSENT = 4 * 1024 * 1024;

  private final HttpService service;
  private final Arrival arrival;
  private final LoopState state;
  private final Sweep.Seat seat;
  private final Channel channel;
  private final Pending pending;
  private final Connection connection;
  private final Http2Streams streams;
  private final Http2Watch watch;
  private final Exchange.Client client;
  private final ConnectionTrace own;
  private final Closing closing;
  private final Http2Farewell farewell;
  private final Http2Flush flush;

  private boolean over;

  private Http2Server(HttpService service, Arrival arrival) {
    this.service = service;
    this.arrival = arrival;
    this.channel = arrival.channel();
    this.state = service.engine().state(channel.eventLoop());
    this.seat = this.state.sweep().seat(this);
    this.pending = new Pending(state.alloc());
    this.connection =
        new Connection(
            Connection.Role.SERVER, service.http2(), FieldTags.TAGS, this, state.alloc());
    this.flush = new Http2Flush(state, channel, connection);
    this.client = Exchange.Client.of(arrival);
    Party at = service.at();
    this.own = new ConnectionTrace(state, state.tracer().span(), arrival, at, at.caller());
    this.streams = new Http2Streams(this, service, state, connection, own);
    this.watch = new Http2Watch(this, service.limits(), state, channel, connection);
    this.closing = new Closing(channel, arrival.tls().isPresent());
    this.farewell = new Http2Farewell(state, channel, connection, closing, service.limits());
  }

  /** Begins to speak HTTP/2 on a connection that just arrived. */
  static void open(HttpService service, Arrival arrival) {
    if (!arrival.channel().isActive()) {
      arrival.prologue().endAlone(service.at());
      return;
    }
    Http2Server server = new Http2Server(service, arrival);
    server.state.counters().connections++;
    server.seat.take();
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
    server.seat.take();
    arrival.channel().pipeline().replace(before, "http", server);
    server.begin();
    server.flush.readBegins();
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

  Http2Watch watch() {
    return watch;
  }

  boolean isOver() {
    return over;
  }

  boolean isReading() {
    return flush.isReading();
  }

  // ---- bytes in

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (over) {
      in.release();
      return;
    }
    flush.readBegins();
    received(in);
  }

  private void received(ByteBuf in) {
    long now = watch.read();
    pending.add(in);
    // A frame may end the connection, which lets go of what is pending.
    ByteBuf bytes = pending.bytes().retain();
    try {
      connection.receive(bytes, now);
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
    watch.inHead(connection.isInHead(pending.bytes()));
    pending.tidy();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    flush.readEnds();
    streams.flushBodies();
    flush.now();
  }

  /**
   * The taker of the stream's body is told at the end of the read that there is no more for now.
   */
  void flushLater(Http2Exchange stream) {
    streams.flushLater(stream);
  }

  // ---- bytes out

  @Override
  public void write(ByteBuf bytes) {
    flush.write(bytes);
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
    flush.soon();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    flush.writabilityChanged();
  }

  // ---- streams

  @Override
  public Stream open(int id) {
    Http2Exchange stream = streams.open();
    if (streams.exchanges() >= service.limits().requests()) {
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
      watch.idle();
    }
    streams.keep(stream);
  }

  @Override
  public void headers(Stream s, byte[] block, int length, boolean end) throws ConnectionError {
    streams.headers((Http2Exchange) s, block, length, end);
  }

  @Override
  public void data(Stream stream, ByteBuf data, boolean end) throws ConnectionError {
    ((Http2Exchange) stream).received(data, end);
  }

  @Override
  public void reset(Stream s, int code, boolean byThem, String detail) {
    streams.reset((Http2Exchange) s, byThem, detail);
  }

  @Override
  public void ended(Stream stream) {
    over((Http2Exchange) stream);
  }

  @Override
  public void trailersDue(Stream stream) {
    ((Http2Exchange) stream).writer().writeTrailers();
  }

  @Override
  public void writable(Stream stream) {
    ((Http2Exchange) stream).writer().writable();
  }

  @Override
  public void pong(long opaque) {
    watch.pong();
    if (farewell.isAsked()) {
      left();
    }
  }

  // ---- leaving

  private void leave() {
    if (!over && farewell.ask()) {
      flush();
    }
  }

  private void left() {
    farewell.heard();
    flush();
    if (connection.size() == 0) {
      goodbye();
    }
  }

  /** Whether a client without streams is not waited for any more. */
  boolean isDeserted(long now) {
    return farewell.isDeserted(now);
  }

  /** No stream is left, and the client is not waited for. */
  void goodbye() {
    farewell.last();
    over = true;
    flush.over();
    connection.release();
    pending.drop();
    farewell.end();
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
    giveUp(e.code(), failure);
  }

  /** Ends with a failure that is told in a part of its own. */
  void giveUp(int code, Failure failure) {
    own.headLost(failure);
    end(code, failure);
  }

  /** Says GOAWAY, gives up every stream, and closes. */
  private void end(int code, Failure failure) {
    if (over) {
      return;
    }
    connection.fail(code);
    connection.flush();
    letGo(failure, false);
    farewell.end();
  }

  private void letGo(Failure failure, boolean byThem) {
    over = true;
    flush.over();
    Stream[] open = connection.all();
    connection.release();
    pending.drop();
    streams.abandon(open, failure, byThem);
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
      farewell.listenerLeaves();
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
    streams.lastTrace().closed(closing.how());
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    seat.leave();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!Breakage.isIt(cause) && !over) {
      own.headLost(Failure.of(Code.INTERNAL, Side.US, "a stop failed: " + cause).causedBy(cause));
    }
    closing.broken(cause);
  }

  // ---- deadlines

  @Override
  public void sweep(long now) {
    if (over) {
      farewell.watch(now);
      return;
    }
    watch.sweep(now);
  }

  @Override
  public boolean isEnded() {
    return over && !channel.isActive();
  }

  @Override
  public String toString() {
    return "HTTP/2 connection, exchange "
        + streams.exchanges()
        + ", "
        + connection.size()
        + " streams";
  }
}
