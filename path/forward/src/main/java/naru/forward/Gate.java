package naru.forward;

import java.util.Optional;
import naru.base.Code;
import naru.base.Endpoint;
import naru.base.Failure;
import naru.base.Side;
import naru.forward.core.Hosts;
import naru.forward.core.Policy;
import naru.forward.core.Unwilling;
import naru.http.Exchange;
import naru.http.Method;
import naru.trace.ProxyEvent;

/** Where each target is judged: has the policy decide, tells the trace, refuses what is denied. */
final class Gate {
  private static final String WHY_TUNNEL =
      "the client rejected our certificate for this host before";

  private final ForwardConfig config;
  private final Unwilling unwilling;
  private final Counts counts;

  Gate(ForwardConfig config, Unwilling unwilling, Counts counts) {
    this.config = config;
    this.unwilling = unwilling;
    this.counts = counts;
  }

  /** The decision; empty if the client was refused. */
  Optional<Policy.Decision> judge(Exchange x, Endpoint target) {
    if (!Hosts.isClear(target.host()) || target.port() == 0) {
      counts.refused(Counts.Refusal.TARGET);
      String detail = "'" + target + "' is no target: a name or an address, and a port";
      x.fail(Failure.of(Code.REQUEST_MALFORMED, Side.CLIENT, detail));
      return Optional.empty();
    }
    Policy.Decision decision = decide(x, target);
    counts.decided(decision.action());
    x.span().add(decision.event(target.toString()));
    if (decision.isDenied()) {
      counts.refused(Counts.Refusal.RULE);
      x.fail(Failure.of(Code.PROXY_DENIED, Side.US, decision.denial(target.host())));
      return Optional.empty();
    }
    return Optional.of(decision);
  }

  private Policy.Decision decide(Exchange x, Endpoint target) {
    Policy.Decision decision = config.policy().decide(target.host());
    boolean inspect = decision.action() == ProxyEvent.Action.INSPECT && !decision.strict();
    boolean splice = inspect && x.request().method() == Method.CONNECT && isUnwilling(x, target);
    return splice ? decision.withTunnel(WHY_TUNNEL) : decision;
  }

  private boolean isUnwilling(Exchange x, Endpoint target) {
    String client = x.client().remote().getAddress().getHostAddress();
    return unwilling.contains(client, target.host(), x.loopState().clock().nanos());
  }

  /** Whether CONNECT may name the port; if not, the client was refused. */
  boolean admitsPort(Exchange x, int port) {
    if (config.allowsConnectTo(port)) {
      return true;
    }
    counts.refused(Counts.Refusal.PORT);
    String detail = "CONNECT to port " + port + " is not allowed";
    x.fail(Failure.of(Code.PROXY_PORT_REFUSED, Side.US, detail));
    return false;
  }

  /** Whether the request has been here before; if so, it was answered with 508. */
  boolean stopsLoop(Exchange x, Hiding hiding) {
    if (!hiding.isLoop(x.request())) {
      return false;
    }
    counts.refused(Counts.Refusal.LOOP);
    x.fail(Failure.of(Code.PROXY_LOOP, Side.CLIENT, "the request came through this proxy before"));
    return true;
  }
}
