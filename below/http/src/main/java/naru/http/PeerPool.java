package naru.http;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.TcpEvent;
import naru.trace.TlsEvent;
import naru.transport.Addresses;
import naru.transport.Dialer;

/**
 * The connections of one event loop to one peer. The one used last is used first, so that the
 * others can grow old and close.
 */
final class PeerPool implements Sweep.Swept {
  /** Who wants a connection. */
  interface Taker {
    void connected(ClientConnection connection, boolean reused);

    void notConnected(Failure failure);
  }

  private record Waiter(Taker taker, Span span, Party from, long deadline) {}

  private final LoopState state;
  private final Peer peer;
  private final String addressText;
  private final ArrayDeque<ClientConnection> idle = new ArrayDeque<>();
  private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
  private int open;
  private long unusedSince;
  private boolean forgotten;

  PeerPool(LoopState state, Peer peer) {
    this.state = state;
    this.peer = peer;
    this.addressText = Addresses.text(peer.address());
  }

  Peer peer() {
    return peer;
  }

  /** Gets a connection, an open one if there is one; the taker is told now or later. */
  void take(Taker taker, Span span, Party from) {
    unusedSince = 0;
    for (ClientConnection c = idle.pollLast(); c != null; c = idle.pollLast()) {
      state.counters().upstreamIdle--;
      if (c.isReusable()) {
        state.counters().upstreamReuses++;
        span.add(
            from,
            Party.ORIGIN,
            Provenance.DERIVED,
            new TcpEvent.Reused(
                Addresses.text(Addresses.local(c.channel())), addressText, c.exchanges() + 1));
        taker.connected(c, true);
        return;
      }
      c.close();
    }
    if (open < peer.limits().connections()) {
      dial(taker, span, from);
    } else if (waiters.size() < peer.limits().waiting()) {
      state.counters().upstreamWaiting++;
      waiters.add(new Waiter(taker, span, from, state.now() + peer.limits().waitNanos()));
    } else {
      state.counters().upstreamRefused++;
      taker.notConnected(
          Failure.retryable(
              Code.GATEWAY_LIMIT,
              Side.US,
              "all "
                  + open
                  + " connections to "
                  + addressText
                  + " are in use, "
                  + waiters.size()
                  + " requests wait"));
    }
  }

  private void dial(Taker taker, Span span, Party from) {
    open++;
    state.counters().upstreamDials++;
    state
        .dialer()
        .dial(
            state.loop(),
            peer.target(),
            from,
            Party.ORIGIN,
            span,
            new Dialer.Dialed() {
              @Override
              public void opened(Channel channel, Optional<TlsEvent.Established> tls) {
                ClientConnection c = ClientConnection.on(state, channel, peer.limits());
                c.whenClosed(PeerPool.this::closed);
                taker.connected(c, false);
              }

              @Override
              public void failed(Failure failure) {
                closed();
                taker.notConnected(failure);
              }
            });
  }

  private void closed() {
    open--;
    Waiter next = waiters.poll();
    if (next != null) {
      state.counters().upstreamWaiting--;
      dial(next.taker, next.span, next.from);
    }
  }

  /** A connection whose response is whole: kept for the next request if it can be. */
  void giveBack(ClientConnection c) {
    if (!c.isReusable()) {
      c.close();
      return;
    }
    Waiter next = waiters.poll();
    if (next != null) {
      state.counters().upstreamWaiting--;
      next.taker.connected(c, true);
    } else if (idle.size() < peer.limits().idle()) {
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
      w.taker.notConnected(
          Failure.retryable(
              Code.GATEWAY_LIMIT, Side.US, "no connection to " + addressText + " became free"));
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
