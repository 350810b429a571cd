package naru.gateway;

import java.util.List;
import java.util.Optional;
import naru.base.Code;
import naru.base.Place;
import naru.trace.ChangeEvent;
import naru.trace.GatewayEvent.Candidate;
import naru.trace.GatewayEvent.NearMiss;
import naru.trace.GatewayEvent.RouteChosen;
import naru.trace.GuardEvent;

/** What the gateway would do with a request. Nothing was sent to learn it. */
public sealed interface Explanation {
  /** It would be refused before any route is looked at. */
  record Refused(Code code, String why) implements Explanation {}

  /** It is in the clear and would be sent to https, whatever its route. */
  record Redirected(String path, ChangeEvent.Redirected event) implements Explanation {}

  /** No route takes it. */
  record NoRoute(String path, List<NearMiss> missed) implements Explanation {}

  /** A guard of the route refuses it; the last event says which. */
  record Guarded(String path, RouteChosen route, List<GuardEvent> guards) implements Explanation {}

  /**
   * The route answers by itself: a redirect, an answer of the configuration, a preflight.
   *
   * @param faults what may be made on purpose before
   */
  record Answers(
      String path,
      RouteChosen route,
      List<GuardEvent> guards,
      List<ChangeEvent> faults,
      ChangeEvent answer)
      implements Explanation {}

  /**
   * One of several groups is drawn.
   *
   * @param faults what may be made on purpose before
   */
  record ToSplit(
      String path,
      RouteChosen route,
      List<GuardEvent> guards,
      List<ChangeEvent> faults,
      List<Arm> arms)
      implements Explanation {}

  /**
   * One way of a split.
   *
   * @param way what the trace would be told if it is drawn
   * @param to what would happen then
   */
  record Arm(ChangeEvent.SplitChosen way, Optional<ToUpstream> to) {}

  /** It goes to the origin in this process, or to a folder of files that this serves. */
  record ToOrigin(
      String path, RouteChosen route, List<GuardEvent> guards, List<ChangeEvent> changes)
      implements Explanation {}

  /**
   * It goes to a group of servers.
   *
   * @param path in its normal spelling
   * @param guards what the guards of the route would tell
   * @param changes what may be made to fail on purpose, what the group would be asked instead, and
   *     who gets a copy
   * @param candidates each target as it stands
   * @param target who would get it, where that does not depend on chance or on the requests before
   * @param usable whether any target could be used
   * @param place where the group stands
   */
  record ToUpstream(
      String path,
      RouteChosen route,
      List<GuardEvent> guards,
      List<ChangeEvent> changes,
      String upstream,
      String balance,
      List<Candidate> candidates,
      Optional<String> target,
      boolean usable,
      Place place)
      implements Explanation {}
}
