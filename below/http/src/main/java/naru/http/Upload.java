package naru.http;

import io.netty.buffer.ByteBuf;
import naru.base.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The request's body on its way from an exchange to the try that is under way. Each side pauses the
 * other; what went to a try is kept for the next one as long as there can be one ({@link Replay}).
 * A relay uses one again and again.
 */
final class Upload implements BodySink {
  /** Who hears that the client broke its request. */
  interface Owner {
    void clientBroke(Failure failure);

    /** The client's last byte was passed on. */
    void clientEnded();
  }

  private final Exchange x;
  private final Owner owner;
  private final Replay replay;
  private @Nullable ClientStream stream;
  private @Nullable Fields trailers;
  private long length;
  private long bytes;
  private boolean asked;
  private boolean done;
  private boolean trailed;
  private boolean over;

  Upload(Exchange x, Owner owner) {
    this.x = x;
    this.owner = owner;
    this.replay = new Replay(x.alloc());
  }

  void begin() {
    length = x.bodyLength();
    replay.begin();
    stream = null;
    bytes = 0;
    asked = false;
    done = false;
    trailed = false;
    over = false;
  }

  /** The exchange has become a tunnel: what the client says from now on goes to the server. */
  void tunnel(ClientStream s) {
    stream = s;
    done = false;
    trailed = false;
    bytes = 0;
  }

  /** Whether the client's last byte came. */
  boolean isDone() {
    return done;
  }

  /** The announced length: 0 without a body, -1 if it is not known. */
  long length() {
    return length;
  }

  /** How much of the body came. */
  long bytes() {
    return bytes;
  }

  /** Whether another try could send the same body. */
  boolean isRepeatable() {
    return length == 0 || !asked || replay.isPossible();
  }

  /** A try has its head: the body follows, from its beginning. */
  void to(ClientStream next) {
    stream = next;
    if (length == 0) {
      done = true;
      return;
    }
    replay.sendTo(next);
    if (!asked) {
      asked = true;
      x.readBody(this);
    } else if (done) {
      finish(next);
    } else {
      next.flush();
      x.resumeBody();
    }
  }

  /** The try has failed; another may follow. */
  void noStream() {
    stream = null;
  }

  /** There will be no other try. */
  void settled() {
    replay.stop();
  }

  /** Nothing more is sent. */
  void over() {
    over = true;
    stream = null;
    replay.stop();
  }

  @Override
  public void data(ByteBuf data) {
    if (over) {
      data.release();
      return;
    }
    bytes += data.readableBytes();
    ClientStream s = stream;
    if (s == null) {
      // Between two tries.
      replay.hold(data);
      x.pauseBody();
      return;
    }
    replay.keep(data);
    s.data(data);
    if (!s.isWritable()) {
      s.flush();
      // Flushing may have made room at once: then no event would come to resume a pause.
      if (!s.isWritable()) {
        x.pauseBody();
      }
    }
  }

  @Override
  public void end() {
    done = true;
    ClientStream s = stream;
    if (s != null) {
      finish(s);
    }
    owner.clientEnded();
  }

  @Override
  public void trailers(Fields fields) {
    if (over) {
      return;
    }
    Fields t = trailers;
    if (t == null) {
      t = new Fields(256);
      trailers = t;
    }
    t.copyFrom(fields);
    trailed = true;
  }

  private void finish(ClientStream s) {
    Fields t = trailers;
    if (trailed && t != null) {
      s.trailers(t);
    }
    s.endBody();
  }

  @Override
  public void abort(Failure failure) {
    if (!over) {
      owner.clientBroke(failure);
    }
  }

  @Override
  public void flush() {
    ClientStream s = stream;
    if (s != null) {
      s.flush();
    }
  }

  /** The try takes more. */
  void writable() {
    if (!over && !done) {
      x.resumeBody();
    }
  }
}
