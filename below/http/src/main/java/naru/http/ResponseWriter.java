package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import org.jspecify.annotations.Nullable;

/**
 * The last sink of an exchange: writes the response to the client's connection, framed so that its
 * end can be seen: by length, in chunks, or for HTTP/1.0 by closing. RFC 9112 section 6.
 */
final class ResponseWriter implements ResponseSink {
  /** A part up to this size is copied behind the head instead of being written on its own. */
  private static final int COPIED = 2048;

  private static final byte[] CHUNKED = "chunked".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CLOSE = "close".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] KEEP_ALIVE = "keep-alive".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private enum Body {
    NONE,
    LENGTH,
    CHUNKED,
    UNTIL_CLOSE,
    /** Another protocol's bytes, after 101. */
    TUNNEL
  }

  private final ServerExchange underWay;
  private final Channel channel;
  private final LoopState state;

  private boolean keepAlive;
  private boolean headRequest;
  private boolean http10;
  private boolean started;
  private boolean ended;
  private Body body = Body.NONE;
  private long left;
  private long bytes;

  private boolean takesTrailers;

  /** The trailer section with its empty line, until the last chunk is written. */
  private @Nullable ByteBuf trailers;

  /** The head, while it waits for a small body to go with it. */
  private @Nullable ByteBuf held;

  /** Whether the head is among {@link HeldHeads}. */
  private boolean waiting;

  ResponseWriter(ServerExchange underWay, Channel channel, LoopState state) {
    this.underWay = underWay;
    this.channel = channel;
    this.state = state;
  }

  /** Begins the response to a request. */
  void begin(RequestHead request, boolean wantsKeepAlive) {
    keepAlive = wantsKeepAlive;
    headRequest = request.method() == Method.HEAD;
    http10 = request.http10();
    takesTrailers = request.acceptsTrailers();
    started = false;
    ended = false;
    body = Body.NONE;
    bytes = 0;
  }

  boolean keepsAlive() {
    return keepAlive;
  }

  /** The connection closes after this response. */
  void noMoreRequests() {
    keepAlive = false;
  }

  /** Whether its head is written. */
  boolean isStarted() {
    return started;
  }

  /** Bytes of the body so far. */
  long bytes() {
    return bytes;
  }

  @Override
  public void interim(ResponseHead head) {
    if (started || ended || http10) {
      return;
    }
    head.fields().removeHopByHop();
    head.fields().removeAll(Field.CONTENT_LENGTH);
    ByteBuf out = state.alloc().directBuffer(256);
    head.writeTo(out);
    channel.write(out, channel.voidPromise());
    underWay.connection().flush();
  }

  @Override
  public void head(ResponseHead head) {
    if (ended) {
      return; // it was answered or cut meanwhile, for instance at a deadline
    }
    if (started) {
      throw new IllegalStateException("a response has one head");
    }
    started = true;
    Fields f = head.fields();
    if (head.status() == 101) {
      switching(head, f);
      return;
    }
    dropHopByHop(head, f);
    WhyFields.add(underWay.connection().exchange(), head);
    frame(head, f);
    underWay
        .connection()
        .trace()
        .responded(head.status(), body == Body.LENGTH ? left : -1, state.types().of(f));
    if (!underWay.body().isTaken() && !underWay.body().isSmallRest()) {
      keepAlive = false;
    }
    if (f.hasNone(Field.bit(Field.DATE))) {
      byte[] date = state.date();
      f.add(Field.DATE, date, 0, date.length);
    }
    if (!keepAlive) {
      f.add(Field.CONNECTION, CLOSE, 0, CLOSE.length);
    } else if (http10) {
      f.add(Field.CONNECTION, KEEP_ALIVE, 0, KEEP_ALIVE.length);
    }
    ByteBuf out =
        state.head(f.weight() + (body == Body.LENGTH ? (int) Math.min(left, COPIED) : COPIED));
    head.writeTo(out);
    held = out;
  }

  /** A challenge of our own is for this hop; another proxy's never comes here (Relay). */
  private static void dropHopByHop(ResponseHead head, Fields f) {
    String challenge = head.status() == 407 ? f.text(Field.PROXY_AUTHENTICATE).orElse("") : "";
    f.removeHopByHop();
    if (!challenge.isEmpty()) {
      f.add(Field.PROXY_AUTHENTICATE, challenge);
    }
  }

  private void switching(ResponseHead head, Fields f) {
    f.removeHopByHop();
    underWay.upgrade().answer(underWay.connection().exchange().request(), f);
    keepAlive = false;
    body = Body.TUNNEL;
    underWay.connection().trace().responded(head.status(), -1, "");
    ByteBuf out = state.alloc().directBuffer(512);
    head.writeTo(out);
    channel.write(out, channel.voidPromise());
    underWay.connection().flush();
  }

  private void frame(ResponseHead head, Fields f) {
    long length = head.contentLength();
    boolean noBody = Framing.hasNoBody(head.status());
    if (length < 0 || (noBody && head.status() != 304)) {
      f.removeAll(Field.CONTENT_LENGTH);
    }
    if (headRequest || noBody) {
      body = Body.NONE;
    } else if (length >= 0) {
      body = Body.LENGTH;
      left = length;
    } else if (http10) {
      body = Body.UNTIL_CLOSE;
      keepAlive = false;
    } else {
      body = Body.CHUNKED;
      f.add(Field.TRANSFER_ENCODING, CHUNKED, 0, CHUNKED.length);
    }
  }

  @Override
  public void data(ByteBuf data) {
    int n = data.readableBytes();
    if (ended || body == Body.NONE || n == 0) {
      data.release();
      return;
    }
    bytes += n;
    switch (body) {
      case LENGTH -> {
        left -= n;
        if (left < 0) {
          data.release();
          fail(Failure.of(Code.UPSTREAM_MALFORMED, Side.UPSTREAM, "the body exceeds its length"));
          return;
        }
        write(data);
      }
      case CHUNKED -> chunk(data, n);
      case UNTIL_CLOSE -> write(data);
      case TUNNEL -> {
        write(data);
        underWay.tunnelled();
      }
      case NONE -> throw new AssertionError();
    }
  }

  private void chunk(ByteBuf data, int n) {
    ByteBuf size = held;
    held = null;
    if (size == null) {
      size = state.alloc().directBuffer(n <= COPIED ? n + 16 : 16);
    }
    Ascii.writeHex(size, n);
    size.writeBytes(Ascii.CRLF);
    if (n <= COPIED) {
      size.writeBytes(data).writeBytes(Ascii.CRLF);
      data.release();
      channel.write(size, channel.voidPromise());
      return;
    }
    channel.write(size, channel.voidPromise());
    channel.write(data, channel.voidPromise());
    channel.write(Constant.CRLF.duplicate(), channel.voidPromise());
  }

  private void write(ByteBuf data) {
    ByteBuf head = held;
    if (head != null && data.readableBytes() <= COPIED) {
      head.writeBytes(data);
      data.release();
      return;
    }
    writeHeld();
    channel.write(data, channel.voidPromise());
  }

  private void writeHeld() {
    ByteBuf head = held;
    if (head != null) {
      held = null;
      channel.write(head, channel.voidPromise());
    }
  }

  @Override
  public void end() {
    if (ended) {
      return;
    }
    if (!started) {
      throw new IllegalStateException("a response begins with its head");
    }
    if (body == Body.LENGTH && left > 0) {
      fail(
          Failure.of(
              Code.UPSTREAM_BODY_CUT, Side.UPSTREAM, left + " bytes of the body did not come"));
      return;
    }
    ended = true;
    if (body == Body.CHUNKED) {
      lastChunk();
    }
    writeHeld();
    underWay.connection().flush();
    underWay.responseEnded();
  }

  /** Only clients that take them get trailer fields, and only bodies in chunks can have them. */
  @Override
  public void trailers(Fields fields) {
    if (!ended && body == Body.CHUNKED && takesTrailers && trailers == null) {
      ByteBuf out = state.alloc().directBuffer(256);
      fields.writeTo(out);
      trailers = out;
    }
  }

  private void lastChunk() {
    ByteBuf out = held;
    if (out == null) {
      out = state.alloc().directBuffer(LAST_CHUNK.length);
    }
    ByteBuf t = trailers;
    if (t == null) {
      out.writeBytes(LAST_CHUNK);
    } else {
      trailers = null;
      out.writeBytes(LAST_CHUNK, 0, 3).writeBytes(t);
      t.release();
    }
    held = out;
  }

  @Override
  public void flush() {
    boolean waits = held != null && bytes == 0 && waiting;
    if (ended || waits) {
      return;
    }
    waiting = held != null && bytes == 0 && state.heldHeads().hold(this);
    if (!waiting) {
      writeHeld();
      underWay.connection().flush();
    }
  }

  /** The head has waited for its body: it goes out as it is. */
  void release() {
    waiting = false;
    if (held != null) {
      writeHeld();
      underWay.connection().flush();
    }
  }

  @Override
  public void fail(Failure failure) {
    if (ended) {
      return;
    }
    if (started) {
      ended = true;
      writeHeld();
      underWay.connection().cut(failure);
      return;
    }
    underWay.cancelSource(failure);
    if (started || ended) {
      return;
    }
    underWay.connection().trace().failed(failure);
    if (failure.side() == Side.CLIENT && !underWay.body().isDone()) {
      keepAlive = false;
    }
    Problem.write(underWay.connection().exchange(), this, failure);
  }

  /** The connection has gone: what was held is dropped, and nothing more is written. */
  void dropped() {
    ended = true;
    held = released(held);
    trailers = released(trailers);
  }

  private static @Nullable ByteBuf released(@Nullable ByteBuf buffer) {
    if (buffer != null) {
      buffer.release();
    }
    return null;
  }
}
