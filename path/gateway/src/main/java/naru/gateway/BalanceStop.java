package naru.gateway;

import java.util.List;
import java.util.SplittableRandom;
import naru.gateway.core.HashKey;
import naru.gateway.core.Target;
import naru.gateway.core.Upstream;
import naru.http.Exchange;
import naru.http.Slot;
import naru.http.Stop;

/**
 * Picks the target that gets the request if no stop before it answers. That there is none is told,
 * but is no failure yet: a cache may know the answer.
 */
final class BalanceStop implements Stop {
  /** The target picked; nothing is left here if there was none. */
  static final Slot<Target> TARGET = Slot.named("gateway.target");

  private final HashKey key;
  private final SplittableRandom[] random;

  BalanceStop(HashKey key, SplittableRandom[] random) {
    this.key = key;
    this.random = random;
  }

  @Override
  public void enter(Exchange x) {
    x.get(Taken.SLOT).flatMap(Taken::upstream).ifPresent(upstream -> pick(x, upstream));
    x.proceed();
  }

  private void pick(Exchange x, Upstream upstream) {
    switch (choose(x, upstream, List.of())) {
      case Upstream.Choice.Chosen chosen -> {
        x.span().add(chosen.event());
        x.put(TARGET, chosen.target());
      }
      case Upstream.Choice.None none -> x.span().add(none.event());
    }
  }

  Upstream.Choice choose(Exchange x, Upstream upstream, List<Target> tried) {
    int loop = x.loopState().index();
    long draw =
        upstream
            .hashBy()
            .map(by -> key.of(by, x.request(), x.client().remote().getAddress()))
            .orElseGet(random[loop]::nextLong);
    return upstream.choose(loop, x.loopState().clock().nanos(), draw, tried);
  }

  /** A random number of the exchange's loop. */
  long draw(Exchange x) {
    return random[x.loopState().index()].nextLong();
  }
}
