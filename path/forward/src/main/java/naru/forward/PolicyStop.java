package naru.forward;

import naru.base.Code;
import naru.base.Endpoint;
import naru.base.Failure;
import naru.base.Side;
import naru.forward.core.Policy;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Method;
import naru.http.RequestHead;
import naru.http.Slot;
import naru.http.Stop;

/**
 * The proxy's first stop: who asks, what for, and whether that is allowed. CONNECT leaves the way
 * of HTTP here; a request in absolute-form goes on, with what would give the client away taken out.
 */
final class PolicyStop implements Stop {
  static final Slot<Destination> DESTINATION = Slot.named("forward-destination");

  private final Authentication authentication;
  private final Gate gate;
  private final Hiding hiding;
  private final Connector connector;

  PolicyStop(Authentication authentication, Gate gate, Hiding hiding, Connector connector) {
    this.authentication = authentication;
    this.gate = gate;
    this.hiding = hiding;
    this.connector = connector;
  }

  @Override
  public void enter(Exchange x) {
    if (gate.stopsLoop(x, hiding)) {
      return;
    }
    if (ProxyPac.isAskedFor(x.request())) {
      ProxyPac.answer(x);
    } else if (authentication.admits(x)) {
      admitted(x);
    }
  }

  private void admitted(Exchange x) {
    RequestHead request = x.request();
    if (request.method() == Method.CONNECT) {
      connect(x, new Endpoint(request.host(), request.port()));
    } else if (request.form() == RequestHead.Form.ABSOLUTE) {
      boolean secure = request.secureTarget();
      int port = request.port() >= 0 ? request.port() : secure ? 443 : 80;
      fetch(x, new Endpoint(request.host(), port), secure);
    } else {
      refuse(x, "this is a proxy: ask for http://host/path, CONNECT host:port, or /proxy.pac");
    }
  }

  private void fetch(Exchange x, Endpoint target, boolean secure) {
    gate.judge(x, target).ifPresent(decision -> onward(x, target, secure, decision));
  }

  private void onward(Exchange x, Endpoint target, boolean secure, Policy.Decision decision) {
    if (!x.request().fields().has(Field.HOST)) {
      x.request().setHost(x.request().authority()); // HTTP/1.0 needs none, the server does
    }
    x.put(DESTINATION, new Destination(target, secure, decision));
    hiding.hide(x);
    x.proceed();
  }

  private void connect(Exchange x, Endpoint target) {
    if (x.hasBody()) {
      refuse(x, "CONNECT has no content (RFC 9110 section 9.3.6)");
      return;
    }
    gate.judge(x, target)
        .filter(decision -> gate.admitsPort(x, target.port()))
        .ifPresent(decision -> connector.connect(x, new Destination(target, true, decision)));
  }

  private static void refuse(Exchange x, String detail) {
    x.fail(Failure.of(Code.REQUEST_MALFORMED, Side.CLIENT, detail));
  }
}
