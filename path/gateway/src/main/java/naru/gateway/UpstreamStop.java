package naru.gateway;

import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.gateway.core.ForwardingFields;
import naru.gateway.core.Target;
import naru.gateway.core.Upstream;
import naru.http.Exchange;
import naru.http.Peer;
import naru.http.Stop;

/** The last stop: sends the request to its target, or to the origin in this process. */
final class UpstreamStop implements Stop {
  private final ForwardingFields forwarding;
  private final BalanceStop balance;
  private final Stop origin;

  UpstreamStop(ForwardingFields forwarding, BalanceStop balance, Stop origin) {
    this.forwarding = forwarding;
    this.balance = balance;
    this.origin = origin;
  }

  @Override
  public void enter(Exchange x) {
    Optional<Taken> route = x.get(Taken.SLOT);
    if (route.isEmpty()) {
      throw new IllegalStateException("the upstream stop stands behind the route stop");
    }
    Optional<Upstream> upstream = route.get().upstream();
    if (upstream.isEmpty()) {
      origin.enter(x);
    } else {
      send(x, upstream.get());
    }
  }

  private void send(Exchange x, Upstream upstream) {
    Optional<Target> target = x.get(BalanceStop.TARGET);
    Optional<Peer> peer = target.flatMap(t -> t.peer(balance.draw(x)));
    if (target.isEmpty() || peer.isEmpty()) {
      x.fail(
          Failure.of(
              Code.GATEWAY_NO_HEALTHY_TARGET,
              Side.UPSTREAM,
              "upstream '" + upstream.name() + "' has no target that could be used"));
      return;
    }
    Forward forward = new Forward(x, upstream, balance);
    forwarding.write(x.request(), x.client().remote().getAddress(), x.scheme());
    forward.start(target.get(), peer.get());
  }
}
