package naru.http;

import io.netty.buffer.ByteBuf;
import naru.base.Failure;
import org.jspecify.annotations.Nullable;

/** The body of the request under way, on its way to whoever takes it. One per connection. */
final class RequestBody implements BodyDecoder.Out {
  /** A body nobody wanted is read to its end up to here, to keep the connection. */
  private static final int MAX_DISCARD = 64 * 1024;

  private final BodyDecoder decoder = new BodyDecoder();
  private final long maxBytes;
  private @Nullable BodySink sink;
  private boolean done;
  private boolean whole;
  private boolean paused;
  private boolean awaitsContinue;
  private boolean tunnel;
  private long bytes;

  RequestBody(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Begins a body with one of {@link Framing}'s values. */
  void begin(long framing) {
    decoder.begin(framing);
    sink = null;
    done = framing == Framing.NONE;
    whole = done;
    paused = false;
    awaitsContinue = false;
    tunnel = false;
    bytes = 0;
  }

  /** From here on everything that comes is another protocol's, until the client says no more. */
  void tunnel(BodySink newSink) {
    decoder.begin(Framing.UNTIL_CLOSE);
    tunnel = true;
    done = false;
    paused = false;
    sink = newSink;
  }

  boolean isTunnel() {
    return tunnel;
  }

  /** The client sends the body when it is told to. */
  void awaitContinue() {
    awaitsContinue = !done;
  }

  /** Whether the client is to be told to go on; once. */
  boolean takeContinue() {
    boolean was = awaitsContinue;
    awaitsContinue = false;
    return was;
  }

  /** Whether nothing more of it comes, or is wanted. */
  boolean isDone() {
    return done;
  }

  /** Whether all of it came. */
  boolean isWhole() {
    return whole;
  }

  /** Bytes so far. */
  long bytes() {
    return bytes;
  }

  boolean isTooLarge() {
    return bytes > maxBytes && !tunnel;
  }

  boolean isTaken() {
    return sink != null;
  }

  boolean isPaused() {
    return paused && sink != null;
  }

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

  // ---- delivering

  /** Whether bytes may be delivered now. */
  boolean isWanted() {
    return !done && sink != null && !paused;
  }

  BodyDecoder.Result decode(ByteBuf in) {
    return decoder.decode(in, this);
  }

  /** What was wrong. */
  String fault() {
    return decoder.fault();
  }

  @Override
  public void data(ByteBuf data) {
    bytes += data.readableBytes();
    BodySink s = sink;
    if (s != null && !isTooLarge()) {
      s.data(data);
    } else {
      data.release();
    }
  }

  void end() {
    done = true;
    whole = true;
    BodySink s = sink;
    if (s != null) {
      Fields trailers = decoder.trailers();
      if (trailers != null) {
        s.trailers(trailers);
      }
      s.end();
    }
  }

  /** There is no more for now. */
  void flush() {
    BodySink s = sink;
    if (s != null) {
      s.flush();
    }
  }

  // ---- ends

  /** Broken, or the client has gone: the taker is told if it does not have the whole. */
  void abort(Failure failure) {
    BodySink s = done ? null : sink;
    sink = null;
    done = true;
    if (s != null) {
      s.abort(failure);
    }
  }

  /** Whether what is missing is little enough to be read and dropped. */
  boolean isSmallRest() {
    long left = decoder.left();
    return done || (left >= 0 && left <= MAX_DISCARD && !awaitsContinue);
  }

  /** The response is whole before the body is: what still comes is dropped. */
  void discard(Failure why) {
    BodySink s = sink;
    boolean small = isSmallRest();
    sink = DISCARD;
    paused = false;
    done = !small;
    if (s != null) {
      s.abort(why);
    }
  }

  private static final BodySink DISCARD =
      new BodySink() {
        @Override
        public void data(ByteBuf data) {
          data.release();
        }

        @Override
        public void end() {}

        @Override
        public void abort(Failure failure) {}
      };
}
