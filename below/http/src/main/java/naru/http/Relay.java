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
public final class Relay implements ResponseSource, Caller, PeerPool.Taker, Upload.Owner {
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
  private final Upload upload;
  private Steering steering;
  private byte[] targetPrefix;
  private Peer peer;
  private @Nullable PeerPool pool;
  private @Nullable ClientStream stream;
  private int attempt;
  private boolean connecting;
  private boolean passedOn;
  private boolean over;
  private long responseBytes;

  private Relay(Exchange x, Peer peer, byte[] targetPrefix, Steering steering) {
    this.x = x;
    this.upload = new Upload(x, this);
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
    upload.begin();
    attempt = 0;
    passedOn = false;
    over = false;
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

  /**
   * Ends the try under way as if its peer had failed so, before anything was seen of a response or
   * in the middle of it. Does nothing if there is none.
   */
  public static void failTry(Exchange x, Failure failure) {
    Relay relay = x.relay();
    if (relay != null && !relay.over) {
      relay.failTry(failure);
    }
  }

  private void failTry(Failure failure) {
    if (connecting) {
      // Its end will still be told, to this relay: it cannot serve another try.
      finish(Optional.of(failure));
      x.out().fail(failure);
      return;
    }
    dropStream();
    failed(failure, false);
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
  public void connected(ClientStream c, boolean reused) {
    connecting = false;
    if (over) {
      // The client has gone while the connection was made: it serves somebody else.
      give(c);
      return;
    }
    stream = c;
    writeHead(c);
    upload.to(c);
  }

  @Override
  public boolean isGone() {
    return over;
  }

  private void give(ClientStream c) {
    PeerPool p = pool;
    if (p != null) {
      p.giveBack(c);
    }
  }

  private void writeHead(ClientStream c) {
    RequestHead request = x.request();
    Fields f = request.fields();
    f.removeAll(Field.TRACEPARENT);
    int at = f.addBlank(Field.TRACEPARENT, Traceparent.LENGTH);
    Traceparent.write(x.span(), f.bytes(), at);
    String scheme = peer.tls() == null ? "http" : "https";
    request.tell(x.span(), x.at(), Party.ORIGIN, scheme, c.version());
    c.send(request, upload.length(), targetPrefix, this);
  }

  @Override
  public void notConnected(Failure failure) {
    connecting = false;
    if (!over) {
      tryFailed(failure, true);
    }
  }

  @Override
  public void clientBroke(Failure failure) {
    finish(Optional.of(failure));
    dropStream();
  }

  @Override
  public void writable() {
    upload.writable();
  }

  // ---- the response

  @Override
  public void interim(ResponseHead head) {
    x.out().interim(head);
  }

  @Override
  public void head(ResponseHead head) {
    passedOn = true;
    upload.settled();
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
  public void trailers(Fields trailers) {
    if (!over) {
      x.out().flush();
    }
  }

  @Override
  public void done() {
    if (over) {
      return;
    }
    ClientStream c = stream;
    stream = null;
    x.span().finished(Party.ORIGIN, x.at(), upload.bytes(), responseBytes);
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
    stream = null;
    upload.noStream();
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
    boolean bodyAgain = upload.isRepeatable();
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
    ClientStream c = stream;
    if (c != null) {
      c.pause();
    }
  }

  @Override
  public void resume() {
    ClientStream c = stream;
    if (c != null) {
      c.resume();
    }
  }

  @Override
  public void cancel(Failure why) {
    if (!over) {
      finish(Optional.of(why));
      dropStream();
    }
  }

  private boolean isIdempotent() {
    return x.request().method().isIdempotent();
  }

  private void finish(Optional<Failure> failure) {
    over = true;
    upload.over();
    PeerPool p = pool;
    if (connecting && p != null) {
      p.forget(this);
    }
    steering.over(failure);
  }

  private void dropStream() {
    ClientStream c = stream;
    stream = null;
    if (c != null) {
      c.abandon();
    }
  }
}
