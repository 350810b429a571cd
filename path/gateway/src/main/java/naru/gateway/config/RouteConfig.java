package naru.gateway.config;

import java.util.List;
import naru.base.Place;
import naru.gateway.change.config.Changes;
import naru.gateway.guard.config.Guarding;
import naru.http.Exchange;
import naru.http.Slot;

/**
 * Which requests go where.
 *
 * @param leaves what is left in the exchange for later stops, such as how this route is cached
 * @param guarding who may take it, and how much
 * @param place where the route stands
 * @param changes what else is done to requests and responses
 */
public record RouteConfig(
    String name,
    RouteMatch match,
    Destination to,
    List<Left<?>> leaves,
    Guarding guarding,
    Place place,
    Changes changes) {
  /** Something for a stop that reads the slot. */
  public record Left<T>(Slot<T> slot, T value) {
    /** Puts it there. */
    public void in(Exchange x) {
      x.put(slot, value);
    }
  }

  public RouteConfig {
    GatewayConfig.require(!name.isBlank(), "a route needs a name");
    leaves = List.copyOf(leaves);
    GatewayConfig.require(
        to instanceof Destination.Nowhere == changes.answersItself(),
        "route '" + name + "' goes somewhere, or answers by itself");
  }

  /** A route that changes nothing. */
  public RouteConfig(
      String name,
      RouteMatch match,
      Destination to,
      List<Left<?>> leaves,
      Guarding guarding,
      Place place) {
    this(name, match, to, leaves, guarding, place, Changes.NONE);
  }

  /** A route to a group of servers. */
  public static RouteConfig of(String name, RouteMatch match, String upstream) {
    return new RouteConfig(
        name,
        match,
        new Destination.ToUpstream(upstream),
        List.of(),
        Guarding.NONE,
        Place.BUILT_IN);
  }

  /**
   * Whether what is answered may depend on a certificate of the client's, or on its having none:
   * only who showed one takes this route, or the servers are told of it.
   */
  public boolean dependsOnCertificate() {
    boolean told =
        to instanceof Destination.Split split
            && split.arms().stream().anyMatch(arm -> arm.request().tellsCertificate());
    return told || changes.request().tellsCertificate() || match.isByCertificate();
  }

  /** The same, standing elsewhere. */
  public RouteConfig at(Place elsewhere) {
    return new RouteConfig(name, match, to, leaves, guarding, elsewhere, changes);
  }

  /** The same, guarded. */
  public RouteConfig guardedBy(Guarding guards) {
    return new RouteConfig(name, match, to, leaves, guards, place, changes);
  }
}
