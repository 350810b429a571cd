package naru.http;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.TlsEvent;
import naru.trace.Witness;
import naru.transport.Addresses;
import naru.transport.Dialer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one peer. The one used last is used first, so that the
 * others can grow old and close.
 */
final class PeerPool implements Sweep.Swept {
  /** Idle connections to all peers, for each loop. */
  static final int MAX_IDLE = 4096;

  /** The alert of a server that speaks nothing of what it was offered. RFC 7301 section 3.2. */
  private static final String NO_PROTOCOL = "no_application_protocol";

  /** Who wants a connection. */
  interface Taker {
    /**
     * @param reused whether others had their responses on this connection before
     */
    void connected(ClientStream stream, boolean reused);

    void notConnected(Failure failure);

    /** Whether it no longer wants one, nor anything told to its span. */
    boolean isGone();

    /** Whether it wants a connection that nobody has used before. */
    boolean wantsFresh();

    /** Whether what it sends may be sent again if the connection closes at that moment. */
    boolean isRepeatable();
  }

  private record Waiter(Taker taker, Span span, Party from, long deadline) {}

  private final LoopState state;
  private final Peer peer;
  private final String addressText;
  private final IdleTime idleTime;
  private final ArrayDeque<ClientConnection> idle = new ArrayDeque<>();
  private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
  private final Http2Pool http2;

  /** AUTO as long as no connection has told. */
  private Peer.Protocol spoken;

  private int open;
  private int dialing;
  private long unusedSince;
  private boolean forgotten;

  PeerPool(LoopState state, Peer peer, IdleTime idleTime) {
    this.idleTime = idleTime;
    this.state = state;
    this.peer = peer;
    this.addressText = Addresses.text(peer.address());
    this.http2 = new Http2Pool(state);
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

  /** Gets a connection, an open one if there is one; the taker is told now or later. */
  void take(Taker taker, Span span, Party from) {
    unusedSince = 0;
    if (spoken == Peer.Protocol.HTTP1) {
      ClientConnection kept = taker.wantsFresh() ? null : takeIdle(taker.isRepeatable());
      if (kept != null) {
        reuse(kept, taker, span, from);
        return;
      }
    } else {
      Http2Client shared = http2.withRoom(taker.isRepeatable());
      if (shared != null) {
        share(shared, taker, span, from);
        return;
      }
    }
    // What is being dialed may serve many; whether it does is not known before it is there.
    boolean soon = spoken != Peer.Protocol.HTTP1 && dialing > 0;
    if (!soon && open < peer.limits().connections()) {
      dial(taker, span, from);
    } else if (waiters.size() < peer.limits().waiting()) {
      await(taker, span, from);
    } else {
      state.counters().upstreamRefused++;
      taker.notConnected(
          limit(
              "all %d connections to %s are in use, %d requests wait"
                  .formatted(open, addressText, waiters.size())));
    }
  }

  private void share(Http2Client client, Taker taker, Span span, Party from) {
    state.counters().upstreamReuses++;
    span.reused(from, Party.ORIGIN, client.localText(), addressText, client.calls() + 1);
    taker.connected(client.call(), client.calls() > 1);
  }

  /** The connection used last, if the server is sure to take another request on it. */
  private @Nullable ClientConnection takeIdle(boolean repeatable) {
    ClientConnection c = idle.pollLast();
    if (c == null) {
      return null;
    }
    long now = state.now();
    for (; c != null; c = idle.pollLast()) {
      state.counters().upstreamIdle--;
      if (!c.isReusable()) {
        c.close();
      } else if (c.isStale(now)) {
        state.counters().upstreamRaceAvoided++;
        c.closeStale();
      } else if (!repeatable && !c.isProven(now) && open < peer.limits().connections()) {
        // Others may find out whether the server keeps it for so long.
        state.counters().upstreamRaceAvoided++;
        state.counters().upstreamIdle++;
        idle.addLast(c);
        return null;
      } else if (!repeatable && !state.liveness().isOpen(c.channel())) {
        // Its FIN is here, but was not heard yet.
        state.counters().upstreamRaceAvoided++;
        c.close();
      } else {
        return c;
      }
    }
    return null;
  }

  private void await(Taker taker, Span span, Party from) {
    state.counters().upstreamWaiting++;
    waiters.add(new Waiter(taker, span, from, state.now() + peer.limits().waitNanos()));
    ClientConnection unused = taker.wantsFresh() ? idle.pollFirst() : null;
    if (unused != null) {
      // Its place is needed.
      state.counters().upstreamIdle--;
      unused.close();
    }
  }

  private static Failure limit(String detail) {
    return Failure.retryable(Code.GATEWAY_LIMIT, Side.US, detail);
  }

  private void reuse(ClientConnection c, Taker taker, Span span, Party from) {
    state.counters().upstreamReuses++;
    span.reused(from, Party.ORIGIN, c.localText(), addressText, c.exchanges() + 1);
    taker.connected(c, true);
  }

  private void dial(Taker taker, Span span, Party from) {
    open++;
    dialing++;
    state.counters().upstreamDials++;
    Witness witness =
        (by, to, provenance, event) -> {
          // Whoever wanted the connection may be gone before it is made, and the span with it.
          if (!taker.isGone()) {
            span.add(by, to, provenance, event);
          }
        };
    state
        .dialer()
        .dial(
            state.loop(),
            peer.target(),
            from,
            Party.ORIGIN,
            witness,
            new Dialing(taker, witness, from));
  }

  /** From the wish for a connection to one that can be used; with HTTP/2, to its end. */
  private final class Dialing implements Dialer.Dialed, Http2Client.Keeper {
    private final Taker taker;
    private final Witness witness;
    private final Party from;
    private boolean ready;

    Dialing(Taker taker, Witness witness, Party from) {
      this.taker = taker;
      this.witness = witness;
      this.from = from;
    }

    @Override
    public void opened(Channel channel, Optional<TlsEvent.Established> tls) {
      boolean h2 =
          tls.isPresent()
              ? tls.get().alpn().equals("h2")
              : peer.protocol() == Peer.Protocol.HTTP2 && peer.tls() == null;
      if (peer.protocol() != Peer.Protocol.HTTP1) {
        tellVersion(h2, tls);
      }
      if (!channel.isActive()) {
        failed(
            Failure.retryable(
                Code.UPSTREAM_CLOSED_EARLY, Side.UPSTREAM, addressText + " closed at once"));
      } else if (h2) {
        Http2Client.on(state, channel, peer, idleTime, this);
      } else if (peer.protocol() == Peer.Protocol.HTTP2) {
        channel.close();
        failed(notChosen());
      } else {
        dialing--;
        speakHttp1(channel, taker);
      }
    }

    private void tellVersion(boolean h2, Optional<TlsEvent.Established> tls) {
      HttpEvent.Spoken.How how =
          tls.isEmpty()
              ? h2 ? HttpEvent.Spoken.How.PRIOR_KNOWLEDGE : HttpEvent.Spoken.How.NO_TLS
              : tls.get().alpn().isEmpty()
                  ? HttpEvent.Spoken.How.NO_ALPN
                  : HttpEvent.Spoken.How.ALPN;
      Provenance known = tls.isEmpty() ? Provenance.DERIVED : Provenance.WIRE;
      String version = h2 ? "HTTP/2" : "HTTP/1.1";
      witness.add(Party.ORIGIN, from, known, new HttpEvent.Spoken(version, how));
    }

    @Override
    public void ready(Http2Client client) {
      ready = true;
      dialing--;
      spoken = Peer.Protocol.HTTP2;
      http2.add(client);
      taker.connected(client.call(), false);
      share(client);
      dialForWaiter();
    }

    @Override
    public void roomOn(Http2Client client) {
      share(client);
    }

    @Override
    public void noMore(Http2Client client) {
      http2.remove(client);
      dialForWaiter();
    }

    @Override
    public void closed(Http2Client client, Failure failure) {
      if (ready) {
        PeerPool.this.closed();
      } else {
        failed(failure);
      }
    }

    @Override
    public void failed(Failure failure) {
      dialing--;
      PeerPool.this.closed();
      boolean noChoice =
          failure.code() == Code.TLS_HANDSHAKE && failure.detail().endsWith(NO_PROTOCOL);
      taker.notConnected(
          noChoice && peer.protocol() == Peer.Protocol.HTTP2 ? notChosen() : failure);
    }

    private Failure notChosen() {
      return Failure.retryable(
          Code.UPSTREAM_H2_NOT_SPOKEN, Side.UPSTREAM, addressText + " did not choose h2 by ALPN");
    }
  }

  private void speakHttp1(Channel channel, Taker taker) {
    boolean news = spoken == Peer.Protocol.AUTO;
    spoken = Peer.Protocol.HTTP1;
    ClientConnection c = ClientConnection.on(state, channel, peer.limits(), idleTime);
    c.whenClosed(this::closed);
    taker.connected(c, false);
    while (news && open < peer.limits().connections()) {
      Waiter next = nextWaiter();
      if (next == null) {
        return;
      }
      dial(next.taker, next.span, next.from);
    }
  }

  private void share(Http2Client client) {
    while (client.room() > 0) {
      Waiter next = nextWaiter();
      if (next == null) {
        return;
      }
      share(client, next.taker, next.span, next.from);
    }
  }

  /** Those who still wait get a further connection; the one after it is dialed when it is there. */
  private void dialForWaiter() {
    if (spoken == Peer.Protocol.HTTP2 && dialing == 0 && open < peer.limits().connections()) {
      Waiter next = nextWaiter();
      if (next != null) {
        dial(next.taker, next.span, next.from);
      }
    }
  }

  private void closed() {
    open--;
    Waiter next = nextWaiter();
    if (next != null) {
      dial(next.taker, next.span, next.from);
    }
  }

  private @Nullable Waiter nextWaiter() {
    for (Waiter w = waiters.poll(); w != null; w = waiters.poll()) {
      state.counters().upstreamWaiting--;
      if (!w.taker.isGone()) {
        return w;
      }
    }
    return null;
  }

  /** Somebody has gone; true if it waited and will not be called. */
  boolean forget(Taker gone) {
    boolean waited = waiters.removeIf(w -> w.taker.equals(gone));
    state.counters().upstreamWaiting -= waited ? 1 : 0;
    return waited;
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
    Waiter next = nextWaiter();
    if (next != null) {
      reuse(c, next.taker, next.span, next.from);
    } else if (idle.size() < peer.limits().idle() && state.counters().upstreamIdle < MAX_IDLE) {
      c.idle();
      idle.addLast(c);
      state.counters().upstreamIdle++;
    } else {
      c.close();
    }
  }

  @Override
  public void sweep(long now) {
    int before = idle.size();
    idle.removeIf(c -> !c.isReusable());
    state.counters().upstreamIdle -= before - idle.size();
    for (Waiter w = waiters.peek(); w != null && now - w.deadline > 0; w = waiters.peek()) {
      waiters.poll();
      state.counters().upstreamWaiting--;
      w.taker.notConnected(limit("no connection to " + addressText + " became free"));
    }
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
