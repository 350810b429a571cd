package naru.http;

import io.netty.buffer.ByteBuf;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.http.h2.Connection;
import naru.http.h2.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The last sink of an exchange on a stream: writes the response as HEADERS and DATA, and holds back
 * who makes it while too much of it waits for the client. RFC 9113 section 8.1.
 */
final class Http2Response implements ResponseSink {
  private final Http2Exchange stream;
  private final Connection connection;
  private final LoopState state;
  private final HeldSource source = new HeldSource();

  private boolean headRequest;
  private boolean noBody;
  private boolean started;
  private boolean ended;
  private boolean tunnel;

  /** The client waits for a tunnel, whatever became of that wish on the way. */
  private boolean asksTunnel;

  private long left;
  private long bytes;
  private @Nullable Fields trailers;
  private boolean hasTrailers;

  Http2Response(Http2Exchange stream, Connection connection, LoopState state) {
    this.stream = stream;
    this.connection = connection;
    this.state = state;
  }

  void begin(RequestHead request) {
    headRequest = request.method() == Method.HEAD;
    noBody = false;
    started = false;
    ended = false;
    tunnel = false;
    asksTunnel = request.isUpgrade();
    hasTrailers = false;
    left = -1;
    bytes = 0;
  }

  long bytes() {
    return bytes;
  }

  boolean isStarted() {
    return started;
  }

  // ---- who makes it

  /** Names who makes the response. */
  void source(ResponseSource newSource) {
    source.name(newSource);
  }

  /** Nobody makes it yet, or any more. */
  void noSource() {
    source.none();
  }

  /** Who makes it hears that nobody wants it any more. */
  void cancelSource(Failure failure) {
    source.cancel(failure);
  }

  /** Too much waits: whoever makes it is told to wait. */
  private void pauseIfFull() {
    if (source.isRunning() && !connection.isWritable(stream)) {
      stream.flush(); // whoever is paused may not come to say so
      source.pause();
    }
  }

  /** What waited has gone out. */
  void writable() {
    source.resume();
  }

  // ---- its parts

  @Override
  public void interim(ResponseHead head) {
    if (started || ended) {
      return;
    }
    Fields f = head.fields();
    f.removeHopByHop();
    f.removeAll(Field.CONTENT_LENGTH);
    write(head.status(), f, false);
    stream.flush();
  }

  /** 100: the client may send the body. */
  void goOn() {
    if (!started && !ended && stream.isLive()) {
      ByteBuf out = connection.beginHeaders(stream);
      connection.encoder().status(out, 100);
      connection.endHeaders(stream, false);
      stream.flush();
    }
  }

  @Override
  public void head(ResponseHead head) {
    if (ended) {
      return; // it was answered or cut meanwhile, for instance at a deadline
    }
    if (started) {
      throw new IllegalStateException("a response has one head");
    }
    if (asksTunnel && head.status() / 100 == 2) {
      // To a client of extended CONNECT any 2xx says that its tunnel is there: RFC 8441 section 4.
      String detail = "status " + head.status() + " to a request that asks for a tunnel";
      fail(Failure.of(Code.UPSTREAM_UPGRADE, Side.UPSTREAM, detail));
      return;
    }
    started = true;
    Fields f = head.fields();
    f.removeHopByHop();
    tunnel = head.status() == 101;
    if (tunnel) {
      f.removeAll("Sec-WebSocket-Accept"); // of a hop with HTTP/1.1: RFC 8441 section 5
    } else {
      WhyFields.add(stream.exchange(), head);
    }
    frame(head, f);
    stream.trace().responded(head.status(), left, state.types().of(f));
    if (f.hasNone(Field.bit(Field.DATE))) {
      byte[] date = state.date();
      f.add(Field.DATE, date, 0, date.length);
    }
    write(tunnel ? 200 : head.status(), f, false);
  }

  private void frame(ResponseHead head, Fields f) {
    long length = head.contentLength();
    boolean without = Framing.hasNoBody(head.status()) && !tunnel;
    if (length < 0 || (without && head.status() != 304) || tunnel) {
      f.removeAll(Field.CONTENT_LENGTH);
    }
    noBody = headRequest || without;
    left = noBody || tunnel ? -1 : length;
  }

  private void write(int status, Fields f, boolean end) {
    if (!stream.isLive()) {
      return;
    }
    ByteBuf out = connection.beginHeaders(stream);
    connection.encoder().status(out, status);
    Http2Fields.write(f, 0, connection.encoder(), out);
    connection.endHeaders(stream, end);
  }

  @Override
  public void data(ByteBuf data) {
    int n = data.readableBytes();
    if (ended || noBody || n == 0) {
      data.release();
      return;
    }
    bytes += n;
    stream.watch().tunnelled();
    if (left >= 0) {
      left -= n;
      if (left < 0) {
        data.release();
        fail(Failure.of(Code.UPSTREAM_MALFORMED, Side.UPSTREAM, "the body exceeds its length"));
        return;
      }
    }
    connection.data(stream, data);
    pauseIfFull();
  }

  /** Fields after the body. */
  @Override
  public void trailers(Fields fields) {
    if (ended || !started || fields.live() == 0 || noBody) {
      return;
    }
    Fields kept = trailers;
    if (kept == null) {
      kept = new Fields(256);
      trailers = kept;
    }
    kept.copyFrom(fields);
    kept.removeHopByHop();
    hasTrailers = kept.live() > 0;
  }

  /** The time has come for the trailers. */
  void writeTrailers() {
    Fields kept = trailers;
    if (kept != null && stream.isLive()) {
      ByteBuf out = connection.beginHeaders(stream);
      Http2Fields.write(kept, 0, connection.encoder(), out);
      connection.endHeaders(stream, true);
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
    if (left > 0) {
      fail(
          Failure.of(
              Code.UPSTREAM_BODY_CUT, Side.UPSTREAM, left + " bytes of the body did not come"));
      return;
    }
    ended = true;
    if (hasTrailers) {
      connection.endWithTrailers(stream);
    } else {
      connection.end(stream);
    }
    stream.flush();
    stream.responseEnded();
  }

  @Override
  public void flush() {
    if (!ended) {
      stream.flush();
    }
  }

  @Override
  public void fail(Failure failure) {
    if (ended) {
      return;
    }
    if (started) {
      ended = true;
      stream.cut(failure, ErrorCode.INTERNAL_ERROR);
      return;
    }
    source.cancel(failure);
    if (started || ended) {
      return;
    }
    stream.trace().failed(failure);
    Problem.write(stream.exchange(), this, failure);
  }

  /** The stream is over: nothing more is written. */
  void dropped() {
    ended = true;
  }
}
