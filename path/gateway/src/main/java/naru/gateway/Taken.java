package naru.gateway;

import java.util.List;
import java.util.Optional;
import naru.base.Histogram;
import naru.gateway.change.RouteChange;
import naru.gateway.config.RouteConfig;
import naru.gateway.core.Tally;
import naru.gateway.core.Upstream;
import naru.gateway.guard.Guards;
import naru.http.Exchange;
import naru.http.Slot;
import naru.trace.Tracer;
import org.jspecify.annotations.Nullable;

/**
 * A route as its requests take it.
 *
 * @param upstream empty if it goes to the origin in this process, or its files
 * @param guards who may take it, and how much; {@link Guards#NONE} for none
 * @param counts survive a reload under the route's name
 * @param change what is done besides; null for nothing
 * @param split draws one of several ways; null if there is one
 * @param mirrors send copies; null for none
 * @param own fields in which the route itself tells something
 * @param personal whether answers may depend on the client's certificate: what is for some is not
 *     stored for all
 */
record Taken(
    RouteConfig config,
    Optional<Upstream> upstream,
    Guards guards,
    Counts counts,
    @Nullable RouteChange change,
    @Nullable Split split,
    @Nullable Mirrors mirrors,
    List<String> own,
    boolean personal) {
  /** A route. */
  Taken(
      RouteConfig config,
      Optional<Upstream> upstream,
      Guards guards,
      Counts counts,
      @Nullable RouteChange change,
      @Nullable Split split,
      @Nullable Mirrors mirrors) {
    this(
        config,
        upstream,
        guards,
        counts,
        change,
        split,
        mirrors,
        OwnTrailers.of(config),
        config.dependsOnCertificate());
  }

  /**
   * What is counted of a route.
   *
   * @param requests how many took it
   * @param times how long they took, to the end of the answer
   */
  record Counts(Tally requests, Histogram times) {
    static Counts forLoops(int loops) {
      return new Counts(new Tally(loops), Tracer.histogram());
    }
  }

  Tally requests() {
    return counts.requests();
  }

  /** The route of a request, for the stops behind. */
  static final Slot<Taken> SLOT = Slot.named("gateway.route");

  /** The guards of the route that a request took. */
  static Guards guardsOf(Exchange x) {
    Taken taken = x.peek(SLOT);
    return taken == null ? Guards.NONE : taken.guards;
  }
}
