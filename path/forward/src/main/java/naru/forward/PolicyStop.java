package naru.forward;

import java.util.Optional;
import naru.base.Code;
import naru.base.Endpoint;
import naru.base.Failure;
import naru.base.Side;
import naru.forward.core.Credentials;
import naru.forward.core.Policy;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Fields;
import naru.http.Method;
import naru.http.RequestHead;
import naru.http.Slot;
import naru.http.Stop;
import naru.trace.ProxyEvent;
import org.jspecify.annotations.Nullable;

/**
 * The proxy's first stop: who asks, what for, and whether that is allowed. CONNECT leaves the way
 * of HTTP here; a request in absolute-form goes on, with what would give the client away taken out.
 */
final class PolicyStop implements Stop {
  static final Slot<Destination> DESTINATION = Slot.named("forward-destination");

  private final ForwardConfig config;
  private final Connector connector;
  private final @Nullable Endpoint inside;
  private final Hiding hiding;

  private PolicyStop(ForwardConfig config, Connector connector, @Nullable Endpoint inside) {
    this.config = config;
    this.connector = connector;
    this.inside = inside;
    this.hiding = Hiding.of(config);
  }

  /** For connections to the proxy itself. */
  static PolicyStop of(ForwardConfig config, Connector connector) {
    return new PolicyStop(config, connector, null);
  }

  /** For what comes out of an inspected tunnel to {@code inside}. */
  static PolicyStop inside(ForwardConfig config, Connector connector, Endpoint inside) {
    return new PolicyStop(config, connector, inside);
  }

  @Override
  public void enter(Exchange x) {
    if (hiding.isLoop(x.request())) {
      x.fail(
          Failure.of(Code.PROXY_LOOP, Side.CLIENT, "the request came through this proxy before"));
      return;
    }
    if (inside != null) {
      insideTunnel(x, inside);
    } else if (isAuthenticated(x)) {
      fromClient(x);
    }
  }

  private boolean isAuthenticated(Exchange x) {
    if (config.credentials().isEmpty()) {
      return true;
    }
    Fields f = x.request().fields();
    Optional<Credentials> credentials =
        f.text(Field.PROXY_AUTHORIZATION).flatMap(Credentials::parse);
    boolean accepted =
        credentials.isPresent() && config.credentials().get().test(credentials.get());
    String user = credentials.map(Credentials::user).orElse("");
    x.span().add(new ProxyEvent.Authenticated(user, accepted));
    if (!accepted) {
      String why = user.isEmpty() ? "no credentials" : "wrong credentials for '" + user + "'";
      x.fail(Failure.of(Code.PROXY_AUTH_REQUIRED, Side.CLIENT, why));
    }
    return accepted;
  }

  private void fromClient(Exchange x) {
    RequestHead request = x.request();
    if (request.method() == Method.CONNECT) {
      decide(x, new Endpoint(request.host(), request.port()), true);
    } else if (request.form() == RequestHead.Form.ABSOLUTE) {
      boolean secure = request.secureTarget();
      int port = request.port() >= 0 ? request.port() : secure ? 443 : 80;
      decide(x, new Endpoint(request.host(), port), secure);
    } else {
      x.fail(
          Failure.of(
              Code.REQUEST_MALFORMED,
              Side.CLIENT,
              "this is a proxy: ask for http://host/path, or CONNECT host:port"));
    }
  }

  private void insideTunnel(Exchange x, Endpoint end) {
    RequestHead request = x.request();
    boolean same = request.host().equals(end.host()) || request.form() != RequestHead.Form.ORIGIN;
    if (!same) {
      x.fail(
          Failure.of(
              Code.GATEWAY_MISDIRECTED,
              Side.CLIENT,
              "the tunnel leads to " + end.host() + ", the request to " + request.host()));
      return;
    }
    decide(x, end, true);
  }

  private void decide(Exchange x, Endpoint endpoint, boolean secure) {
    Policy.Decision decision = config.policy().decide(endpoint.host());
    x.span().add(decision.event(endpoint.toString()));
    if (decision.isDenied()) {
      x.fail(Failure.of(Code.PROXY_DENIED, Side.US, decision.denial(endpoint.host())));
      return;
    }
    Destination destination = new Destination(endpoint, secure, decision);
    if (x.request().method() == Method.CONNECT) {
      connect(x, destination);
      return;
    }
    x.put(DESTINATION, destination);
    hiding.hide(x);
    x.proceed();
  }

  private void connect(Exchange x, Destination destination) {
    int port = destination.endpoint().port();
    if (!config.connectPorts().isEmpty() && !config.connectPorts().contains(port)) {
      String detail = "CONNECT to port " + port + " is not allowed";
      x.fail(Failure.of(Code.PROXY_PORT_REFUSED, Side.US, detail));
      return;
    }
    connector.connect(x, destination);
  }
}
