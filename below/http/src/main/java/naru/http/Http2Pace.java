package naru.http;

import naru.http.h2.Stream;

/**
 * Holds the client of an HTTP/2 connection to the least pace ({@link HttpLimits.Pace}) over all its
 * streams together, so that one slow line that carries many of them is not taken for many slow
 * clients.
 *
 * <p>Bodies: the client is to bring the least rate for each body that it is waited for. If it
 * brings less, those bodies end that come slower than that themselves.
 *
 * <p>Responses: one whose window the client keeps shut is to be taken at the least rate. What waits
 * for the connection is to be taken at the least rate for each {@value #HELD_BYTES} bytes of it,
 * which is what a connection of HTTP/1.1 holds at most: what is held has the same price in both.
 */
final class Http2Pace {
  private static final int HELD_BYTES = 64 * 1024;

  private final HttpLimits limits;
  private final PaceWatch bodies = new PaceWatch();
  private final PaceWatch responses = new PaceWatch();

  /** Bytes that wait for the connection, not for a stream's window. */
  private long held;

  /** Whether any of it may be a response's; tunnels have no least pace. */
  private boolean responding;

  private long taken;
  private long takenAt;

  Http2Pace(HttpLimits limits) {
    this.limits = limits;
  }

  /**
   * Looks at what comes.
   *
   * @param received bytes of bodies on the connection so far
   */
  void watchBodies(long now, Stream[] streams, long received) {
    HttpLimits.Pace pace = limits.pace();
    long least = pace.uploadBytes();
    int waited = 0;
    for (Stream s : streams) {
      waited += ((Http2Exchange) s).watch().lookAtBody(now, least) ? 1 : 0;
    }
    bodies.look(now, waited > 0, least * waited);
    if (!bodies.isOver(pace.graceNanos())) {
      return;
    }
    boolean slow = bodies.isSlow(received);
    bodies.again(received);
    for (Stream s : streams) {
      ((Http2Exchange) s).watch().judgeBody(slow, pace.graceNanos());
    }
  }

  /**
   * Looks at what is taken.
   *
   * @param sent bytes of responses that were written so far
   * @param unsent bytes of what was written that the client's side has not taken
   */
  void watchResponses(long now, Stream[] streams, long sent, long unsent) {
    long least = limits.pace().downloadBytes();
    responding = false;
    held = 0;
    for (Stream s : streams) {
      Http2Exchange x = (Http2Exchange) s;
      held += s.sendWindow() > 0 ? s.queuedBytes() : 0;
      if (x.isLive() && !x.isTunnel()) {
        responding = true;
        x.watch().watchTaking(now, least, limits.takingNanos());
      }
    }
    held += streams.length > 0 ? unsent : 0;
    long before = taken;
    taken = Math.max(0, sent - unsent);
    if (taken != before || held == 0) {
      takenAt = now;
    }
  }

  /** Whether nothing was taken for too long of what waits for the connection. */
  boolean isTakingNothing(long now) {
    return held > 0 && now - takenAt > limits.writeIdleNanos();
  }

  /** Whether too little was. */
  boolean isTakingTooLittle(long now) {
    double due = limits.pace().downloadBytes() * Math.max(1, held / (double) HELD_BYTES);
    return responses.isTooSlow(now, taken, held > 0 && responding, due, limits.takingNanos());
  }
}
