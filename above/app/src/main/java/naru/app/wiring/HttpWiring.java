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
}
