package naru.http;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The idle HTTP/1.1 connections of one event loop to one peer. The one used last is used first, so
 * that the others can grow old and close.
 */
final class Http1Pool {
  /** Idle connections to all peers, for each loop. */
  static final int MAX_IDLE = 4096;

  private final LoopState state;
  private final int most;
  private final ArrayDeque<ClientConnection> idle = new ArrayDeque<>();

  Http1Pool(LoopState state, Peer peer) {
    this.state = state;
    this.most = peer.limits().idle();
  }

  /**
   * The connection used last, if the server is sure to take another request on it.
   *
   * @param repeatable whether the request may be sent again if the connection closes meanwhile
   * @param mayDial whether there may be a new connection instead
   */
  @Nullable ClientConnection take(boolean repeatable, boolean mayDial) {
    ClientConnection c = idle.pollLast();
    if (c == null) {
      return null;
    }
    long now = state.now();
    if (!repeatable) {
      learn(now);
    }
    for (; c != null; c = idle.pollLast()) {
      state.counters().upstreamIdle--;
      if (!c.isReusable()) {
        c.close();
      } else if (c.isStale(now)) {
        state.counters().upstreamRaceAvoided++;
        c.closeStale();
      } else if (!repeatable && !c.isProven(now) && mayDial) {
        // Others may find out whether the server keeps it for so long.
        state.counters().upstreamRaceAvoided++;
        put(c);
        return null;
      } else if (!repeatable && !c.isOpenStill()) {
        // Its FIN is here, but was not heard yet.
        state.counters().upstreamRaceAvoided++;
        c.close();
      } else {
        return c;
      }
    }
    return null;
  }

  /** What the oldest one has lived through, the server keeps others for, too. */
  private void learn(long now) {
    ClientConnection oldest = idle.peekFirst();
    if (oldest != null && oldest.isReusable()) {
      oldest.lives(now);
    }
  }

  /** Keeps a connection for its next request, or closes it if there are enough. */
  void keep(ClientConnection c) {
    if (idle.size() < most && state.counters().upstreamIdle < MAX_IDLE) {
      c.idle();
      put(c);
    } else {
      c.close();
    }
  }

  private void put(ClientConnection c) {
    idle.addLast(c);
    state.counters().upstreamIdle++;
  }

  /** Closes the one that was not used for longest: its place is needed. */
  void closeOldest() {
    ClientConnection unused = idle.pollFirst();
    if (unused != null) {
      state.counters().upstreamIdle--;
      unused.close();
    }
  }

  /** Lets go of those that have closed. */
  void tidy() {
    int before = idle.size();
    idle.removeIf(c -> !c.isReusable());
    state.counters().upstreamIdle -= before - idle.size();
  }
}
