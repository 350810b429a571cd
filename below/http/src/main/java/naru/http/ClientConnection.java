package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import naru.trace.Party;
import naru.trace.Span;
import naru.transport.Addresses;
import naru.transport.TcpFacts;

/**
 * A connection to a server that speaks HTTP/1.1: one request at a time ({@link ClientExchange}), as
 * strict with what comes back as the server side is with what comes in. {@link IdleTime} knows how
 * long it may wait for its next request. Confined to its event loop.
 */
public final class ClientConnection extends ChannelInboundHandlerAdapter
    implements ClientStream, Sweep.Swept {
  private final LoopState state;
  private final Sweep.Seat seat;
  private final Channel channel;
  private final IdleSpell spell;
  private final String localText;
  private final Pending pending;
  private final ClientEnd ending;
  private final ClientExchange exchange;
  private Runnable whenClosed = () -> {};
  private int exchanges;

  /** Until when it waits for its next request; 0 if it does not wait. */
  private long idleDeadline;

  private boolean processing;

  private boolean detached;

  /** The server has closed; what came before may still wait to be read. */
  private boolean inputEnded;

  private ClientConnection(
      LoopState state, Channel channel, Peer.Limits limits, IdleTime idleTime) {
    this.state = state;
    this.seat = state.sweep().seat(this);
    this.channel = channel;
    this.spell = new IdleSpell(idleTime);
    this.localText = Addresses.localText(channel);
    this.pending = new Pending(state.alloc());
    this.ending = new ClientEnd(state, channel);
    this.exchange = new ClientExchange(this, state, channel, limits, pending);
  }

  /** Speaks HTTP/1.1 on an open channel, which begins to be read. */
  public static ClientConnection on(LoopState state, Channel channel, Peer.Limits limits) {
    return on(state, channel, limits, new IdleTime(limits.idleNanos()));
  }

  static ClientConnection on(
      LoopState state, Channel channel, Peer.Limits limits, IdleTime idleTime) {
    ClientConnection connection = new ClientConnection(state, channel, limits, idleTime);
    channel.pipeline().addLast("http", connection);
    // A server may answer and close before it has taken the whole body: when writing fails, what
    // it said is still read.
    channel.config().setAutoClose(false);
    connection.seat.take();
    channel.config().setAutoRead(true);
    return connection;
  }

  @Override
  public void tellSegments(Span span, Party at, Party other) {
    TcpFacts.tellSegments(channel, span, at, other);
  }

  /** Told once when the connection has closed. */
  void whenClosed(Runnable action) {
    whenClosed = action;
  }

  // ---- a request

  @Override
  public void send(RequestHead request, long bodyLength, byte[] targetPrefix, Caller caller) {
    exchanges++;
    idleDeadline = 0;
    exchange.begin(request, bodyLength, targetPrefix, caller);
  }

  @Override
  public void data(ByteBuf data) {
    exchange.data(data);
  }

  @Override
  public void trailers(Fields trailers) {
    exchange.trailers(trailers);
  }

  @Override
  public void endBody() {
    exchange.endBody();
  }

  @Override
  public void flush() {
    channel.flush();
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public void pause() {
    exchange.pause();
  }

  @Override
  public void resume() {
    if (!exchange.resume()) {
      return;
    }
    process();
    exchange.batchEnd();
    if (inputEnded && !exchange.isPaused()) {
      inputEnd();
    }
  }

  @Override
  public void abandon() {
    exchange.forgetCaller();
    close();
  }

  public void close() {
    seat.leave();
    if (!exchange.isClosed()) {
      exchange.closed();
      idleDeadline = 0;
      channel.close();
    }
    if (!processing && !detached) {
      pending.drop();
    }
  }

  /**
   * Ends HTTP on this connection, for a tunnel whose CONNECT was answered: the channel is handed
   * over with autoRead off; bytes that came already follow when the new handlers are in the
   * pipeline. To be called from {@link Caller#done}.
   */
  public Channel detach() {
    channel.config().setAutoRead(false);
    channel.config().setAutoClose(true);
    exchange.forgetCaller();
    exchange.closed();
    seat.leave();
    detached = true;
    channel.pipeline().replace(this, "handover", new Handover(pending));
    return channel;
  }

  @Override
  public boolean isOpen() {
    return !exchange.isClosed();
  }

  /** How it ends, and what its server did. */
  ClientEnd ending() {
    return ending;
  }

  @Override
  public int exchanges() {
    return exchanges;
  }

  @Override
  public String localText() {
    return localText;
  }

  @Override
  public String version() {
    return "HTTP/1.1";
  }

  public Channel channel() {
    return channel;
  }

  // ---- between two requests

  /** Whether another request may be sent, as far as is known. */
  public boolean isReusable() {
    return exchange.isReusable() && channel.isActive();
  }

  /** It waits for its next request from now on, and closes itself when none comes in time. */
  void idle() {
    ending.idle();
    idleDeadline = spell.begin(state.now(), exchange.keepAliveNanos());
  }

  /** Whether the server may be about to close it, having been idle for so long. */
  boolean isStale(long now) {
    return spell.isStale(now);
  }

  /** Whether servers like this one were never seen to close what was idle for so long. */
  boolean isProven(long now) {
    return spell.isProven(now);
  }

  /** It waits still. */
  void lives(long now) {
    spell.lives(now);
  }

  /** The last look before a request that must not be lost, see {@link ClientEnd#isOpenStill}. */
  boolean isOpenStill() {
    return ending.isOpenStill();
  }

  /** Gives up a connection that waited for long enough. */
  void closeStale() {
    spell.survived(state.now());
    close();
  }

  // ---- bytes in

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (exchange.isClosed()) {
      in.release();
      return;
    }
    if (exchange.isIdle()) {
      in.release();
      ending.unasked();
      close();
      return;
    }
    state.now(); // for all that is done with these bytes
    pending.add(in);
    process();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    exchange.batchEnd();
  }

  private void process() {
    if (processing) {
      return;
    }
    processing = true;
    try {
      while (exchange.step()) {
        // each step uses some of what is pending
      }
    } finally {
      processing = false;
    }
    if (detached) {
      return;
    }
    if (exchange.isClosed()) {
      pending.drop();
    } else {
      pending.tidy();
    }
  }

  // ---- ends

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    boolean end =
        event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent;
    if (exchange.isInTunnel() && end) {
      inputEnded = true;
      if (!exchange.isPaused()) {
        inputEnd();
      }
    } else if (event instanceof ChannelInputShutdownEvent) {
      ending.fin();
      channel.close();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      exchange.writable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    inputEnded = true;
    if (ending.isBroken() || !exchange.waitsForCaller()) {
      inputEnd();
    }
    whenClosed.run();
  }

  /** Everything that came was read, and no more comes. */
  private void inputEnd() {
    exchange.endTunnelInput();
    if (exchange.isTunnel() && channel.isActive()) {
      return;
    }
    if (exchange.isIdle()) {
      closedIdle();
    } else {
      exchange.endInput();
    }
    exchange.closed();
    close();
  }

  /** The server's own FIN tells how long it keeps a connection. */
  private void closedIdle() {
    if (!ending.isBroken() && spell.closedByServer(state.now())) {
      state.counters().upstreamIdleClosed++;
    }
  }

  @Override
  @SuppressWarnings("deprecation") // the name is inherited
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof java.io.IOException && exchange.isOnlyOutputBroken()) {
      return;
    }
    ending.broke(cause, exchange.isIdle());
    exchange.broke(cause);
    close();
  }

  @Override
  public void sweep(long now) {
    exchange.sweep(now);
    if (idleDeadline != 0 && now - idleDeadline > 0) {
      idleDeadline = 0;
      closeStale();
    }
  }

  @Override
  public boolean isEnded() {
    return exchange.isClosed();
  }
}
