package naru.http;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Traceparent;
import org.jspecify.annotations.Nullable;

/**
 * Carries an exchange over a connection to a server and back: the one place where a request is
 * forwarded, for the gateway and the forward proxy alike.
 *
 * <p>Everything is written anew: hop-by-hop fields stay behind, framing is decided here, {@code
 * traceparent} names this stop as the parent. Both bodies stream, each side pausing the other. A
 * try that failed may be repeated, on another peer, while nothing of a response was passed on:
 * always if the request was certainly not processed, and for idempotent methods if no byte of a
 * response came; a body is kept for that ({@link Replay}).
 *
 * <p>An exchange uses one relay again and again.
 */
public final class Relay
    implements ResponseSource, BodySink, ClientConnection.Caller, PeerPool.Taker {
  private static final byte[] NO_PREFIX = new byte[0];

  /** Who steers the tries. All calls on the loop. */
  public interface Steering {
    /**
     * A try failed before anything was passed on.
     *
     * @param attempt counts from 1
     * @param mayRetry whether another try is permitted
     * @return where to try next; empty to give up, and the exchange fails with this failure
     */
    Optional<Peer> failed(Failure failure, int attempt, boolean mayRetry);

    /** The response's head came from this try's peer; called before it is passed on. */
    void answered(ResponseHead head);

    /** It is over; no other call follows. Empty if the response was whole. */
    void over(Optional<Failure> failure);
  }

  private final Exchange x;
  private final Replay replay = new Replay();
  private Steering steering;
  private byte[] targetPrefix;
  private Peer peer;
  private long bodyLength;
  private @Nullable PeerPool pool;
  private @Nullable ClientConnection connection;
  private int attempt;
  private boolean connecting;
  private boolean bodyAsked;
  private boolean bodyDone;
  private boolean passedOn;
  private boolean over;
  private long requestBytes;
  private long responseBytes;

  private Relay(Exchange x, Peer peer, byte[] targetPrefix, Steering steering) {
    this.x = x;
    this.peer = peer;
    this.targetPrefix = targetPrefix;
    this.steering = steering;
  }

  private static Relay of(Exchange x, Peer peer, byte[] targetPrefix, Steering steering) {
    Relay last = x.relay();
    if (last == null || !last.over || last.connecting) {
      Relay fresh = new Relay(x, peer, targetPrefix, steering);
      x.relay(fresh);
      return fresh;
    }
    last.peer = peer;
    last.targetPrefix = targetPrefix;
    last.steering = steering;
    return last;
  }

  private void begin() {
    bodyLength = x.bodyLength();
    replay.begin();
    attempt = 0;
    bodyAsked = false;
    bodyDone = false;
    passedOn = false;
    over = false;
    requestBytes = 0;
    responseBytes = 0;
  }

  /** Forwards the exchange to a peer, in origin-form. */
  public static void start(Exchange x, Peer peer, Steering steering) {
    start(x, peer, NO_PREFIX, steering);
  }

  /**
   * Forwards the exchange to another proxy.
   *
   * @param targetPrefix {@code http://host:port}, which makes the target an absolute-form
   */
  public static void start(Exchange x, Peer peer, byte[] targetPrefix, Steering steering) {
    Relay relay = of(x, peer, targetPrefix, steering);
    relay.begin();
    x.request().fields().removeHopByHop();
    x.source(relay);
    relay.attempt();
  }

  private void attempt() {
    attempt++;
    connecting = true;
    PeerPool p = pool;
    if (p == null || !p.peer().equals(peer) || p.isForgotten()) {
      p = x.loopState().pool(peer);
      pool = p;
    }
    p.take(this, x.span(), x.at());
  }

  // ---- the connection

  @Override
  public void connected(ClientConnection c, boolean reused) {
    connecting = false;
    if (over) {
      // The client has gone while the connection was made: it serves somebody else.
      give(c);
      return;
    }
    connection = c;
    writeHead(c);
    if (bodyLength == 0) {
      bodyDone = true;
      return;
    }
    replay.sendTo(c);
    if (!bodyAsked) {
      bodyAsked = true;
      x.readBody(this);
    } else if (bodyDone) {
      c.endBody();
    } else {
      c.flush();
      x.resumeBody();
    }
  }

  @Override
  public boolean isGone() {
    return over;
  }

  private void give(ClientConnection c) {
    PeerPool p = pool;
    if (p != null) {
      p.giveBack(c);
    }
  }

  private void writeHead(ClientConnection c) {
    RequestHead request = x.request();
    Fields f = request.fields();
    f.removeAll(Field.TRACEPARENT);
    int at = f.addBlank(Field.TRACEPARENT, Traceparent.LENGTH);
    Traceparent.write(x.span(), f.bytes(), at);
    request.tell(x.span(), x.at(), Party.ORIGIN, peer.tls() == null ? "http" : "https", "HTTP/1.1");
    c.send(request, bodyLength, targetPrefix, this);
  }

  @Override
  public void notConnected(Failure failure) {
    connecting = false;
    if (!over) {
      tryFailed(failure, true);
    }
  }

  // ---- the request's body

  @Override
  public void data(ByteBuf data) {
    if (over) {
      data.release();
      return;
    }
    requestBytes += data.readableBytes();
    ClientConnection c = connection;
    if (c == null) {
      // Between two tries.
      replay.hold(data);
      x.pauseBody();
      return;
    }
    replay.keep(data);
    c.data(data);
    if (!c.isWritable()) {
      c.flush();
      // Flushing may have made room at once: then no event would come to resume a pause.
      if (!c.isWritable()) {
        x.pauseBody();
      }
    }
  }

  @Override
  public void end() {
    bodyDone = true;
    ClientConnection c = connection;
    if (c != null) {
      c.endBody();
    }
  }

  @Override
  public void abort(Failure failure) {
    if (!over) {
      finish(Optional.of(failure));
      dropConnection();
    }
  }

  @Override
  public void flush() {
    ClientConnection c = connection;
    if (c != null) {
      c.flush();
    }
  }

  @Override
  public void writable() {
    if (!over && !bodyDone) {
      x.resumeBody();
    }
  }

  // ---- the response

  @Override
  public void interim(ResponseHead head) {
    x.out().interim(head);
  }

  @Override
  public void head(ResponseHead head) {
    passedOn = true;
    replay.stop();
    x.span()
        .response(
            Party.ORIGIN,
            x.at(),
            head.status(),
            head.contentLength(),
            x.loopState().types().of(head.fields()));
    head.fields().removeHopByHop();
    steering.answered(head);
    x.out().head(head);
    if (!x.isWritable()) {
      pause();
    }
  }

  @Override
  public void body(ByteBuf data) {
    if (over) {
      data.release();
      return;
    }
    responseBytes += data.readableBytes();
    x.out().data(data);
  }

  @Override
  public void done() {
    if (over) {
      return;
    }
    ClientConnection c = connection;
    connection = null;
    x.span().finished(Party.ORIGIN, x.at(), requestBytes, responseBytes);
    if (c != null) {
      c.tellSegments(x.span(), x.at(), Party.ORIGIN);
    }
    finish(Optional.empty());
    if (c != null) {
      give(c);
    }
    x.out().end();
  }

  @Override
  public void batchEnd() {
    if (!over && passedOn) {
      x.out().flush();
    }
  }

  @Override
  public void failed(Failure failure, boolean nothingCame) {
    connection = null;
    if (over) {
      return;
    }
    x.span().add(Party.ORIGIN, x.at(), Provenance.WIRE, new HttpEvent.Failed(failure));
    if (passedOn) {
      finish(Optional.of(failure));
      x.out().fail(failure);
    } else {
      tryFailed(failure, nothingCame);
    }
  }

  private void tryFailed(Failure failure, boolean nothingCame) {
    boolean closed =
        failure.code() == Code.UPSTREAM_CLOSED_EARLY || failure.code() == Code.UPSTREAM_RESET;
    boolean unprocessed = failure.retry() || (nothingCame && closed && isIdempotent());
    boolean bodyAgain = bodyLength == 0 || !bodyAsked || replay.isPossible();
    Optional<Peer> next = steering.failed(failure, attempt, unprocessed && bodyAgain);
    if (over) {
      return;
    }
    if (next.isPresent() && unprocessed && bodyAgain) {
      peer = next.get();
      attempt();
    } else {
      finish(Optional.of(failure));
      x.out().fail(failure);
    }
  }

  // ---- ends

  @Override
  public void pause() {
    ClientConnection c = connection;
    if (c != null) {
      c.pause();
    }
  }

  @Override
  public void resume() {
    ClientConnection c = connection;
    if (c != null) {
      c.resume();
    }
  }

  @Override
  public void cancel(Failure why) {
    if (!over) {
      finish(Optional.of(why));
      dropConnection();
    }
  }

  private boolean isIdempotent() {
    return x.request().method().isIdempotent();
  }

  private void finish(Optional<Failure> failure) {
    over = true;
    replay.stop();
    PeerPool p = pool;
    if (connecting && p != null) {
      p.forget(this);
    }
    steering.over(failure);
  }

  private void dropConnection() {
    ClientConnection c = connection;
    connection = null;
    if (c != null) {
      c.abandon();
    }
  }
}
