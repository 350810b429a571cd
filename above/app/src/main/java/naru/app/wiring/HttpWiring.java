package naru.app.wiring;

import naru.app.config.Http2Limits;
import naru.app.config.Limits;
import naru.http.HttpLimits;

/** Bounds of client connections. */
public final class HttpWiring {
  private HttpWiring() {}

  /** What clients may take. */
  public static HttpLimits limits(Limits limits) {
    Limits.Timeouts t = limits.timeouts();
    return new HttpLimits(
        limits.headBytes(),
        limits.targetBytes(),
        limits.bodyBytes(),
        t.head().toNanos(),
        t.bodyIdle().toNanos(),
        t.keepAlive().toNanos(),
        t.bodyIdle().toNanos(),
        limits.requestsPerConnection(),
        t.tunnelIdle().toNanos(),
        limits.fields(),
        limits.connectionsPerClient(),
        pace(limits.minRate()));
  }

  private static HttpLimits.Pace pace(Limits.MinRate least) {
    return new HttpLimits.Pace(
        least.uploadBits() / 8, least.downloadBits() / 8, least.grace().toNanos());
  }

  /** What clients may take of HTTP/2. */
  public static naru.http.h2.Limits http2(Limits limits) {
    Http2Limits h = limits.http2();
    return new naru.http.h2.Limits(
        h.streams(),
        limits.headBytes(),
        h.streamWindowBytes(),
        h.connectionWindowBytes(),
        h.continuations(),
        h.resets(),
        h.emptyFrames(),
        h.settings(),
        h.pings(),
        h.priorities(),
        h.windowUpdates(),
        naru.http.h2.Limits.DEFAULT.queuedBytes());
  }
}
