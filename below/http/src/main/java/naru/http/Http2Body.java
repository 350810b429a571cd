package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import naru.base.Failure;
import naru.http.h2.Connection;
import naru.http.h2.Parts;
import naru.http.h2.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request on a stream, on its way to whoever takes it. What is not wanted yet waits
 * here; it is bounded by the stream's window, which grows only as bytes are taken.
 */
final class Http2Body {
  private final Parts waiting = new Parts();
  private final Stream stream;
  private final Connection connection;
  private final ByteBufAllocator alloc;
  private @Nullable BodySink sink;
  private boolean ended;
  private boolean done;
  private boolean paused;
  private boolean awaitsContinue;
  private boolean dirty;
  private final Fields trailers = new Fields(256);
  private boolean hasTrailers;

  /** What comes is kept for a tunnel, which may or may not come to be. */
  private boolean tunnelAhead;

  private boolean tunnel;
  private long announced;
  private long received;
  private long bytes;

  Http2Body(Stream stream, Connection connection, ByteBufAllocator alloc) {
    this.stream = stream;
    this.connection = connection;
    this.alloc = alloc;
  }

  /** Begins a body with one of {@link Framing}'s values. */
  void begin(long framing) {
    sink = null;
    announced = framing;
    ended = framing == Framing.NONE;
    done = ended;
    paused = false;
    awaitsContinue = false;
    dirty = false;
    hasTrailers = false;
    tunnelAhead = false;
    tunnel = false;
    received = 0;
    bytes = 0;
  }

  /** There is no body, but what comes may become a tunnel's. RFC 8441. */
  void beginTunnel() {
    begin(Framing.NONE);
    announced = -1;
    ended = false;
    tunnelAhead = true;
  }

  /** From here on everything that comes is another protocol's. */
  void tunnel(BodySink newSink) {
    tunnelAhead = false;
    tunnel = true;
    done = false;
    paused = false;
    sink = newSink;
  }

  boolean isTunnel() {
    return tunnel;
  }

  void awaitContinue() {
    awaitsContinue = !ended;
  }

  boolean takeContinue() {
    boolean was = awaitsContinue;
    awaitsContinue = false;
    return was;
  }

  /** Whether nothing more of it is delivered. */
  boolean isDone() {
    return done;
  }

  /** Bytes delivered so far. */
  long bytes() {
    return bytes;
  }

  /** Bytes that came so far. */
  long received() {
    return received;
  }

  // ---- bytes in

  /** A part came; false if there are more bytes than were announced. */
  boolean add(ByteBuf data) {
    received += data.readableBytes();
    if ((done && !tunnelAhead) || !data.isReadable()) {
      data.release();
    } else if (sink != null && !paused && !done) {
      waiting.pass(data);
    } else {
      waiting.add(data, alloc);
    }
    return announced < 0 || received <= announced;
  }

  /** Fields after the body came. */
  void trailers(Fields fields) {
    trailers.copyFrom(fields);
    hasTrailers = true;
  }

  /** The last part came; false if there are fewer bytes than were announced. */
  boolean endOfInput() {
    ended = true;
    return announced < 0 || received == announced;
  }

  // ---- bytes out

  void take(BodySink newSink) {
    sink = newSink;
    if (done) {
      newSink.end();
    }
  }

  void pause() {
    paused = true;
  }

  /** True if it was paused. */
  boolean resume() {
    boolean was = paused;
    paused = false;
    return was;
  }

  /** Whether more bytes from the client are waited for. */
  boolean isWaiting() {
    return sink != null && !done && !paused && !tunnel && waiting.isEmpty();
  }

  /** Delivers what waits, as long as it may be delivered. */
  void deliver() {
    for (int n = deliverNext(); n > 0; n = deliverNext()) {
      giveBack(n);
    }
  }

  /** Delivers the next part; its bytes, 0 if none may be delivered now. */
  private int deliverNext() {
    BodySink s = sink;
    if (s == null || paused || done) {
      return 0;
    }
    ByteBuf next = waiting.take();
    if (next == null) {
      return 0;
    }
    int n = next.readableBytes();
    bytes += n;
    dirty = true;
    s.data(next);
    return n;
  }

  /** Gives the stream's window back what nobody needs to hold any more. RFC 9113 section 6.9. */
  private void giveBack(int n) {
    connection.consumed(stream, n);
  }

  /** Tells the end if everything was delivered. */
  void endIfDelivered() {
    BodySink s = sink;
    if (ended && !done && !paused && s != null && waiting.isEmpty()) {
      done = true;
      dirty = false;
      if (hasTrailers) {
        s.trailers(trailers);
      }
      s.end();
    }
  }

  /** There is no more for now. */
  void flush() {
    BodySink s = sink;
    if (dirty && s != null) {
      dirty = false;
      s.flush();
    }
  }

  /** This many bytes came that are not held, as nobody wants them. */
  void discard(int n) {
    if (stream.isLive() && n > 0) {
      giveBack(n);
    }
  }

  // ---- ends

  /** Broken, or the client has gone: the taker is told if it does not have the whole. */
  void abort(Failure failure) {
    BodySink s = done ? null : sink;
    done = true;
    tunnelAhead = false;
    sink = null;
    int dropped = waiting.drop();
    if (s != null) {
      s.abort(failure);
    }
    if (dropped > 0) {
      giveBack(dropped);
    }
  }
}
