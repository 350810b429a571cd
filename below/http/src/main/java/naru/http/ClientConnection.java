package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.Party;
import naru.trace.Span;
import naru.transport.Addresses;
import naru.transport.TcpFacts;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server: one request at a time, as strict with what comes back as the server
 * side is with what comes in. Confined to its event loop.
 */
public final class ClientConnection extends ChannelInboundHandlerAdapter
    implements ClientStream, Sweep.Swept {
  private static final int MAX_HEAD = 64 * 1024;
  private static final int MAX_INTERIM = 16;
  private static final byte[] CLOSE = Ascii.lower("close");
  private static final byte[] KEEP_ALIVE = Ascii.lower("keep-alive");

  private enum Phase {
    IDLE,
    HEAD,
    BODY,
    CLOSED
  }

  private final LoopState state;
  private final Channel channel;
  private final Peer.Limits limits;
  private final String localText;
  private final RequestWriter request;
  private final ResponseHead head = new ResponseHead();
  private final BodyDecoder body = new BodyDecoder();
  private final BodyDecoder.Out bodyOut = this::tellBody;
  private final Pending pending;
  private final WriteWatch writes = new WriteWatch();
  private @Nullable Caller caller;
  private Runnable whenClosed = () -> {};
  private Phase phase = Phase.IDLE;
  private Method method = Method.GET;
  private long deadline;
  private int exchanges;
  private int interims;
  private boolean nothingCame;
  private boolean keepAlive = true;
  private boolean paused;
  private boolean processing;
  private boolean reset;
  private boolean detached;

  /** The server has closed; what came before may still wait to be read. */
  private boolean inputEnded;

  private ClientConnection(LoopState state, Channel channel, Peer.Limits limits) {
    this.state = state;
    this.channel = channel;
    this.limits = limits;
    this.localText = Addresses.text(Addresses.local(channel));
    this.request = new RequestWriter(state, channel);
    this.pending = new Pending(state.alloc());
  }

  /** Speaks HTTP/1.1 on an open channel, which begins to be read. */
  public static ClientConnection on(LoopState state, Channel channel, Peer.Limits limits) {
    ClientConnection connection = new ClientConnection(state, channel, limits);
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
    method = newRequest.method();
    exchanges++;
    interims = 0;
    nothingCame = true;
    keepAlive = false;
    reset = false;
    deadline = bodyLength == 0 ? state.now() + limits.firstByteNanos() : 0;
    request.head(newRequest, bodyLength, targetPrefix);
  }

  @Override
  public void data(ByteBuf data) {
    if (phase == Phase.CLOSED) {
      data.release();
    } else {
      request.data(data);
    }
  }

  @Override
  public void trailers(Fields trailers) {
    if (phase != Phase.CLOSED) {
      request.trailers(trailers);
    }
  }

  @Override
  public void endBody() {
    if (request.isDone() || phase == Phase.CLOSED) {
      return;
    }
    request.end();
    waitForFirstByte();
  }

  private void waitForFirstByte() {
    if (phase == Phase.HEAD) {
      deadline = state.now() + limits.firstByteNanos();
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
    channel.config().setAutoRead(false);
  }

  @Override
  public void resume() {
    if (!paused) {
      return;
    }
    paused = false;
    deadline = phase == Phase.BODY ? state.now() + limits.bodyIdleNanos() : deadline;
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

  /** Whether another request may be sent. */
  public boolean isReusable() {
    return phase == Phase.IDLE && keepAlive && channel.isActive() && !paused;
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
      close();
      return;
    }
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
      case IDLE, CLOSED -> false;
    };
  }

  private boolean head(ByteBuf in, Caller c) {
    nothingCame = false;
    int end = HeadParser.end(in, in.readerIndex());
    int length = end < 0 ? in.readableBytes() : end - in.readerIndex();
    if (length > MAX_HEAD) {
      return fail(Code.UPSTREAM_MALFORMED, "the response head is larger than " + MAX_HEAD);
    }
    if (end < 0) {
      boolean http = in.getByte(in.readerIndex()) == 'H';
      return !http && fail(Code.UPSTREAM_MALFORMED, "the response is not HTTP/1.1");
    }
    Optional<HeadParser.Fault> fault = HeadParser.parseResponse(in, length, head);
    if (fault.isPresent()) {
      return fail(fault.get().code(), fault.get().detail());
    }
    return (head.status < 200 && head.status != 101) ? interim(c) : finalHead(c);
  }

  private boolean interim(Caller c) {
    if (++interims > MAX_INTERIM) {
      return fail(Code.UPSTREAM_MALFORMED, "more than " + MAX_INTERIM + " interim responses");
    }
    if (head.status != 100) {
      c.interim(head);
    }
    return true;
  }

  private boolean finalHead(Caller c) {
    long framing = Framing.of(head, method);
    if (framing == Framing.INVALID) {
      return fail(Code.UPSTREAM_MALFORMED, "the response's framing is ambiguous");
    }
    Fields f = head.fields();
    boolean close = f.listHas(Field.CONNECTION, CLOSE);
    keepAlive =
        framing != Framing.UNTIL_CLOSE
            && !close
            && (!head.http10 || f.listHas(Field.CONNECTION, KEEP_ALIVE));
    if (framing == Framing.CHUNKED) {
      f.removeAll(Field.TRANSFER_ENCODING);
    }
    body.begin(framing);
    phase = Phase.BODY;
    deadline = state.now() + limits.bodyIdleNanos();
    c.head(head);
    if (body.isEmpty() && phase == Phase.BODY) {
      done(c);
    }
    return true;
  }

  private boolean body(ByteBuf in, Caller c) {
    deadline = state.now() + limits.bodyIdleNanos();
    BodyDecoder.Result result = body.decode(in, bodyOut);
    if (phase != Phase.BODY) {
      return true;
    }
    switch (result) {
      case MORE -> {
        return false;
      }
      case DONE -> done(c);
      case MALFORMED -> fail(Code.UPSTREAM_MALFORMED, body.fault());
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
    keepAlive &= request.isDone() && pending.isEmpty();
    c.done();
    if (!keepAlive && phase == Phase.IDLE) {
      close();
    }
  }

  private boolean fail(Code code, String detail) {
    Failure failure = Failure.of(code, Side.UPSTREAM, detail);
    Caller c = caller;
    caller = null;
    close();
    if (c != null) {
      c.failed(failure, nothingCame);
    }
    return false;
  }

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
    boolean waits = phase == Phase.BODY && paused && caller != null && !reset;
    if (!waits) {
      inputEnd();
    }
    whenClosed.run();
  }

  /** Everything that came was read, and no more comes. */
  private void inputEnd() {
    Caller c = caller;
    if (phase == Phase.BODY && body.endsAtClose() && !reset && c != null) {
      done(c);
    } else if (phase == Phase.HEAD || phase == Phase.BODY) {
      closedEarly();
    }
    phase = Phase.CLOSED;
    close();
  }

  private void closedEarly() {
    if (phase == Phase.BODY) {
      fail(Code.UPSTREAM_BODY_CUT, "the server closed in the middle of the body");
    } else if (reset) {
      fail(Code.UPSTREAM_RESET, "the server reset the connection before a response");
    } else {
      fail(Code.UPSTREAM_CLOSED_EARLY, "the server closed before a response");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof java.io.IOException && isOutputBroken()) {
      // Only writing failed. Perhaps it has answered already: that is still to be read.
      request.broken();
      keepAlive = false;
      waitForFirstByte();
      return;
    }
    reset = true;
    if (phase == Phase.HEAD || phase == Phase.BODY) {
      if (cause instanceof java.io.IOException) {
        closedEarly();
      } else {
        fail(Code.INTERNAL, "reading a response failed: " + cause);
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
    if (phase != Phase.CLOSED && writes.isStalled(channel, now, limits.bodyIdleNanos())) {
      state.counters().deadlines++;
      fail(Code.UPSTREAM_BODY_TIMEOUT, "the server took nothing of the request in time");
      return;
    }
    if (deadline == 0 || now - deadline <= 0) {
      return;
    }
    deadline = 0;
    state.counters().deadlines++;
    switch (phase) {
      case HEAD -> fail(Code.UPSTREAM_FIRST_BYTE_TIMEOUT, "no response came in time");
      case BODY -> fail(Code.UPSTREAM_BODY_TIMEOUT, "no part of the body came in time");
      case IDLE -> close();
      case CLOSED -> {}
    }
  }

  /** Closes itself when it is not used again in time. */
  void idle() {
    deadline = state.now() + limits.idleNanos();
  }

  @Override
  public boolean isEnded() {
    return phase == Phase.CLOSED;
  }
}
