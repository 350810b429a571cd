package naru.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/2 connections of one event loop to one peer that take further requests. The one that was
 * made first is used first, as long as it has room, so that the others can grow old and close.
 *
 * <p>One that has been idle for as long as the server keeps them ({@link IdleTime}) is closed, and
 * used by nobody. Younger ones are used by every request, whatever its method: how long another has
 * lived does not matter, as it does for HTTP/1.1 ({@link Http1Pool}), because a server that closes
 * says which streams it took ({@link Http2ClientEnd}). A request that must not be lost takes a last
 * look at a connection on which nothing came since it was idle; one that was lost to such a
 * connection before goes on a connection that carries others just now, or on a new one.
 */
final class Http2Pool {
  private final LoopState state;
  private final List<Http2Client> clients = new ArrayList<>(1);

  Http2Pool(LoopState state) {
    this.state = state;
  }

  void add(Http2Client client) {
    clients.add(client);
  }

  void remove(Http2Client client) {
    clients.remove(client);
  }

  /** A connection with room for a request, on which it is not known to get lost. */
  @Nullable Http2Client withRoom(Waiters.Taker taker) {
    long now = state.now();
    for (int i = 0; i < clients.size(); i++) {
      Http2Client c = clients.get(i);
      if (c.room() == 0 || (taker.wantsFresh() && (c.isIdle() || c.wasSilent()))) {
        continue;
      }
      if (c.isIdle() && c.isStale(now)) {
        state.counters().upstreamRaceAvoided++;
        i--; // it takes itself out of the list
        c.closeStale();
      } else if (!taker.isRepeatable() && c.isQuiet() && !c.isOpenStill()) {
        state.counters().upstreamRaceAvoided++;
        i -= closeIfIdle(c) ? 1 : 0;
      } else {
        return c;
      }
    }
    return null;
  }

  /** The requests on it, if there are any, will hear themselves that it has ended. */
  private static boolean closeIfIdle(Http2Client c) {
    boolean idle = c.isIdle();
    if (idle) {
      c.close();
    }
    return idle;
  }

  /** Closes one that carries nothing: its place is needed. */
  void closeIdle() {
    for (int i = 0; i < clients.size(); i++) {
      if (clients.get(i).isIdle()) {
        clients.get(i).close();
        return;
      }
    }
  }
}
