package naru.gateway;

import java.util.Optional;
import naru.gateway.config.RouteConfig;
import naru.gateway.core.Tally;
import naru.gateway.core.Upstream;
import naru.http.Slot;

/**
 * A route as its requests take it.
 *
 * @param upstream empty if it goes to the origin in this process
 * @param requests how many took it
 */
record Taken(RouteConfig config, Optional<Upstream> upstream, Tally requests) {
  /** The route of a request, for the stops behind. */
  static final Slot<Taken> SLOT = Slot.named("gateway.route");
}
