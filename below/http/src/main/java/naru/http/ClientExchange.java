package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.transport.Breakage;
import org.jspecify.annotations.Nullable;

/**
 * The request that is under way on a {@link ClientConnection}, and its response: what is read
 * where, how long it may take, and what its end means. {@link RequestWriter} writes, {@link
 * ResponseReader} reads heads, {@link BodyDecoder} bodies, {@link ClientTunnel} is what it may
 * become. A connection has one, and uses it again for each request.
 */
final class ClientExchange {
  private enum Phase {
    IDLE,
    HEAD,
    BODY,
    /** Upgraded: bytes both ways, each way with its own end. */
    TUNNEL,
    CLOSED
  }

  private final ClientConnection connection;
  private final LoopState state;
  private final Channel channel;
  private final Peer.Limits limits;
  private final Pending pending;
  private final RequestWriter request;
  private final ResponseReader response;
  private final BodyDecoder body = new BodyDecoder();
  private final BodyDecoder.Out bodyOut = this::tellBody;
  private final WriteWatch writes = new WriteWatch();
  private @Nullable Caller caller;
  private @Nullable ClientTunnel tunnel;
  private Phase phase = Phase.IDLE;
  private long deadline;
  private boolean nothingCame;
  private boolean keepAlive = true;
  private boolean paused;

  ClientExchange(
      ClientConnection connection,
      LoopState state,
      Channel channel,
      Peer.Limits limits,
      Pending pending) {
    this.connection = connection;
    this.state = state;
    this.channel = channel;
    this.limits = limits;
    this.pending = pending;
    this.request = new RequestWriter(state, channel);
    this.response = new ResponseReader(request.upgrade());
  }

  // ---- how it stands

  boolean isIdle() {
    return phase == Phase.IDLE;
  }

  boolean isClosed() {
    return phase == Phase.CLOSED;
  }

  /** Whether it has become a tunnel, which may be over. */
  boolean isTunnel() {
    return tunnel != null;
  }

  /** Whether it is a tunnel now. */
  boolean isInTunnel() {
    return phase == Phase.TUNNEL;
  }

  boolean isPaused() {
    return paused;
  }

  /** Whether another request may follow, as far as the last response told. */
  boolean isReusable() {
    return phase == Phase.IDLE && keepAlive && !paused;
  }

  /** How long the server said that it waits for another one; see {@link ResponseReader}. */
  long keepAliveNanos() {
    return response.keepAliveNanos();
  }

  /** Whether something that came is still to be told when the caller goes on. */
  boolean waitsForCaller() {
    boolean carries = phase == Phase.BODY || phase == Phase.TUNNEL;
    return carries && paused && caller != null;
  }

  // ---- the request

  void begin(RequestHead newRequest, long bodyLength, byte[] targetPrefix, Caller newCaller) {
    if (phase != Phase.IDLE || !channel.isActive()) {
      throw new IllegalStateException("the connection is not free: " + phase);
    }
    caller = newCaller;
    phase = Phase.HEAD;
    nothingCame = true;
    keepAlive = false;
    response.begin(newRequest.method());
    deadline = bodyLength == 0 ? state.lately() + limits.firstByteNanos() : 0;
    request.head(newRequest, bodyLength, targetPrefix);
  }

  void data(ByteBuf data) {
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

  void trailers(Fields trailers) {
    if (phase != Phase.CLOSED) {
      request.trailers(trailers);
    }
  }

  void endBody() {
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

  void pause() {
    paused = true;
    deadline = 0;
    ClientTunnel t = tunnel;
    if (t != null) {
      t.paused();
    }
    channel.config().setAutoRead(false);
  }

  /** True if it was paused. */
  boolean resume() {
    if (!paused) {
      return false;
    }
    paused = false;
    ClientTunnel t = tunnel;
    if (t != null) {
      t.moved();
    } else if (phase == Phase.BODY) {
      deadline = state.lately() + limits.bodyIdleNanos();
    }
    channel.config().setAutoRead(true);
    return true;
  }

  /** Whoever asked hears nothing more. */
  void forgetCaller() {
    caller = null;
  }

  /** The connection is closed, or no longer ours. */
  void closed() {
    phase = Phase.CLOSED;
    deadline = 0;
  }

  // ---- the response

  /** Uses some of what is pending; false if that is not possible now. */
  boolean step() {
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
      connection.close();
    }
  }

  void batchEnd() {
    Caller c = caller;
    if (c != null) {
      c.batchEnd();
    }
  }

  void writable() {
    Caller c = caller;
    if (c != null) {
      c.writable();
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
              connection.close();
            }
          });
    }
  }

  /** The server has said its last word in a tunnel, if this is one. */
  void endTunnelInput() {
    ClientTunnel t = tunnel;
    if (t == null) {
      return;
    }
    Caller c = caller;
    boolean cut = t.hasInputEnded() && !t.hasOutputEnded() && !channel.isActive();
    Failure broke = connection.ending().ofTunnel(cut);
    if (broke != null) {
      fail(broke);
    } else if (c != null && !t.hasInputEnded()) {
      if (t.endInput()) {
        caller = null;
        connection.close();
      }
      c.done();
    }
  }

  // ---- ends

  private void fail(Code code, String detail) {
    fail(Failure.of(code, Side.UPSTREAM, detail));
  }

  private void fail(Failure failure) {
    Caller c = caller;
    caller = null;
    connection.close();
    if (c != null) {
      c.failed(failure, nothingCame);
    }
  }

  /** Everything that came was read, and no more comes. */
  void endInput() {
    Caller c = caller;
    if (phase == Phase.BODY && body.endsAtClose() && !connection.ending().isBroken() && c != null) {
      done(c);
    } else if (phase == Phase.BODY || phase == Phase.HEAD) {
      closedEarly();
    }
  }

  private void closedEarly() {
    ClientEnd ending = connection.ending();
    fail(phase == Phase.BODY ? ending.within() : ending.early(connection.exchanges(), nothingCame));
  }

  /** Only writing failed. Perhaps the server has answered already: that is still to be read. */
  boolean isOnlyOutputBroken() {
    boolean broken =
        channel.isActive()
            && channel instanceof DuplexChannel duplex
            && duplex.isOutputShutdown()
            && (phase == Phase.HEAD || phase == Phase.BODY);
    if (broken) {
      request.broken();
      keepAlive = false;
      waitForFirstByte();
    }
    return broken;
  }

  /** The connection broke. */
  void broke(Throwable cause) {
    if (phase == Phase.HEAD || phase == Phase.BODY || phase == Phase.TUNNEL) {
      if (!Breakage.isIt(cause)) {
        fail(Code.INTERNAL, "reading a response failed: " + cause);
      } else if (tunnel != null) {
        endTunnelInput();
      } else {
        closedEarly();
      }
    }
  }

  // ---- time

  void sweep(long now) {
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
    state.counters().deadlines++;
    switch (phase) {
      case HEAD -> fail(Code.UPSTREAM_FIRST_BYTE_TIMEOUT, "no response came in time");
      case BODY -> fail(Code.UPSTREAM_BODY_TIMEOUT, "no part of the body came in time");
      case TUNNEL -> fail(Code.UPSTREAM_TUNNEL_IDLE, "nothing went through the tunnel in time");
      case IDLE, CLOSED -> {}
    }
  }

  private long writeNanos() {
    return phase == Phase.TUNNEL ? limits.tunnelIdleNanos() : limits.bodyIdleNanos();
  }
}
