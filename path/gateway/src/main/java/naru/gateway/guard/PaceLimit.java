package naru.gateway.guard;

import naru.gateway.guard.config.Pace;
import naru.gateway.guard.core.KeyedHash;
import naru.gateway.guard.core.RateTable;
import naru.http.Exchange;
import naru.trace.GuardEvent;

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

  /** Takes these bytes; how long nothing more may pass, in nanoseconds. */
  static long reserve(Exchange x, Pace pace, RateTable table, long key, int bytes) {
    return table.reserve(
        key, pace.nanos(bytes), pace.nanos(pace.burstBytes()), x.loopState().clock().nanos());
  }

  /** Tells how long it held something up; nothing if it did not. */
  static void tell(Exchange x, Pace pace, long heldNanos) {
    if (heldNanos > 0 && x.span().isOpen()) {
      x.span()
          .add(
              new GuardEvent.Throttled(
                  pace.name(), pace.bytesPerSecond(), heldNanos / 1_000_000, pace.place()));
    }
  }
}
