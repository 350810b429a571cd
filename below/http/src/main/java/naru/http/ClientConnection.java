package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server: one request at a time, as strict with what comes back as the server
 * side is with what comes in. Confined to its event loop.
 */
public final class ClientConnection extends ChannelInboundHandlerAdapter implements Sweep.Swept {
  private static final int MAX_HEAD = 64 * 1024;
  private static final int MAX_INTERIM = 16;
  private static final byte[] CLOSE = Ascii.lower("close");
  private static final byte[] KEEP_ALIVE = Ascii.lower("keep-alive");
  private static final byte[] CHUNKED = "chunked".getBytes(StandardCharsets.US_ASCII);

  /** Who made the request. */
  public interface Caller {
    /** A 1xx head. */
    void interim(ResponseHead head);

    /** The final head; valid during the call. */
    void head(ResponseHead head);

    /** A part of the body; the buffer is the caller's. */
    void body(ByteBuf data);

    /** The response is whole. The connection may be given back or closed. */
    void done();

    /**
     * There will be no whole response; the connection is closed.
     *
     * @param nothingCame whether not one byte of a response was seen
     */
    void failed(Failure failure, boolean nothingCame);

    /** More of the request's body may be written. */
    void writable();

    /** No more bytes for now. */
    void batchEnd();
  }

  private enum Phase {
    IDLE,
    HEAD,
    BODY,
    CLOSED
  }

  private final LoopState state;
  private final Channel channel;
  private final Peer.Limits limits;
  private final ResponseHead head = new ResponseHead();
  private final BodyDecoder body = new BodyDecoder();
  private @Nullable ByteBuf pending;
  private @Nullable Caller caller;
  private Runnable whenClosed = () -> {};
  private Phase phase = Phase.IDLE;
  private Method method = Method.GET;
  private long deadline;
  private int exchanges;
  private int interims;
  private boolean nothingCame;
  private boolean requestDone;
  private boolean keepAlive = true;
  private boolean chunkedRequest;
  private boolean paused;
  private boolean processing;
  private boolean reset;

  private ClientConnection(LoopState state, Channel channel, Peer.Limits limits) {
    this.state = state;
    this.channel = channel;
    this.limits = limits;
  }

  /** Speaks HTTP/1.1 on an open channel, which begins to be read. */
  public static ClientConnection on(LoopState state, Channel channel, Peer.Limits limits) {
    ClientConnection connection = new ClientConnection(state, channel, limits);
    channel.pipeline().addLast("http", connection);
    state.sweep().add(connection);
    channel.config().setAutoRead(true);
    return connection;
  }

  /** Told once when the connection has closed. */
  void whenClosed(Runnable action) {
    whenClosed = action;
  }

  // ---- a request

  /**
   * Sends a request head. Hop-by-hop fields must be gone; the framing of the body is written here.
   *
   * @param bodyLength 0 without a body, -1 for chunks
   * @param targetPrefix written before the path, to make an absolute-form; usually empty
   */
  public void send(RequestHead request, long bodyLength, byte[] targetPrefix, Caller newCaller) {
    if (phase != Phase.IDLE || !channel.isActive()) {
      throw new IllegalStateException("the connection is not free: " + phase);
    }
    caller = newCaller;
    phase = Phase.HEAD;
    method = request.method();
    exchanges++;
    interims = 0;
    nothingCame = true;
    requestDone = bodyLength == 0;
    chunkedRequest = bodyLength < 0;
    keepAlive = false;
    reset = false;
    paused = false;
    Fields f = request.fields();
    f.removeAll(Field.TRANSFER_ENCODING);
    if (chunkedRequest) {
      f.add(Field.TRANSFER_ENCODING, CHUNKED, 0, CHUNKED.length);
    }
    ByteBuf out = state.alloc().directBuffer(512);
    request.writeTo(out, targetPrefix);
    if (requestDone) {
      deadline = state.now() + limits.firstByteNanos();
      channel.writeAndFlush(out, channel.voidPromise());
    } else {
      channel.write(out, channel.voidPromise());
    }
  }

  /** A part of the request's body. */
  public void data(ByteBuf data) {
    int n = data.readableBytes();
    if (n == 0 || requestDone || phase == Phase.CLOSED) {
      data.release();
      return;
    }
    if (chunkedRequest) {
      ByteBuf size = state.alloc().directBuffer(16);
      Ascii.writeHex(size, n);
      size.writeBytes(Ascii.CRLF);
      channel.write(size, channel.voidPromise());
      channel.write(data, channel.voidPromise());
      channel.write(Constant.CRLF.duplicate(), channel.voidPromise());
    } else {
      channel.write(data, channel.voidPromise());
    }
  }

  /** The request's body is whole. */
  public void endBody() {
    if (requestDone || phase == Phase.CLOSED) {
      return;
    }
    requestDone = true;
    if (phase == Phase.HEAD) {
      deadline = state.now() + limits.firstByteNanos();
    }
    if (chunkedRequest) {
      channel.write(Constant.LAST_CHUNK.duplicate(), channel.voidPromise());
    }
    channel.flush();
  }

  public void flush() {
    channel.flush();
  }

  /** Whether more of a body may be written without piling up. */
  public boolean isWritable() {
    return channel.isWritable();
  }

  /** Read no more of the response for now. */
  public void pause() {
    paused = true;
    deadline = 0;
    channel.config().setAutoRead(false);
  }

  /** Go on reading. */
  public void resume() {
    if (paused) {
      paused = false;
      deadline = phase == Phase.BODY ? state.now() + limits.bodyIdleNanos() : deadline;
      channel.config().setAutoRead(true);
      process();
      Caller c = caller;
      if (c != null) {
        c.batchEnd();
      }
    }
  }

  /** Lets go of the response: nothing more is told, and the connection closes. */
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
  }

  /**
   * Ends HTTP on this connection, for a tunnel whose CONNECT was answered: the channel is handed
   * over with autoRead off and this handler is gone. To be called from {@link Caller#done}.
   */
  public Channel detach() {
    channel.config().setAutoRead(false);
    caller = null;
    phase = Phase.CLOSED;
    deadline = 0;
    channel.pipeline().remove(this);
    return channel;
  }

  /** Whether another request may be sent. */
  public boolean isReusable() {
    return phase == Phase.IDLE && keepAlive && channel.isActive() && !paused;
  }

  /** Requests sent so far. */
  public int exchanges() {
    return exchanges;
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
    ByteBuf before = pending;
    if (before == null) {
      pending = in;
    } else {
      pending = state.alloc().directBuffer(before.readableBytes() + in.readableBytes());
      pending.writeBytes(before).writeBytes(in);
      before.release();
      in.release();
    }
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
    ByteBuf in = pending;
    if (in != null && (!in.isReadable() || phase == Phase.CLOSED)) {
      pending = null;
      in.release();
    }
  }

  private boolean step() {
    ByteBuf in = pending;
    Caller c = caller;
    if (in == null || c == null) {
      return false;
    }
    return switch (phase) {
      case HEAD -> in.isReadable() && head(in, c);
      case BODY -> !paused && in.isReadable() && body(in, c);
      case IDLE -> surplus(in);
      case CLOSED -> false;
    };
  }

  private boolean surplus(ByteBuf in) {
    if (in.isReadable()) {
      close();
    }
    return false;
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
    return head.status < 200 && head.status != 101 ? interim(c) : finalHead(c);
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
    BodyDecoder.Result result = body.decode(in, c::body);
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

  private void done(Caller c) {
    phase = Phase.IDLE;
    deadline = 0;
    caller = null;
    ByteBuf in = pending;
    boolean surplus = in != null && in.isReadable();
    keepAlive &= requestDone && !surplus;
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
    Caller c = caller;
    if (phase == Phase.BODY && body.endsAtClose() && !reset && c != null) {
      done(c);
    } else if (phase == Phase.HEAD || phase == Phase.BODY) {
      closedEarly();
    }
    phase = Phase.CLOSED;
    ByteBuf in = pending;
    pending = null;
    if (in != null) {
      in.release();
    }
    whenClosed.run();
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
    reset = true;
    if (cause instanceof java.io.IOException && (phase == Phase.HEAD || phase == Phase.BODY)) {
      closedEarly();
    } else if (phase == Phase.HEAD || phase == Phase.BODY) {
      fail(Code.INTERNAL, "reading a response failed: " + cause);
    }
    close();
  }

  @Override
  public void sweep(long now) {
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
