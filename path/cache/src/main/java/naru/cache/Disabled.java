package naru.cache;

import naru.http.Exchange;
import naru.http.Slot;
import naru.trace.ForwardFacts;

/**
 * Tells the trace that a request's route has no cache. The response does not say so: who asked for
 * no cache is told of none.
 *
 * <p>A connection keeps what it told last: what every request of a plain gateway goes by makes no
 * object.
 */
final class Disabled {
  private static final Slot<Disabled> LAST = Slot.lasting("cache.disabled");

  private final CacheRoute route;
  private final ForwardFacts facts;

  private Disabled(CacheRoute route) {
    this.route = route;
    this.facts = new ForwardFacts("bypass", "disabled", route.place());
  }

  @SuppressWarnings("ReferenceEquality") // an equal one is only made anew
  static void tell(Exchange x, CacheRoute route) {
    Disabled last = x.peek(LAST);
    if (last == null || last.route != route) {
      last = new Disabled(route);
      x.put(LAST, last);
    }
    x.span().cacheForwarded("", last.facts);
  }
}
