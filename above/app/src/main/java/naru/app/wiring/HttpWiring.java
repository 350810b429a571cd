package naru.app.wiring;

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
        limits.requestsPerConnection());
  }

  /** What clients may take of HTTP/2; its own bounds are the usual ones. */
  public static naru.http.h2.Limits http2(Limits limits) {
    return naru.http.h2.Limits.DEFAULT.withHeaderListBytes(limits.headBytes());
  }
}
