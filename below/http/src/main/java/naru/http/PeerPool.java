package naru.http;

import io.netty.channel.Channel;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.Party;
import naru.trace.Span;
import naru.transport.Addresses;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one peer: those of HTTP/1.1 that are idle ({@link
 * Http1Pool}), those of HTTP/2 that have room ({@link Http2Pool}), those that are being made
 * ({@link Dialing}), and who waits ({@link Waiters}).
 */
final class PeerPool implements Sweep.Swept {
  private final LoopState state;
  private final Peer peer;
  private final String addressText;
  private final IdleTime idleTime;
  private final Http1Demand demand;
  private final boolean hasChoice;
  private final Http1Pool http1;
  private final Http2Pool http2;
  private final Waiters waiters;
  private final BrokenIdle broken;

  /** Those by HTTP/1.1, to a server that wants it so; null before. */
  private @Nullable PeerPool overHttp1;

  /** AUTO as long as no connection has told. */
  private Peer.Protocol spoken;

  private int open;
  private int dialing;
  private long unusedSince;
  private boolean forgotten;

  PeerPool(LoopState state, Peer peer, IdleTime idleTime, Http1Demand demand) {
    this.demand = demand;
    this.hasChoice = peer.hasChoice();
    this.idleTime = idleTime;
    this.state = state;
    this.peer = peer;
    this.addressText = Addresses.text(peer.address());
    this.http1 = new Http1Pool(state, peer);
    this.http2 = new Http2Pool(state);
    this.broken = new BrokenIdle(state, addressText);
    this.waiters = new Waiters(state, peer.limits(), addressText);
    boolean plain = peer.protocol() == Peer.Protocol.AUTO && peer.tls() == null;
    this.spoken = plain ? Peer.Protocol.HTTP1 : peer.protocol();
  }

  /** Whether it is no longer the loop's pool for its peer. */
  boolean isForgotten() {
    return forgotten;
  }

  Peer peer() {
    return peer;
  }

  /** Address and port, as the trace names them. */
  String addressText() {
    return addressText;
  }

  /** Whether the server wants HTTP/1.1, as it said not long ago, and HTTP/2 could be spoken. */
  boolean isHttp1Wanted() {
    return hasChoice && demand.holds(state.lately());
  }

  /**
   * The server says so now. The pool's own demand may be none that {@link IdleTimes} still knows:
   * that keeps those of so many servers, and the pool lives for as long as it is used.
   */
  void http1Required() {
    demand.made(state.lately());
  }

  /** The connections by HTTP/1.1, which the same bounds hold for once more. */
  PeerPool overHttp1() {
    PeerPool known = overHttp1;
    if (known == null || known.isForgotten()) {
      known = state.pool(peer.overHttp1());
      overHttp1 = known;
    }
    return known;
  }

  // ---- requests

  /** Gets a connection, an open one if there is one; the taker is told now or later. */
  void take(Waiters.Taker taker, Span span, Party from) {
    unusedSince = 0;
    if (spoken == Peer.Protocol.HTTP1) {
      ClientConnection kept =
          taker.wantsFresh() ? null : http1.take(taker.isRepeatable(), mayDial());
      if (kept != null) {
        reuse(kept, taker, span, from);
        return;
      }
    } else {
      Http2Client shared = http2.withRoom(taker);
      if (shared != null) {
        share(shared, taker, span, from);
        return;
      }
    }
    // What is being dialed may serve many; whether it does is not known before it is there.
    boolean soon = spoken != Peer.Protocol.HTTP1 && dialing > 0;
    if (!soon && mayDial()) {
      dial(taker, span, from);
    } else if (waiters.add(taker, span, from, open, !mayDial() && (!soon || open > dialing))
        && taker.wantsFresh()
        && !mayDial()) {
      http1.closeOldest();
      http2.closeIdle();
    }
  }

  private boolean mayDial() {
    return open < peer.limits().connections();
  }

  private void share(Http2Client client, Waiters.Taker taker, Span span, Party from) {
    state.counters().upstreamReuses++;
    span.reused(from, Party.ORIGIN, client.localText(), addressText, client.calls() + 1);
    taker.connected(client.call(), client.wasAnswered());
  }

  private void reuse(ClientConnection c, Waiters.Taker taker, Span span, Party from) {
    state.counters().upstreamReuses++;
    span.reused(from, Party.ORIGIN, c.localText(), addressText, c.exchanges() + 1);
    taker.connected(c, true);
  }

  /** Somebody has gone; true if it waited and will not be called. */
  boolean forget(Waiters.Taker gone) {
    return waiters.forget(gone);
  }

  /** A response is whole: its connection is kept for the next request if it can be. */
  void giveBack(ClientStream stream) {
    if (stream instanceof ClientConnection c) {
      giveBack(c);
    } else if (stream instanceof Http2Call c) {
      c.unused();
    }
  }

  private void giveBack(ClientConnection c) {
    if (!c.isReusable()) {
      c.close();
      return;
    }
    Waiters.Taker next = waiters.first();
    if (next == null) {
      http1.keep(c);
    } else if (next.wantsFresh() || (!next.isRepeatable() && !c.isOpenStill())) {
      // Its place is free when it has closed: then one is dialed for who waits.
      c.close();
    } else {
      reuse(c);
    }
  }

  private void reuse(ClientConnection c) {
    Waiters.Waiter next = waiters.next();
    if (next != null) {
      reuse(c, next.taker(), next.span(), next.from());
    }
  }

  // ---- new connections

  private void dial(Waiters.Taker taker, Span span, Party from) {
    open++;
    dialing++;
    state.counters().upstreamDials++;
    Dialing dialed = new Dialing(this, taker, span, from);
    state.dialer().dial(state.loop(), peer.target(), from, Party.ORIGIN, dialed, dialed);
  }

  private boolean dialForNext() {
    Waiters.Waiter next = waiters.next();
    if (next != null) {
      dial(next.taker(), next.span(), next.from());
    }
    return next != null;
  }

  /** A connection is there, which serves one request at a time. */
  void speakHttp1(Channel channel, Waiters.Taker taker, Party from) {
    dialing--;
    boolean news = spoken == Peer.Protocol.AUTO;
    spoken = Peer.Protocol.HTTP1;
    ClientConnection c = ClientConnection.on(state, channel, peer.limits(), idleTime);
    c.whenClosed(() -> closed(c, from));
    taker.connected(c, false);
    boolean more = news;
    while (more && mayDial()) {
      more = dialForNext();
    }
  }

  /** A connection is there, which will be ready for many requests when the server has spoken. */
  void speakHttp2(Channel channel, Http2Client.Keeper keeper) {
    Http2Client.on(state, channel, peer, idleTime, keeper);
  }

  /** The server has spoken. */
  void ready(Http2Client client, Waiters.Taker taker) {
    dialing--;
    spoken = Peer.Protocol.HTTP2;
    if (client.room() == 0) {
      client.close();
      taker.notConnected(
          Failure.retryable(
              Code.UPSTREAM_H2_REFUSED, Side.UPSTREAM, addressText + " permits no streams at all"));
      return;
    }
    http2.add(client);
    taker.connected(client.call(), false);
    share(client);
    dialForWaiter();
  }

  /** A connection has room: those who wait share it, but for who wants one that is new. */
  void share(Http2Client client) {
    boolean passed = false;
    while (client.room() > 0) {
      Waiters.Taker next = waiters.first();
      if (next != null && next.wantsFresh() && isKept(client)) {
        if (client.isIdle() && !mayDial()) {
          client.close(); // its place is needed
          return;
        }
        passed = true;
        next = waiters.firstForKept();
      }
      if (next == null || !share(client, next)) {
        break;
      }
    }
    if (passed) {
      dialForWaiter();
    }
  }

  /** Whether what is sent on it may be lost as what was sent on other connections. */
  private static boolean isKept(Http2Client client) {
    return client.wasAnswered() && (client.isIdle() || client.wasSilent());
  }

  private boolean share(Http2Client client, Waiters.Taker taker) {
    if (!taker.isRepeatable() && client.isQuiet() && !client.isOpenStill()) {
      if (client.isIdle()) {
        client.close();
      }
      return false;
    }
    Waiters.Waiter next = waiters.take(taker);
    if (next != null) {
      share(client, next.taker(), next.span(), next.from());
    }
    return next != null;
  }

  /** A connection takes no further requests. */
  void noMore(Http2Client client) {
    http2.remove(client);
    dialForWaiter();
  }

  /** Those who still wait get a further connection; the one after it is dialed when it is there. */
  private void dialForWaiter() {
    if (spoken == Peer.Protocol.HTTP2 && dialing == 0 && mayDial()) {
      dialForNext();
    }
  }

  /** A connection was not made, or cannot be used. */
  void notDialed() {
    dialing--;
    closed();
  }

  private void closed(ClientConnection c, Party at) {
    Failure fault = c.ending().fault();
    if (fault != null) {
      broken.tell(c.channel(), at, c.exchanges(), fault, c.ending().breakage());
    }
    closed();
  }

  /** A connection for many requests has closed. */
  void closed(Http2Client client, Party at) {
    Http2ClientEnd ending = client.ending();
    Failure fault = ending.fault();
    if (fault != null) {
      broken.tell(client.channel(), at, client.calls(), fault, ending.breakage());
    }
    closed();
  }

  /** A connection has closed: its place is free. */
  void closed() {
    open--;
    dialForNext();
  }

  // ---- deadlines

  @Override
  public void sweep(long now) {
    http1.tidy();
    waiters.expire(now);
    forgetIfUnused(now);
  }

  private void forgetIfUnused(long now) {
    if (open > 0 || !waiters.isEmpty()) {
      unusedSince = 0;
    } else if (unusedSince == 0) {
      unusedSince = now;
    } else if (now - unusedSince > peer.limits().idleNanos()) {
      forgotten = true;
      state.forget(this);
    }
  }

  @Override
  public boolean isEnded() {
    return forgotten;
  }

  int open() {
    return open;
  }
}
