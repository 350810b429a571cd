package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.Party;
import naru.trace.Span;
import naru.transport.Addresses;
import naru.transport.TcpFacts;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server that speaks HTTP/1.1: one request at a time, as strict with what comes
 * back as the server side is with what comes in. {@link ResponseReader} reads heads, {@link
 * BodyDecoder} bodies, {@link RequestWriter} writes, {@link IdleTime} knows how long it may wait
 * for its next request. Confined to its event loop.
 */
public final class ClientConnection extends ChannelInboundHandlerAdapter
    implements ClientStream, Sweep.Swept {
  private enum Phase {
    IDLE,
    HEAD,
    BODY,
    /** Upgraded: bytes both ways, each way with its own end. */
    TUNNEL,
    CLOSED
  }

  private final LoopState state;
  private final Channel channel;
  private final Peer.Limits limits;
  private final IdleSpell spell;
  private final String localText;
  private final RequestWriter request;
  private final ResponseReader response;
  private final BodyDecoder body = new BodyDecoder();
  private final BodyDecoder.Out bodyOut = this::tellBody;
  private final Pending pending;
  private final WriteWatch writes = new WriteWatch();
  private @Nullable Caller caller;
  private @Nullable ClientTunnel tunnel;
  private Runnable whenClosed = () -> {};
  private Phase phase = Phase.IDLE;
  private long deadline;
  private int exchanges;
  private boolean nothingCame;
  private boolean keepAlive = true;
  private boolean paused;
  private boolean processing;
  private boolean reset;
  private boolean detached;

  /** The server has closed; what came before may still wait to be read. */
  private boolean inputEnded;

  private ClientConnection(
      LoopState state, Channel channel, Peer.Limits limits, IdleTime idleTime) {
    this.state = state;
    this.channel = channel;
    this.limits = limits;
    this.spell = new IdleSpell(idleTime);
    this.localText = Addresses.text(Addresses.local(channel));
    this.request = new RequestWriter(state, channel);
    this.response = new ResponseReader(request.upgrade());
    this.pending = new Pending(state.alloc());
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
    state.sweep().add(connection);
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
  public void send(RequestHead newRequest, long bodyLength, byte[] targetPrefix, Caller newCaller) {
    if (phase != Phase.IDLE || !channel.isActive()) {
      throw new IllegalStateException("the connection is not free: " + phase);
    }
    caller = newCaller;
    phase = Phase.HEAD;
    exchanges++;
    nothingCame = true;
    keepAlive = false;
    reset = false;
    response.begin(newRequest.method());
    deadline = bodyLength == 0 ? state.lately() + limits.firstByteNanos() : 0;
    request.head(newRequest, bodyLength, targetPrefix);
  }

  @Override
  public void data(ByteBuf data) {
    ClientTunnel t = tunnel;
    if (phase == Phase.CLOSED) {
      data.release();
      return;
    }
    if (t != null) {
      t.moved();
    } else if (phase == Phase.BODY && deadline != 0) {
      deadline = state.lately() + limits.bodyIdleNanos(); // both sides talk
    }
    request.data(data);
  }

  @Override
  public void trailers(Fields trailers) {
    if (phase != Phase.CLOSED) {
      request.trailers(trailers);
    }
  }

  @Override
  public void endBody() {
    ClientTunnel t = tunnel;
    if (t != null) {
      endTunnelOutput(t);
    } else if (!request.isDone() && phase != Phase.CLOSED) {
      request.end();
      waitForFirstByte();
    }
  }

  private void waitForFirstByte() {
    if (phase == Phase.HEAD) {
      deadline = state.lately() + limits.firstByteNanos();
    }
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
    paused = true;
    deadline = 0;
    ClientTunnel t = tunnel;
    if (t != null) {
      t.paused();
    }
    channel.config().setAutoRead(false);
  }

  @Override
  public void resume() {
    if (!paused) {
      return;
    }
    paused = false;
    ClientTunnel t = tunnel;
    if (t != null) {
      t.moved();
    } else if (phase == Phase.BODY) {
      deadline = state.lately() + limits.bodyIdleNanos();
    }
    channel.config().setAutoRead(true);
    process();
    Caller c = caller;
    if (c != null) {
      c.batchEnd();
    }
    if (inputEnded && !paused) {
      inputEnd();
    }
  }

  @Override
  public void abandon() {
    caller = null;
    close();
  }

  public void close() {
    if (phase != Phase.CLOSED) {
      phase = Phase.CLOSED;
      deadline = 0;
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
    caller = null;
    phase = Phase.CLOSED;
    deadline = 0;
    detached = true;
    channel.pipeline().replace(this, "handover", new Handover(pending));
    return channel;
  }

  @Override
  public boolean isOpen() {
    return phase != Phase.CLOSED;
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
    return phase == Phase.IDLE && keepAlive && channel.isActive() && !paused;
  }

  /** It waits for its next request from now on, and closes itself when none comes in time. */
  void idle() {
    deadline = spell.begin(state.lately(), response.keepAliveNanos());
  }

  /** Whether the server may be about to close it, having been idle for so long. */
  boolean isStale(long now) {
    return spell.isStale(now);
  }

  /** Whether servers like this one were never seen to close what was idle for so long. */
  boolean isProven(long now) {
    return spell.isProven(now);
  }

  /** Gives up a connection that waited for long enough. */
  void closeStale() {
    spell.survived();
    close();
  }

  // ---- bytes in

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (phase == Phase.CLOSED) {
      in.release();
      return;
    }
    if (phase == Phase.IDLE) {
      // Nobody asked: a response to nothing is how responses get mixed up.
      in.release();
      state.counters().upstreamUnasked++;
      close();
      return;
    }
    state.now(); // for all that is done with these bytes
    pending.add(in);
    process();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    Caller c = caller;
    if (c != null) {
      c.batchEnd();
    }
  }

  private void process() {
    if (processing) {
      return;
    }
    processing = true;
    try {
      while (step()) {
        // each step uses some of what is pending
      }
    } finally {
      processing = false;
    }
    if (detached) {
      return;
    }
    if (phase == Phase.CLOSED) {
      pending.drop();
    } else {
      pending.tidy();
    }
  }

  private boolean step() {
    Caller c = caller;
    if (c == null || pending.isEmpty()) {
      return false;
    }
    return switch (phase) {
      case HEAD -> head(pending.bytes(), c);
      case BODY -> !paused && body(pending.bytes(), c);
      case TUNNEL -> tunnelled(c);
      case IDLE, CLOSED -> false;
    };
  }

  private boolean head(ByteBuf in, Caller c) {
    nothingCame = false;
    switch (response.read(in)) {
      case PART -> {
        return false;
      }
      case CONTINUE -> {}
      case INTERIM -> c.interim(response.head());
      case FINAL -> finalHead(c);
      case TUNNEL -> switchTo(c);
      case REFUSED -> fail(response.code(), response.fault());
    }
    return true;
  }

  private void finalHead(Caller c) {
    keepAlive = response.keepsAlive();
    body.begin(response.framing());
    phase = Phase.BODY;
    deadline = state.lately() + limits.bodyIdleNanos();
    c.head(response.head());
    if (body.isEmpty() && phase == Phase.BODY) {
      done(c);
    }
  }

  private boolean body(ByteBuf in, Caller c) {
    deadline = state.lately() + limits.bodyIdleNanos();
    BodyDecoder.Result result = body.decode(in, bodyOut);
    if (phase != Phase.BODY) {
      return true;
    }
    switch (result) {
      case MORE -> {
        return false;
      }
      case DONE -> {
        Fields trailers = body.trailers();
        if (trailers != null) {
          c.trailers(trailers);
        }
        done(c);
      }
      case MALFORMED -> fail(Code.UPSTREAM_BODY_MALFORMED, body.fault());
    }
    return true;
  }

  private void tellBody(ByteBuf data) {
    Caller c = caller;
    if (c == null) {
      data.release();
    } else {
      c.body(data);
    }
  }

  private void done(Caller c) {
    phase = Phase.IDLE;
    deadline = 0;
    caller = null;
    if (paused) {
      paused = false;
      channel.config().setAutoRead(true);
    }
    // An answer before the whole request, or more than an answer: no request may follow.
    keepAlive &= request.isDone() && pending.isEmpty();
    c.done();
    if (!keepAlive && phase == Phase.IDLE) {
      close();
    }
  }

  private void fail(Code code, String detail) {
    Failure failure = Failure.of(code, Side.UPSTREAM, detail);
    Caller c = caller;
    caller = null;
    close();
    if (c != null) {
      c.failed(failure, nothingCame);
    }
  }

  // ---- a tunnel

  private void switchTo(Caller c) {
    phase = Phase.TUNNEL;
    deadline = 0;
    tunnel = new ClientTunnel(state, channel, limits);
    request.tunnel();
    c.head(response.head());
  }

  private boolean tunnelled(Caller c) {
    ClientTunnel t = tunnel;
    if (t == null || paused) {
      return false;
    }
    t.moved();
    ByteBuf in = pending.bytes();
    c.body(in.readRetainedSlice(in.readableBytes()));
    return true;
  }

  private void endTunnelOutput(ClientTunnel t) {
    if (!t.hasOutputEnded()) {
      t.endOutput();
      request.end(
          () -> {
            if (!t.passEnd()) {
              close();
            }
          });
    }
  }

  private void tunnelInputEnd(ClientTunnel t) {
    Caller c = caller;
    boolean cut = t.hasInputEnded() && !t.hasOutputEnded() && !channel.isActive();
    if (reset || cut) {
      fail(Code.UPSTREAM_RESET, "the server reset the tunnel");
    } else if (c != null && !t.hasInputEnded()) {
      if (t.endInput()) {
        caller = null;
        close();
      }
      c.done();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    boolean end =
        event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent;
    if (phase == Phase.TUNNEL && end) {
      inputEnded = true;
      if (!paused) {
        inputEnd();
      }
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  // ---- ends

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    Caller c = caller;
    if (c != null && channel.isWritable()) {
      c.writable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    inputEnded = true;
    boolean carries = phase == Phase.BODY || phase == Phase.TUNNEL;
    boolean waits = carries && paused && caller != null && !reset;
    if (!waits) {
      inputEnd();
    }
    whenClosed.run();
  }

  /** Everything that came was read, and no more comes. */
  private void inputEnd() {
    Caller c = caller;
    ClientTunnel t = tunnel;
    if (t != null) {
      tunnelInputEnd(t);
      if (channel.isActive()) {
        return;
      }
    }
    switch (phase) {
      case BODY -> {
        if (body.endsAtClose() && !reset && c != null) {
          done(c);
        } else {
          closedEarly();
        }
      }
      case HEAD -> closedEarly();
      case IDLE -> closedIdle();
      case TUNNEL, CLOSED -> {}
    }
    phase = Phase.CLOSED;
    close();
  }

  /** The server's own FIN tells how long it keeps a connection. */
  private void closedIdle() {
    if (!reset && spell.closedByServer(state.now())) {
      state.counters().upstreamIdleClosed++;
    }
  }

  private void closedEarly() {
    if (phase == Phase.BODY) {
      fail(Code.UPSTREAM_BODY_CUT, "the server closed in the middle of the body");
    } else if (nothingCame && exchanges > 1) {
      fail(
          Code.UPSTREAM_REUSED_IDLE,
          "the server closed a kept connection as request %d was sent on it".formatted(exchanges));
    } else if (reset) {
      fail(Code.UPSTREAM_RESET, "the server reset the connection before a response");
    } else {
      fail(Code.UPSTREAM_CLOSED_EARLY, "the server closed before a response");
    }
  }

  @Override
  @SuppressWarnings("deprecation") // the name is inherited
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof java.io.IOException && isOutputBroken()) {
      // Only writing failed. Perhaps it has answered already: that is still to be read.
      request.broken();
      keepAlive = false;
      waitForFirstByte();
      return;
    }
    reset = true;
    ClientTunnel t = tunnel;
    if (phase == Phase.HEAD || phase == Phase.BODY || phase == Phase.TUNNEL) {
      if (!(cause instanceof java.io.IOException)) {
        fail(Code.INTERNAL, "reading a response failed: " + cause);
      } else if (t != null) {
        tunnelInputEnd(t);
      } else {
        closedEarly();
      }
    }
    close();
  }

  private boolean isOutputBroken() {
    return channel.isActive()
        && channel instanceof DuplexChannel duplex
        && duplex.isOutputShutdown()
        && (phase == Phase.HEAD || phase == Phase.BODY);
  }

  @Override
  public void sweep(long now) {
    if (phase != Phase.CLOSED && writes.isStalled(channel, now, writeNanos())) {
      state.counters().deadlines++;
      fail(Code.UPSTREAM_BODY_TIMEOUT, "the server took nothing of the request in time");
      return;
    }
    ClientTunnel t = tunnel;
    if (t != null ? t.isOverdue(now) : deadline != 0 && now - deadline > 0) {
      overdue();
    }
  }

  private void overdue() {
    deadline = 0;
    state.counters().deadlines += phase == Phase.IDLE ? 0 : 1;
    switch (phase) {
      case IDLE -> closeStale();
      case HEAD -> fail(Code.UPSTREAM_FIRST_BYTE_TIMEOUT, "no response came in time");
      case BODY -> fail(Code.UPSTREAM_BODY_TIMEOUT, "no part of the body came in time");
      case TUNNEL -> fail(Code.UPSTREAM_TUNNEL_IDLE, "nothing went through the tunnel in time");
      case CLOSED -> {}
    }
  }

  private long writeNanos() {
    return phase == Phase.TUNNEL ? limits.tunnelIdleNanos() : limits.bodyIdleNanos();
  }

  @Override
  public boolean isEnded() {
    return phase == Phase.CLOSED;
  }
}
