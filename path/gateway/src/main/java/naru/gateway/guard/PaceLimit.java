package naru.gateway.guard;

import naru.gateway.guard.config.Pace;
import naru.gateway.guard.core.KeyedHash;
import naru.gateway.guard.core.RateTable;
import naru.http.Exchange;

/** A pace and what shares it. */
final class PaceLimit {
  private final Pace pace;
  private final RateTable table;
  private final KeyedHash hash;

  PaceLimit(Pace pace, RateTable table, KeyedHash hash) {
    this.pace = pace;
    this.table = table;
    this.hash = hash;
  }

  /** Slows this request's body or its response down. */
  void slow(Passage p) {
    Exchange x = p.exchange();
    boolean alone = pace.by().isEmpty();
    RateTable counts = alone ? new RateTable(1) : table;
    long key =
        alone
            ? 1
            : LimitKey.of(pace.by().get(), hash, x.request(), p.client(), p.consumer()).hash();
    if (!pace.requests()) {
      Throttle.over(x, pace, counts, key);
    } else if (x.hasBody()) {
      x.throughBody(sink -> new Uplink(x, sink, pace, counts, key));
    }
  }
}
