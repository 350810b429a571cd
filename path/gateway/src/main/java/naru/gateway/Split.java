package naru.gateway;

import java.util.List;
import java.util.SplittableRandom;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.gateway.change.ArmChange;
import naru.gateway.config.RouteConfig;
import naru.http.Exchange;
import naru.trace.ChangeEvent;

/** Draws one of several groups for each request, by their weights. */
final class Split {
  /**
   * One way.
   *
   * @param taken the route on this way
   * @param change the fields of what goes this way
   * @param event what the trace is told
   */
  record Arm(Taken taken, ArmChange change, int weight, ChangeEvent.SplitChosen event) {}

  private final RouteConfig route;
  private final List<Arm> arms;
  private final int total;
  private final SplittableRandom[] random;

  /**
   * A split.
   *
   * @param random of each loop
   */
  Split(RouteConfig route, List<Arm> arms, SplittableRandom[] random) {
    this.route = route;
    this.arms = List.copyOf(arms);
    this.total = arms.stream().mapToInt(Arm::weight).sum();
    this.random = random;
  }

  /** The ways, for someone who wants to see them. */
  List<Arm> arms() {
    return arms;
  }

  /** Sends the request one way; false if there is none, which is answered with 500. */
  boolean draw(Exchange x) {
    if (total == 0) {
      x.fail(
          Failure.of(
              Code.GATEWAY_NO_BACKEND,
              Side.US,
              "all weights of route '" + route.name() + "' are 0 (" + route.place() + ")"));
      return false;
    }
    Arm arm = at(random[x.loopState().index()].nextInt(total));
    x.span().add(arm.event());
    x.put(Taken.SLOT, arm.taken());
    arm.change().on(x);
    return true;
  }

  private Arm at(int draw) {
    int rest = draw;
    for (int i = 0; i < arms.size(); i++) {
      rest -= arms.get(i).weight();
      if (rest < 0) {
        return arms.get(i);
      }
    }
    return arms.getLast();
  }
}
