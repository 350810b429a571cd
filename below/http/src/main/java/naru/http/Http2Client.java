package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.http.h2.Budget;
import naru.http.h2.Connection;
import naru.http.h2.ConnectionError;
import naru.http.h2.ErrorCode;
import naru.http.h2.Limits;
import naru.http.h2.Owner;
import naru.http.h2.Stream;
import naru.trace.Party;
import naru.trace.Span;
import naru.transport.Addresses;
import naru.transport.Breakage;
import naru.transport.TcpFacts;

/**
 * A connection to a server that speaks HTTP/2: many requests at once, each an {@link Http2Call}.
 * {@link Connection} is the protocol; this class joins it to the channel and keeps its deadlines.
 * RFC 9113. A server that floods is cut off by the same budgets as a client.
 */
final class Http2Client extends ChannelInboundHandlerAdapter implements Owner, Sweep.Swept {
  /** Who keeps connections, and wants to know of room on them. */
  interface Keeper {
    /** The server has said its SETTINGS: requests can be sent. */
    void ready(Http2Client client);

    /** There may be room for another request. */
    void roomOn(Http2Client client);

    /** No further request can be sent on it. */
    void noMore(Http2Client client);

    /** It is closed, because of this. */
    void closed(Http2Client client, Failure failure);
  }

  private final LoopState state;
  private final Sweep.Seat seat;
  private final Channel channel;
  private final Peer.Limits limits;
  private final Keeper keeper;
  private final byte[] scheme;
  private final String localText;
  private final Pending pending;
  private final Connection connection;
  private final Http2Flush flush;
  private final Http2ClientWatch watch;
  private final Http2ClientEnd ending;
  private final Http2Calls calls;

  private Failure end;
  private boolean settled;
  private boolean goingAway;

  /** The last stream that a GOAWAY named. */
  private int lastTaken;

  private boolean over;

  private Http2Client(
      LoopState state, Channel channel, Peer peer, IdleTime idleTime, Keeper keeper) {
    this.state = state;
    this.seat = state.sweep().seat(this);
    this.channel = channel;
    this.limits = peer.limits();
    this.keeper = keeper;
    this.scheme = (peer.tls() == null ? "http" : "https").getBytes(StandardCharsets.US_ASCII);
    this.localText = Addresses.localText(channel);
    this.pending = new Pending(state.alloc());
    this.connection =
        new Connection(
            Connection.Role.CLIENT,
            Limits.DEFAULT.withHeaderListBytes(ResponseReader.MAX_HEAD),
            FieldTags.TAGS,
            this,
            state.alloc());
    this.flush = new Http2Flush(state, channel, connection);
    this.watch = new Http2ClientWatch(this, state, connection, idleTime);
    this.ending = new Http2ClientEnd(state, channel);
    this.calls = new Http2Calls(this, state, connection);
    this.end = notSpoken("the server closed before its SETTINGS");
  }

  /** Speaks HTTP/2 on an open channel, which begins to be read. */
  static Http2Client on(
      LoopState state, Channel channel, Peer peer, IdleTime idleTime, Keeper keeper) {
    Http2Client client = new Http2Client(state, channel, peer, idleTime, keeper);
    channel.pipeline().addLast("http", client);
    client.seat.take();
    state.counters().upstreamHttp2++;
    client.connection.open();
    client.flushSoon();
    channel.config().setAutoRead(true);
    return client;
  }

  // ---- calls

  /** How many more requests the server takes now. */
  int room() {
    if (over || goingAway || !settled || !channel.isActive()) {
      return 0;
    }
    long most = Math.min(limits.streams(), connection.theirs().maxConcurrentStreams());
    return (int) Math.max(0, most - connection.size());
  }

  /** Whether it had requests, and has none now. */
  boolean isIdle() {
    return calls.areOver();
  }

  /** Whether the server may be about to close it, having been idle for so long. */
  boolean isStale(long now) {
    return watch.isStale(now);
  }

  /** Whether nothing came on it since it carried no request: the server may be closing it. */
  boolean isQuiet() {
    return calls.areQuiet();
  }

  /** Whether it was kept, and nothing came on it since: those on it may be lost already. */
  boolean wasSilent() {
    return calls.wasSilent();
  }

  /** The last look before a request that must not be lost: whether the server has not closed. */
  boolean isOpenStill() {
    return ending.isOpenStill(connection.nextStream());
  }

  /** A request to be; {@link Http2Call#send} follows at once. */
  Http2Call call() {
    watch.asked();
    return calls.next();
  }

  /** The head of a response came. */
  void answered() {
    calls.answered();
  }

  /** Whether others had a response on it: a new one, that several share, is not kept. */
  boolean wasAnswered() {
    return calls.wereAnswered();
  }

  /** Whether the server goes away after streams that it took; one that takes none is no good. */
  boolean isLeaving() {
    return lastTaken > 0;
  }

  /** How many there were. */
  int calls() {
    return calls.count();
  }

  /** How it ended, if the server ended it. */
  Http2ClientEnd ending() {
    return ending;
  }

  Channel channel() {
    return channel;
  }

  Peer.Limits limits() {
    return limits;
  }

  byte[] scheme() {
    return scheme;
  }

  String localText() {
    return localText;
  }

  void tellSegments(Span span, Party at, Party other) {
    TcpFacts.tellSegments(channel, span, at, other);
  }

  /** A call is over. */
  void freed() {
    if (over) {
      return;
    }
    if (connection.size() == 0) {
      if (goingAway) {
        end(ErrorCode.NO_ERROR);
        return;
      }
      watch.idle();
      ending.idle();
    }
    if (room() > 0) {
      keeper.roomOn(this);
    }
  }

  // ---- bytes

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (over) {
      in.release();
      return;
    }
    flush.readBegins();
    calls.heard();
    long now = watch.heard();
    pending.add(in);
    // A frame may end the connection, which lets go of what is pending.
    ByteBuf bytes = pending.bytes().retain();
    try {
      connection.receive(bytes, now);
    } catch (ConnectionError e) {
      broken(e);
    } finally {
      bytes.release();
    }
    if (!over) {
      pending.tidy();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    flush.readEnds();
    calls.readEnds();
    flush.now();
  }

  @Override
  public void write(ByteBuf bytes) {
    flush.write(bytes);
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  /** Flushes with everything else at the end of this read, or of the loop's turn. */
  void flushSoon() {
    flush.soon();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    flush.writabilityChanged();
  }

  // ---- what came

  @Override
  public Stream open(int id) {
    throw new IllegalStateException("servers open no streams");
  }

  /** A head or DATA came. */
  void said() {
    watch.said();
  }

  /** The caller is told at the end of the read that there is no more for now. */
  void tellLater(Http2Call call) {
    calls.tellLater(call);
  }

  @Override
  public void headers(Stream stream, byte[] block, int length, boolean end) throws ConnectionError {
    calls.headers((Http2Call) stream, block, length, end);
  }

  @Override
  public void data(Stream stream, ByteBuf data, boolean end) {
    ((Http2Call) stream).received(data, end);
  }

  @Override
  public void reset(Stream stream, int code, boolean byThem, String detail) {
    ((Http2Call) stream).reset(code, byThem, detail);
  }

  @Override
  public void ended(Stream stream) {
    // The response is what is waited for; a tunnel is over when both sides have ended.
    ((Http2Call) stream).unused();
  }

  @Override
  public void trailersDue(Stream stream) {
    ((Http2Call) stream).writeTrailers();
  }

  @Override
  public void writable(Stream stream) {
    ((Http2Call) stream).writable();
  }

  /** RFC 9113 section 6.8: streams above the last one were certainly not processed. */
  @Override
  public void goAway(int lastStream, int code, String words) {
    ending.goAway(code, words);
    boolean first = !goingAway;
    goingAway = true;
    lastTaken = lastStream;
    if (first) {
      keeper.noMore(this);
    }
    for (Stream s : connection.all()) {
      if (s.id() > lastStream) {
        connection.reset(s, ErrorCode.CANCEL);
        ((Http2Call) s).lost(refusedAbove(code));
      }
    }
    freed();
  }

  private static Failure refusedAbove(int code) {
    return code == ErrorCode.HTTP_1_1_REQUIRED
        ? Http2Call.http1Required()
        : Http2Call.refused("the server goes away: " + ErrorCode.name(code));
  }

  @Override
  public void settingsChanged() {
    if (!settled) {
      settled = true;
      watch.settled();
      keeper.ready(this);
    } else if (room() > 0) {
      keeper.roomOn(this);
    }
  }

  @Override
  public void pong(long opaque) {
    // Bytes came: that is all that was asked.
  }

  // ---- ends

  private void broken(ConnectionError e) {
    Budget budget = e.budget();
    if (budget != null) {
      state.counters().http2Budgets[budget.ordinal()]++;
    }
    String detail = ErrorCode.name(e.code()) + ": " + e.detail();
    if (connection.size() == 0 && calls.unread() == null) {
      ending.brokeRuleIdle(detail);
    }
    connection.fail(e.code());
    connection.flush();
    letGo(
        settled ? Failure.of(Code.UPSTREAM_H2_PROTOCOL, Side.UPSTREAM, detail) : notSpoken(detail));
    channel.flush();
    channel.close();
  }

  /** Before the server's SETTINGS no request was sent. */
  private static Failure notSpoken(String detail) {
    return Failure.retryable(Code.UPSTREAM_H2_NOT_SPOKEN, Side.UPSTREAM, detail);
  }

  /** Says goodbye; no call is under way. */
  private void end(int code) {
    connection.goAway(code);
    connection.flush();
    channel.flush();
    letGo(Failure.of(Code.UPSTREAM_CLOSED_EARLY, Side.US, "the connection was given up"));
    channel.close();
  }

  private void letGo(Failure failure) {
    letGo(failure, call -> failure);
  }

  private void letGo(Failure failure, Function<Http2Call, Failure> each) {
    if (over) {
      return;
    }
    over = true;
    seat.leave();
    flush.over();
    end = failure;
    Stream[] streams = connection.all();
    connection.release();
    pending.drop();
    state.counters().upstreamHttp2--;
    if (!goingAway) {
      goingAway = true;
      keeper.noMore(this);
    }
    for (Stream s : streams) {
      Http2Call call = (Http2Call) s;
      call.lost(each.apply(call));
    }
    Http2Call unread = calls.unread();
    if (unread != null) {
      unread.lost(each.apply(unread));
    }
  }

  /** The connection is gone, by the server or on the way. */
  private void lost() {
    boolean idle = connection.size() == 0;
    if (idle && settled && !ending.brokeIdle() && watch.closedByServer()) {
      state.counters().upstreamIdleClosed++;
    }
    Failure early = settled ? ending.early(calls.wasSilent()) : end;
    letGo(
        early,
        call ->
            call.isHeadSeen()
                ? ending.within()
                : ending.isUnheard(call.id()) ? Http2ClientEnd.unheard() : early);
  }

  /** Given up because the server has closed it, though that was not heard yet. */
  void close() {
    end(ErrorCode.NO_ERROR);
  }

  /** Given up because the server may be about to close it. */
  void closeStale() {
    watch.survived();
    end(ErrorCode.NO_ERROR);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!over) {
      lost();
    }
    keeper.closed(this, end);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ending.fin();
      channel.close();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  @SuppressWarnings("deprecation") // the name is inherited
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ending.broke(cause);
    if (!Breakage.isIt(cause)) {
      letGo(Failure.of(Code.INTERNAL, Side.US, "reading responses failed: " + cause));
    }
    channel.close();
  }

  @Override
  public void sweep(long now) {
    if (!over) {
      watch.sweep(now);
    }
  }

  /** It has been idle for as long as it may, or did not begin in time. */
  void idleTooLong() {
    if (settled) {
      closeStale();
    } else {
      letGo(notSpoken("the server's SETTINGS did not come in time"));
      channel.close();
    }
  }

  /** The server is not waited for any more. */
  void silent(Code code, String detail) {
    state.counters().deadlines++;
    letGo(Failure.of(code, Side.UPSTREAM, detail));
    channel.close();
  }

  @Override
  public boolean isEnded() {
    return over;
  }
}
