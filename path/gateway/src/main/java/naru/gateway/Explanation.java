package naru.gateway;

import java.util.List;
import java.util.Optional;
import naru.base.Code;
import naru.base.Place;
import naru.trace.GatewayEvent.Candidate;
import naru.trace.GatewayEvent.NearMiss;
import naru.trace.GatewayEvent.RouteChosen;

/** What the gateway would do with a request. Nothing was sent to learn it. */
public sealed interface Explanation {
  /** It would be refused before any route is looked at. */
  record Refused(Code code, String why) implements Explanation {}

  /** No route takes it. */
  record NoRoute(String path, List<NearMiss> missed) implements Explanation {}

  /** It goes to the origin in this process. */
  record ToOrigin(String path, RouteChosen route) implements Explanation {}

  /**
   * It goes to a group of servers.
   *
   * @param path in its normal spelling, as it would be forwarded
   * @param candidates each target as it stands
   * @param target who would get it, where that does not depend on chance or on the requests before
   * @param usable whether any target could be used
   * @param place where the group stands
   */
  record ToUpstream(
      String path,
      RouteChosen route,
      String upstream,
      String balance,
      List<Candidate> candidates,
      Optional<String> target,
      boolean usable,
      Place place)
      implements Explanation {}
}
