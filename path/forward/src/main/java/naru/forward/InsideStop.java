package naru.forward;

import naru.base.Code;
import naru.base.Endpoint;
import naru.base.Failure;
import naru.base.Side;
import naru.forward.core.Hosts;
import naru.http.Exchange;
import naru.http.Method;
import naru.http.RequestHead;
import naru.http.Stop;

/** The first stop of what comes out of an inspected tunnel: it may only go where the tunnel led. */
final class InsideStop implements Stop {
  private final Endpoint end;
  private final Gate gate;
  private final Hiding hiding;

  InsideStop(Endpoint end, Gate gate, Hiding hiding) {
    this.end = end;
    this.gate = gate;
    this.hiding = hiding;
  }

  @Override
  public void enter(Exchange x) {
    if (gate.stopsLoop(x, hiding)) {
      return;
    }
    RequestHead request = x.request();
    if (request.method() == Method.CONNECT) {
      String detail = "no tunnel is opened inside an inspected one";
      x.fail(Failure.of(Code.REQUEST_MALFORMED, Side.CLIENT, detail));
    } else if (isForEnd(request)) {
      gate.judge(x, end)
          .ifPresent(
              decision -> {
                x.put(PolicyStop.DESTINATION, new Destination(end, true, decision));
                hiding.hide(x);
                x.proceed();
              });
    } else {
      String detail = "the tunnel leads to " + end + ", the request to " + request.authority();
      x.fail(Failure.of(Code.GATEWAY_MISDIRECTED, Side.CLIENT, detail));
    }
  }

  /** Another name in here would borrow the tunnel's permission (RFC 9110 section 7.4). */
  private boolean isForEnd(RequestHead request) {
    if (request.authorityLength() == 0) {
      request.setHost(end.toString());
      return true;
    }
    boolean scheme = request.form() != RequestHead.Form.ABSOLUTE || request.secureTarget();
    boolean port = request.port() < 0 || request.port() == end.port();
    return scheme && port && Hosts.same(request.host(), end.host());
  }
}
