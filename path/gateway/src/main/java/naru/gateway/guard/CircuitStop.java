package naru.gateway.guard;

import java.util.function.Function;
import naru.http.Exchange;
import naru.http.Stop;

/** Stands before what is behind the gateway: bounds what is under way there, and lets wait. */
final class CircuitStop implements Stop {
  private final Function<Exchange, Guards> of;
  private final GuardCounts counts;
  private final Stop behind;

  CircuitStop(Function<Exchange, Guards> of, GuardCounts counts, Stop behind) {
    this.of = of;
    this.counts = counts;
    this.behind = behind;
  }

  @Override
  public void enter(Exchange x) {
    Guards guards = of.apply(x);
    if (guards.circuits().length == 0) {
      behind.enter(x);
    } else {
      new Turn(x, guards, counts, behind).go();
    }
  }
}
