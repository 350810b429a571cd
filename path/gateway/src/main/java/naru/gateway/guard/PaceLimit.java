package naru.gateway.guard;

import naru.gateway.guard.config.Pace;
import naru.gateway.guard.core.KeyedHash;
import naru.gateway.guard.core.RateTable;

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

  /** Slows this request's response down. */
  void slow(Passage p) {
    if (pace.by().isEmpty()) {
      Throttle.over(p.exchange(), pace, new RateTable(1), 1);
      return;
    }
    LimitKey key =
        LimitKey.of(pace.by().get(), hash, p.exchange().request(), p.client(), p.consumer());
    Throttle.over(p.exchange(), pace, table, key.hash());
  }
}
