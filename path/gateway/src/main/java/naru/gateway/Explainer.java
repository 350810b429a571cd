package naru.gateway;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Clock;
import naru.base.Code;
import naru.gateway.change.RouteChange;
import naru.gateway.change.config.Mirror;
import naru.gateway.config.Balance;
import naru.gateway.core.ForwardingFields;
import naru.gateway.core.HashKey;
import naru.gateway.core.RouteTable;
import naru.gateway.core.Routing;
import naru.gateway.core.SafePath;
import naru.gateway.core.Target;
import naru.gateway.core.Upstream;
import naru.gateway.guard.GuardStop;
import naru.gateway.guard.Guards;
import naru.http.Exchange;
import naru.http.Method;
import naru.http.RequestHead;
import naru.trace.ChangeEvent;
import naru.trace.GuardEvent;
import org.jspecify.annotations.Nullable;

/**
 * Says what would become of a request, by asking everything on its way that a request would meet,
 * in the same order and in the same state, without sending anything or taking anything from a
 * limit.
 */
final class Explainer {
  private final RouteTable table;
  private final @Nullable ToHttps toHttps;
  private final List<Taken> routes;
  private final ForwardingFields forwarding;
  private final HashKey key;
  private final Clock clock;

  Explainer(
      RouteTable table,
      @Nullable ToHttps toHttps,
      List<Taken> routes,
      ForwardingFields forwarding,
      HashKey key,
      Clock clock) {
    this.table = table;
    this.toHttps = toHttps;
    this.routes = routes;
    this.forwarding = forwarding;
    this.key = key;
    this.clock = clock;
  }

  /** See {@link Gateway#explain}. */
  Explanation explain(
      String method,
      String authority,
      String path,
      List<Map.Entry<String, String>> headers,
      Exchange.Client client) {
    RequestHead head = RequestHead.of(method, path, authority);
    headers.forEach(h -> head.fields().add(h.getKey(), h.getValue()));
    if (head.method() == Method.TRACE) {
      return new Explanation.Refused(Code.REQUEST_METHOD, RouteStop.NO_TRACE);
    }
    return switch (SafePath.of(head)) {
      case SafePath.Result.Refused refused ->
          new Explanation.Refused(Code.REQUEST_MALFORMED, refused.why());
      case SafePath.Result.Same same -> explain(head, client);
      case SafePath.Result.Changed changed -> {
        head.setPath(changed.pathAndQuery());
        yield explain(head, client);
      }
    };
  }

  private Explanation explain(RequestHead head, Exchange.Client client) {
    Optional<ChangeEvent.Redirected> redirected = look(head, client);
    if (redirected.isPresent()) {
      return new Explanation.Redirected(head.path(), redirected.get());
    }
    RequestHead seen = table.seen(head, client);
    if (table.isAmbiguous(seen, client)) {
      return new Explanation.Refused(Code.REQUEST_MALFORMED, RouteStop.AMBIGUOUS);
    }
    return switch (table.route(seen, client)) {
      case Routing.None none -> new Explanation.NoRoute(head.path(), none.event().missed());
      case Routing.Chosen chosen -> explain(head, client, chosen, routes.get(chosen.route()));
    };
  }

  private Explanation explain(
      RequestHead head, Exchange.Client client, Routing.Chosen chosen, Taken route) {
    List<GuardEvent> guards = guards(head, client, route);
    if (!guards.isEmpty() && Guards.refuses(guards.getLast())) {
      return new Explanation.Guarded(head.path(), chosen.event(), guards);
    }
    RouteChange change = route.change();
    List<ChangeEvent> faults = change == null ? List.of() : change.wouldSuffer(head, client);
    if (change != null) {
      Optional<ChangeEvent> answer = change.wouldAnswer(head, client);
      if (answer.isPresent()) {
        return new Explanation.Answers(head.path(), chosen.event(), guards, faults, answer.get());
      }
    }
    Split split = route.split();
    if (split != null) {
      return new Explanation.ToSplit(
          head.path(),
          chosen.event(),
          guards,
          faults,
          split.arms().stream()
              .map(a -> new Explanation.Arm(a.event(), explain(head, client, chosen, a)))
              .toList());
    }
    return route
        .upstream()
        .<Explanation>map(u -> toUpstream(head, client, chosen, route, guards, faults, u))
        .orElseGet(
            () ->
                new Explanation.ToOrigin(
                    head.path(), chosen.event(), guards, changes(head, route, faults)));
  }

  private Optional<Explanation.ToUpstream> explain(
      RequestHead head, Exchange.Client client, Routing.Chosen chosen, Split.Arm arm) {
    return arm.taken()
        .upstream()
        .map(u -> toUpstream(head, client, chosen, arm.taken(), List.of(), List.of(), u));
  }

  private List<GuardEvent> guards(RequestHead head, Exchange.Client client, Taken route) {
    InetAddress peer = client.remote().getAddress();
    InetAddress asker = GuardStop.clientOf(forwarding, head.fields(), peer);
    long wall = clock.wall().getEpochSecond();
    return route.guards().explain(head.copy(), asker, clock.nanos(), wall);
  }

  private static List<ChangeEvent> changes(
      RequestHead head, Taken route, List<ChangeEvent> faults) {
    List<ChangeEvent> changes = new ArrayList<>(faults);
    RouteChange change = route.change();
    if (change != null) {
      change.wouldForward(head.copy()).ifPresent(changes::add);
    }
    for (Mirror mirror : route.config().changes().mirrors()) {
      changes.add(
          new ChangeEvent.Mirrored(
              mirror.upstream(), ChangeEvent.Outcome.SENT, route.config().place()));
    }
    return changes;
  }

  private Explanation.ToUpstream toUpstream(
      RequestHead head,
      Exchange.Client client,
      Routing.Chosen chosen,
      Taken route,
      List<GuardEvent> guards,
      List<ChangeEvent> faults,
      Upstream upstream) {
    long now = clock.nanos();
    InetAddress peer = client.remote().getAddress();
    long draw = upstream.hashBy().map(by -> key.of(by, head, peer)).orElse(HashKey.NONE);
    Optional<Target> pick = upstream.tryOut(now, draw, List.of(), head);
    boolean settled = draw != HashKey.NONE || upstream.config().balance() instanceof Balance.First;
    Optional<String> target = settled ? pick.map(Target::address) : Optional.empty();
    return new Explanation.ToUpstream(
        head.path(),
        chosen.event(),
        guards,
        changes(head, route, faults),
        upstream.name(),
        upstream.config().balance().word(),
        upstream.candidates(now),
        target,
        pick.isPresent(),
        upstream.config().place());
  }

  private Optional<ChangeEvent.Redirected> look(RequestHead head, Exchange.Client client) {
    ToHttps https = toHttps;
    return https == null ? Optional.empty() : https.look(head, client);
  }
}
