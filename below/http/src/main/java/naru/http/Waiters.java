package naru.http;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.TcpEvent;
import org.jspecify.annotations.Nullable;

/** Who waits for a connection to one peer on one event loop, and for how long, in turn. */
final class Waiters {
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

  /**
   * One of them, and where its trace is told.
   *
   * @param open connections as it came
   * @param full whether all of them were in use, and no more allowed; else it waits for one that is
   *     being dialed
   * @param ahead who waited already
   */
  record Waiter(
      Taker taker, Span span, Party from, long deadline, int open, boolean full, int ahead) {}

  private final LoopState state;
  private final Peer.Limits limits;
  private final String addressText;
  private final ArrayDeque<Waiter> all = new ArrayDeque<>();

  Waiters(LoopState state, Peer.Limits limits, String addressText) {
    this.state = state;
    this.limits = limits;
    this.addressText = addressText;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /**
   * Waits for its turn, or is told that too many do.
   *
   * @param open connections
   * @param full whether they are in use, and no more are allowed; else one is being dialed
   * @return whether it waits
   */
  boolean add(Taker taker, Span span, Party from, int open, boolean full) {
    if (all.size() >= limits.waiting()) {
      state.counters().upstreamRefused++;
      taker.notConnected(
          limit(
              (full
                      ? "all %d connections to %s are in use, %d requests wait"
                      : "%d connections to %s, one of which is being made, %d requests wait for it")
                  .formatted(open, addressText, all.size())));
      return false;
    }
    state.counters().upstreamWaiting++;
    long deadline = state.now() + limits.waitNanos();
    all.add(new Waiter(taker, span, from, deadline, open, full, all.size()));
    return true;
  }

  /** Whose turn it is, who waits on; null if nobody waits. */
  @Nullable Taker first() {
    for (Waiter w = all.peek(); w != null; w = all.peek()) {
      if (!w.taker.isGone()) {
        return w.taker;
      }
      all.poll();
      state.counters().upstreamWaiting--;
    }
    return null;
  }

  /** Whose turn it is of those that take a connection which others have used; null if none does. */
  @Nullable Taker firstForKept() {
    for (Waiter w : all) {
      if (!w.taker.isGone() && !w.taker.wantsFresh()) {
        return w.taker;
      }
    }
    return null;
  }

  /** Takes somebody out of the line, whose turn it is; null if he does not wait. */
  @Nullable Waiter take(Taker taker) {
    Waiter first = all.peek();
    if (first != null && first.taker.equals(taker)) {
      return next();
    }
    for (Iterator<Waiter> each = all.iterator(); each.hasNext(); ) {
      Waiter w = each.next();
      if (w.taker.equals(taker)) {
        each.remove();
        return called(w);
      }
    }
    return null;
  }

  /** Whose turn it is, who waits no more; null if nobody waits. */
  @Nullable Waiter next() {
    Waiter w = first() == null ? null : all.poll();
    return w == null ? null : called(w);
  }

  private Waiter called(Waiter w) {
    state.counters().upstreamWaiting--;
    if (w.full) {
      tell(w);
    }
    return w;
  }

  private void tell(Waiter w) {
    long waited = state.now() - (w.deadline - limits.waitNanos());
    w.span.add(
        w.from,
        Party.ORIGIN,
        Provenance.DERIVED,
        new TcpEvent.Waited(addressText, w.open, w.ahead, TimeUnit.NANOSECONDS.toMillis(waited)));
  }

  /** Somebody has gone; true if it waited and will not be called. */
  boolean forget(Taker gone) {
    boolean waited = all.removeIf(w -> w.taker.equals(gone));
    state.counters().upstreamWaiting -= waited ? 1 : 0;
    return waited;
  }

  /** Tells those who waited for too long. */
  void expire(long now) {
    for (Waiter w = all.peek(); w != null && now - w.deadline > 0; w = all.peek()) {
      all.poll();
      state.counters().upstreamWaiting--;
      w.taker.notConnected(limit("no connection to " + addressText + " became free"));
    }
  }

  private static Failure limit(String detail) {
    return Failure.retryable(Code.GATEWAY_LIMIT, Side.US, detail);
  }
}
