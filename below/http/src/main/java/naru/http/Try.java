package naru.http;

import io.netty.buffer.ByteBuf;
import naru.base.Code;
import naru.base.Failure;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Traceparent;
import org.jspecify.annotations.Nullable;

/**
 * One try of an exchange at one peer, from the wish for a connection to its end. A relay has one, a
 * second one while it hedges, and uses them again and again.
 *
 * <p>A kept connection that closes just as the request is sent on it says nothing of the server: if
 * the request may be sent again, that happens here, once and on a fresh connection, without
 * bothering whoever steers the tries. A server that takes so many requests from a connection and
 * then goes away (RFC 9113 section 6.8) may do so several times in a row to those who share it.
 */
final class Try implements Caller, Waiters.Taker {
  private static final byte[] NO_PREFIX = new byte[0];

  /** So many connections may leave under one try; each took others, so there is progress. */
  private static final int DEPARTURES = 8;

  private final Relay relay;
  private final Exchange x;
  private Peer peer;
  private int number;
  private @Nullable PeerPool pool;

  /** Who was asked for a connection: the same, or its side by HTTP/1.1. */
  private @Nullable PeerPool asked;

  /** Whom {@link #pool} was asked for last. */
  private @Nullable Peer served;

  private @Nullable ClientStream stream;
  private boolean connecting;
  private boolean reused;
  private boolean fresh;

  /** How many connections left while it was on them. */
  private int departures;

  /** Whether the server was asked by HTTP/1.1 after it had wanted that: once in a try. */
  private boolean turned;

  private boolean active;

  Try(Relay relay, Exchange x, Peer peer) {
    this.relay = relay;
    this.x = x;
    this.peer = peer;
  }

  /** Begins the try with this number, from 1. */
  void begin(Peer newPeer, int newNumber) {
    peer = newPeer;
    number = newNumber;
    active = true;
    fresh = false;
    departures = 0;
    turned = false;
    take();
  }

  private void take() {
    connecting = true;
    PeerPool p = pool;
    if (p == null || !serves(p) || p.isForgotten()) {
      p = x.loopState().pool(peer);
      pool = p;
    }
    served = peer;
    PeerPool from = p.isHttp1Wanted() && !Grpc.isCall(x.request()) ? overHttp1(p) : p;
    asked = from;
    from.take(this, x.span(), x.at());
  }

  private PeerPool overHttp1(PeerPool p) {
    HttpEvent told = new HttpEvent.Spoken("HTTP/1.1", HttpEvent.Spoken.How.REQUIRED);
    x.span().add(Party.ORIGIN, x.at(), Provenance.DERIVED, told);
    return p.overHttp1();
  }

  /** A reload makes peers anew, which are equal; that is found out once. */
  @SuppressWarnings("ReferenceEquality") // only to be quick
  private boolean serves(PeerPool p) {
    return served == peer || p.peer().equals(peer);
  }

  int number() {
    return number;
  }

  /** Whether it is under way. */
  boolean isActive() {
    return active;
  }

  /** Whether somebody may still call it about a connection it no longer wants. */
  boolean isConnecting() {
    return connecting;
  }

  @Nullable ClientStream stream() {
    return stream;
  }

  // ---- the connection

  @Override
  public void connected(ClientStream s, boolean wasUsed) {
    connecting = false;
    if (!active) {
      // The client has gone while the connection was made: it serves somebody else.
      giveBack(s);
      return;
    }
    reused = wasUsed;
    stream = s;
    writeHead(s);
    relay.sent(this, s);
  }

  private void writeHead(ClientStream s) {
    RequestHead request = x.request();
    Fields f = request.fields();
    f.removeAll(Field.TRACEPARENT);
    int at = f.addBlank(Field.TRACEPARENT, Traceparent.LENGTH);
    Traceparent.write(x.span(), f.bytes(), at);
    String scheme = peer.tls() == null ? "http" : "https";
    request.tell(x.span(), x.at(), Party.ORIGIN, scheme, s.version(), s.streamId());
    s.send(request, relay.bodyLength(), NO_PREFIX, this);
  }

  @Override
  public void notConnected(Failure failure) {
    connecting = false;
    if (active) {
      active = false;
      relay.tryFailed(this, failure, true);
    }
  }

  @Override
  public boolean isGone() {
    return !active;
  }

  @Override
  public boolean wantsFresh() {
    return fresh;
  }

  @Override
  public boolean isRepeatable() {
    return x.request().method().isIdempotent();
  }

  private void giveBack(ClientStream s) {
    PeerPool p = asked;
    if (p != null) {
      p.giveBack(s);
    }
  }

  // ---- the response

  @Override
  public void interim(ResponseHead head) {
    if (active) {
      relay.interim(this, head);
    }
  }

  @Override
  public void head(ResponseHead head) {
    if (active) {
      relay.answered(this, head);
    }
  }

  @Override
  public void body(ByteBuf data) {
    if (active) {
      relay.body(data);
    } else {
      data.release();
    }
  }

  @Override
  public void trailers(Fields trailers) {
    if (active) {
      relay.trailers(trailers);
    }
  }

  @Override
  public void done() {
    if (active) {
      relay.done(this);
    }
  }

  @Override
  public void writable() {
    if (active) {
      relay.writable();
    }
  }

  @Override
  public void batchEnd() {
    if (active) {
      relay.batchEnd();
    }
  }

  @Override
  public void failed(Failure failure, boolean nothingCame) {
    ClientStream ended = stream;
    stream = null;
    if (!active) {
      return;
    }
    x.span().add(Party.ORIGIN, x.at(), Provenance.WIRE, new HttpEvent.Failed(failure));
    if (wantsHttp1(failure) && !turned && relay.mayRepeat(failure, nothingCame)) {
      turned = true;
      relay.between();
      take();
      return;
    }
    boolean left = ended != null && ended.isLeaving() && departures < DEPARTURES;
    boolean stale = (left || (reused && !fresh)) && nothingCame && isStale(failure);
    if (stale && relay.mayRepeat(failure, true)) {
      x.loopState().counters().upstreamReplays++;
      departures += left ? 1 : 0;
      fresh = true;
      relay.between();
      take();
      return;
    }
    active = false;
    relay.tryFailed(this, failure, nothingCame);
  }

  private static boolean isStale(Failure failure) {
    return failure.code() == Code.UPSTREAM_REUSED_IDLE
        || (failure.retry() && failure.code() != Code.UPSTREAM_HTTP1_REQUIRED);
  }

  /** Whether the server may be asked by HTTP/1.1 instead, which a call of gRPC cannot be. */
  private boolean wantsHttp1(Failure failure) {
    return failure.code() == Code.UPSTREAM_HTTP1_REQUIRED
        && !Grpc.isCall(x.request())
        && x.loopState().wantsHttp1(peer, failure);
  }

  // ---- ends

  /** The response is whole: its connection serves others. */
  void finish() {
    ClientStream s = stream;
    stream = null;
    active = false;
    if (s != null) {
      s.tellSegments(x.span(), x.at(), Party.ORIGIN);
      giveBack(s);
    }
  }

  /** A tunnel is over, which nobody can use again. */
  void leave() {
    stream = null;
    active = false;
  }

  /** It is no longer wanted. */
  void drop() {
    active = false;
    ClientStream s = stream;
    stream = null;
    PeerPool p = asked;
    if (connecting && p != null && p.forget(this)) {
      connecting = false;
    }
    if (s != null) {
      s.abandon();
    }
  }
}
