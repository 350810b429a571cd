package naru.gateway;

import java.util.Optional;
import naru.gateway.config.RouteConfig;
import naru.gateway.core.Tally;
import naru.gateway.core.Upstream;
import naru.gateway.guard.Guards;
import naru.http.Exchange;
import naru.http.Slot;

/**
 * A route as its requests take it.
 *
 * @param upstream empty if it goes to the origin in this process
 * @param guards who may take it, and how much; {@link Guards#NONE} for none
 * @param requests how many took it
 */
record Taken(RouteConfig config, Optional<Upstream> upstream, Guards guards, Tally requests) {
  /** The route of a request, for the stops behind. */
  static final Slot<Taken> SLOT = Slot.named("gateway.route");

  /** The guards of the route that a request took. */
  static Guards guardsOf(Exchange x) {
    Taken taken = x.peek(SLOT);
    return taken == null ? Guards.NONE : taken.guards;
  }
}
