package naru.gateway;

import java.util.Objects;
import naru.gateway.change.RouteChange;
import naru.http.Exchange;
import naru.http.Stop;

/**
 * What a route does besides sending a request on, behind the guards and before a target is picked:
 * faults on purpose, redirects and answers of its own, fields, the way of a split, copies for
 * mirrors. See {@link RouteChange} for what comes before and after. A route that does nothing of
 * this costs a look.
 */
final class ChangeStop implements Stop {
  /** Where a request that was held goes on; the route is the one it took. */
  private static final Stop BEHIND_FAULTS =
      x -> change(x, Objects.requireNonNull(x.peek(Taken.SLOT)));

  @Override
  public void enter(Exchange x) {
    Taken route = x.peek(Taken.SLOT);
    if (route != null && (route.change() != null || isOnItsWay(route))) {
      RouteChange change = route.change();
      if (change == null || !change.suffer(x, BEHIND_FAULTS)) {
        change(x, route);
      }
    } else {
      x.proceed();
    }
  }

  private static boolean isOnItsWay(Taken route) {
    return route.split() != null || route.mirrors() != null;
  }

  private static void change(Exchange x, Taken route) {
    RouteChange change = route.change();
    if (change != null) {
      if (change.answer(x)) {
        return;
      }
      change.change(x);
    }
    Split split = route.split();
    if (split != null && !split.draw(x)) {
      return;
    }
    Mirrors mirrors = route.mirrors();
    if (mirrors != null && !x.request().isUpgrade()) { // a tunnel has no copy
      mirrors.copy(x);
    }
    x.proceed();
  }
}
