package naru.gateway;

import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.gateway.change.RouteChange;
import naru.gateway.core.ForwardingFields;
import naru.gateway.core.Introduction;
import naru.gateway.core.Target;
import naru.gateway.core.Upstream;
import naru.http.Exchange;
import naru.http.Peer;
import naru.http.Slot;
import naru.http.Stop;

/** The last stop: sends the request to its target, or to the origin in this process. */
final class UpstreamStop implements Stop {
  private static final Slot<Introduction> INTRODUCTION = Slot.lasting("gateway.introduction");

  private final ForwardingFields forwarding;
  private final BalanceStop balance;
  private final Stop origin;

  private final boolean tellsCertificate;

  UpstreamStop(
      ForwardingFields forwarding, BalanceStop balance, Stop origin, boolean tellsCertificate) {
    this.tellsCertificate = tellsCertificate;
    this.forwarding = forwarding;
    this.balance = balance;
    this.origin = origin;
  }

  @Override
  public void enter(Exchange x) {
    Taken route = x.peek(Taken.SLOT);
    if (route == null) {
      throw new IllegalStateException("the upstream stop stands behind the route stop");
    }
    Optional<Upstream> upstream = route.upstream();
    if (upstream.isEmpty()) {
      RouteChange change = route.change();
      if (change == null || change.forward(x)) {
        origin.enter(x);
      }
    } else {
      send(x, upstream.get());
    }
  }

  /**
   * A request of the gateway's own, on behalf of a request: to a group that no route named. What
   * the route rewrites and changes is for its own servers: this one is asked as the guard says.
   */
  void ask(Exchange x, Upstream upstream) {
    x.forget(Taken.SLOT);
    balance.pick(x, upstream);
    send(x, upstream);
  }

  /** What is said of the client of this connection. */
  private Introduction introduction(Exchange x) {
    Introduction known = x.peek(INTRODUCTION);
    if (known == null || known.forwarding() != forwarding) {
      known = new Introduction(forwarding, x.client().remote().getAddress());
      x.put(INTRODUCTION, known);
    }
    return known;
  }

  private void send(Exchange x, Upstream upstream) {
    Target target = x.peek(BalanceStop.TARGET);
    Optional<Peer> peer = target == null ? Optional.empty() : balance.peer(x, upstream, target);
    if (target == null || peer.isEmpty()) {
      x.fail(
          Failure.of(
              Code.GATEWAY_NO_HEALTHY_TARGET,
              Side.UPSTREAM,
              "upstream '" + upstream.name() + "' has no target that could be used"));
      return;
    }
    Forward forward = Forward.of(x, upstream, balance);
    introduction(x).write(x.request(), x.scheme());
    if (tellsCertificate) {
      CertificateField.write(x);
    }
    Taken route = x.peek(Taken.SLOT);
    RouteChange change = route == null ? null : route.change();
    if (change != null && !change.forward(x)) {
      return;
    }
    forward.start(target, peer.get());
  }
}
