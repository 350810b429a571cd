package naru.http;

/**
 * Counts of one event loop. Plain fields: one writer; a reader elsewhere may see a value a moment
 * late.
 */
final class Counters {
  long connections;
  long requests;
  long malformed;
  long deadlines;
  long responseBytes;
  long requestBytes;
  long upstreamDials;
  long upstreamReuses;
  long tunnels;

  /** Connections closed because their client has too many. */
  long connectionsRefused;

  long tunnelsBegun;

  /** Clients cut for being slower than the least average. */
  long tooSlow;

  long upstreamIdle;
  long upstreamHttp2;
  long upstreamWaiting;
  long upstreamRefused;

  /** Idle connections that the server closed. */
  long upstreamIdleClosed;

  /** Idle connections that were reset. */
  long upstreamIdleReset;

  /** Idle connections that broke otherwise. */
  long upstreamIdleLost;

  /** Connections of HTTP/2 that the server ended with an error. */
  long upstreamGoAways;

  /** Requests whose server wanted HTTP/1.1 instead of HTTP/2. */
  long upstreamHttp1Required;

  /** Connections not used again because the server might have closed them at that moment. */
  long upstreamRaceAvoided;

  /** Requests sent a second time because a kept connection closed as they were sent. */
  long upstreamReplays;

  /** Connections closed because the server said something that nobody had asked for. */
  long upstreamUnasked;

  long http2Connections;

  /** Connections ended because of each of {@link naru.http.h2.Budget}. */
  final long[] http2Budgets = new long[naru.http.h2.Budget.values().length];

  /** A client's exchange has become a tunnel. */
  void tunnelBegins() {
    tunnels++;
    tunnelsBegun++;
  }

  /** A client's exchange is over. */
  void ended(boolean tunnel, long bytesOfRequest, long bytesOfResponse) {
    tunnels -= tunnel ? 1 : 0;
    requestBytes += bytesOfRequest;
    responseBytes += bytesOfResponse;
  }
}
