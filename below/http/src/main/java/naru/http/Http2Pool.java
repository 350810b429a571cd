package naru.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/2 connections of one event loop to one peer that take further requests. The one that
 * carries most is used first, so that the others can grow old and close.
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

  /**
   * A connection with room for a request.
   *
   * @param repeatable whether the request may be sent again if the connection closes meanwhile
   */
  @Nullable Http2Client withRoom(boolean repeatable) {
    long now = state.now();
    for (int i = 0; i < clients.size(); i++) {
      Http2Client c = clients.get(i);
      if (c.room() == 0) {
        continue;
      }
      boolean stale = c.isIdle() && c.isStale(now);
      boolean closing =
          c.isIdle() && !stale && !repeatable && !state.liveness().isOpen(c.channel());
      if (!stale && !closing) {
        return c;
      }
      state.counters().upstreamRaceAvoided++;
      // It takes itself out of the list.
      i--;
      if (stale) {
        c.closeStale();
      } else {
        c.close();
      }
    }
    return null;
  }
}
