package naru.gateway;

import java.util.List;
import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.gateway.change.RouteChange;
import naru.gateway.change.Upgrades;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.GatewayConfig.Misdirected;
import naru.gateway.config.RouteConfig;
import naru.gateway.core.Asker;
import naru.gateway.core.ForwardingFields;
import naru.gateway.core.RouteTable;
import naru.gateway.core.Routing;
import naru.gateway.core.SafePath;
import naru.gateway.core.Tally;
import naru.http.Ascii;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Method;
import naru.http.RequestHead;
import naru.http.Stop;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.TlsEvent;
import org.jspecify.annotations.Nullable;

/** Finds the route of a request, after its path has got its one spelling. */
final class RouteStop implements Stop {
  /** Characters of a host that are told again; a name of the DNS has no more. */
  private static final int MAX_NAME = 253;

  /** What is wrong with a path that servers behind may read as one of another route. */
  static final String AMBIGUOUS =
      "with %2F as a slash, or without ;parameters, this path is another route's";

  /** Why a request to be shown what arrives is not passed on. */
  static final String NO_TRACE = "the answer would show what servers are told of a client";

  private final RouteTable table;
  private final ForwardingFields forwarding;
  private final List<Taken> routes;
  private final @Nullable Asker asker;
  private final boolean hideServer;
  private final boolean tellsCertificate;
  private final Misdirected misdirected;
  private final @Nullable ToHttps toHttps;
  private final Tally unrouted;

  RouteStop(
      RouteTable table,
      ForwardingFields forwarding,
      List<Taken> routes,
      GatewayConfig config,
      @Nullable ToHttps toHttps,
      Tally unrouted) {
    this.table = table;
    this.forwarding = forwarding;
    this.routes = routes;
    this.asker = config.trust().isEmpty() ? null : new Asker(forwarding);
    this.hideServer = config.hideServer();
    this.tellsCertificate = config.tellsCertificate();
    this.misdirected = config.misdirected();
    this.toHttps = toHttps;
    this.unrouted = unrouted;
  }

  @Override
  public void enter(Exchange x) {
    RequestHead head = x.request();
    String client = forwarding.forwardedFor(head.fields(), x.client().remote().getAddress());
    if (client != null) {
      boolean older = head.fields().has(Field.X_FORWARDED_FOR);
      HttpEvent told = new HttpEvent.ForwardedFor(client, older ? "X-Forwarded-For" : "Forwarded");
      x.span().add(Party.CLIENT, Party.GATEWAY, Provenance.WIRE, told);
    }
    if (head.form() == RequestHead.Form.AUTHORITY) {
      refuse(x, Code.REQUEST_METHOD, "CONNECT is for proxies");
      return;
    }
    if (head.method() == Method.TRACE) {
      refuse(x, Code.REQUEST_METHOD, NO_TRACE);
      return;
    }
    if (isFalselySecure(x)) {
      refuse(x, Code.GATEWAY_MISDIRECTED, "https was asked for in the clear");
      return;
    }
    if (misdirected == Misdirected.REFUSE && isMisdirected(x)) {
      refuse(x, Code.GATEWAY_MISDIRECTED, misdirection(x));
      return;
    }
    switch (SafePath.of(head)) {
      case SafePath.Result.Same same -> route(x, same.plain());
      case SafePath.Result.Changed changed -> {
        head.setPath(changed.pathAndQuery());
        route(x, false);
      }
      case SafePath.Result.Refused refused -> refuse(x, Code.REQUEST_MALFORMED, refused.why());
    }
  }

  private static void refuse(Exchange x, Code code, String why) {
    x.fail(Failure.of(code, Side.CLIENT, why));
  }

  /**
   * RFC 9110 section 7.4: an https URL is refused on a connection that is not secured, or anybody
   * could have the servers behind believe that it was; unless a trusted proxy secured it.
   */
  private boolean isFalselySecure(Exchange x) {
    RequestHead head = x.request();
    return head.form() == RequestHead.Form.ABSOLUTE
        && head.secureTarget()
        && !x.isSecure()
        && !forwarding.trusts(x.client().remote().getAddress());
  }

  /** RFC 9110 section 7.4: a request that was meant for another connection. */
  private static boolean isMisdirected(Exchange x) {
    String name = serverName(x);
    RequestHead head = x.request();
    if (name.isEmpty() || head.hostLength() == 0) {
      return false;
    }
    int length = head.hostLength();
    int offset = head.authorityOffset();
    boolean dot = length > 1 && head.bytes()[offset + length - 1] == '.';
    return !Ascii.equalsIgnoreCase(head.bytes(), offset, dot ? length - 1 : length, name);
  }

  private static String serverName(Exchange x) {
    Optional<TlsEvent.Established> tls = x.client().tls();
    return tls.isPresent() ? tls.get().serverName() : "";
  }

  /** Both names are the client's own words. */
  private static String misdirection(Exchange x) {
    String host = x.request().host();
    String shown = host.length() <= MAX_NAME ? host : host.substring(0, MAX_NAME) + "...";
    return "TLS was set up for the name " + serverName(x) + ", the request is for " + shown;
  }

  private void route(Exchange x, boolean plain) {
    ToHttps https = toHttps;
    if (https != null && https.takes(x)) {
      return;
    }
    RequestHead seen = plain ? x.request() : table.seen(x.request(), x.client());
    if (!plain && table.isAmbiguous(seen, x.client())) {
      refuse(x, Code.REQUEST_MALFORMED, AMBIGUOUS);
      return;
    }
    switch (table.route(seen, x.client())) {
      case Routing.Chosen chosen -> {
        x.span().add(chosen.event());
        take(x, routes.get(chosen.route()));
      }
      case Routing.None none -> {
        unrouted.add(x.loopState().index(), 1);
        x.span().add(none.event());
        x.fail(
            Failure.of(
                Code.GATEWAY_NO_ROUTE,
                Side.US,
                "no route for " + x.request().authority() + x.request().pathOnly()));
      }
    }
  }

  private void take(Exchange x, Taken route) {
    route.requests().add(x.loopState().index(), 1);
    x.span().measure(route.counts().times());
    x.put(Taken.SLOT, route);
    List<RouteConfig.Left<?>> leaves = route.config().leaves();
    for (int i = 0; i < leaves.size(); i++) { // an iterator would be an object
      leaves.get(i).in(x);
    }
    if (route.personal()) {
      x.authorized();
    }
    if (tellsCertificate) {
      CertificateField.tell(x);
    }
    if (x.request().isUpgrade()) {
      Upgrades.check(x, route.config().changes().upgrades(), route.config().place());
    }
    OwnTrailers.on(x, route.own());
    Asker believes = asker;
    if (believes != null) {
      x.told(believes);
    }
    RouteChange change = route.change();
    if (change != null && !change.arrive(x)) {
      return;
    }
    if (hideServer) {
      HidingSink.on(x);
    }
    x.proceed();
  }
}
