package naru.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Limit;
import naru.base.Metrics;
import naru.base.Side;
import naru.gateway.change.ArmChange;
import naru.gateway.change.Faults;
import naru.gateway.change.RouteChange;
import naru.gateway.change.config.Mirror;
import naru.gateway.config.Destination;
import naru.gateway.config.RouteConfig;
import naru.gateway.core.Asker;
import naru.gateway.core.ForwardingFields;
import naru.gateway.core.HashKey;
import naru.gateway.core.Upstream;
import naru.gateway.guard.Gatehouse;
import naru.gateway.guard.Guards;
import naru.http.Way;
import naru.trace.ChangeEvent;
import org.jspecify.annotations.Nullable;

/** Compiles routes to what their requests take. */
final class Routes {
  /** Most responses that are compressed at once; others go as they are. */
  private static final int MAX_COMPRESSIONS = 256;

  /** Most copies for mirrors that are under way at once; others are left out. */
  private static final int MAX_MIRRORED = 1024;

  /** Most requests that are held on purpose at once; others go on. */
  private static final int MAX_HELD = 1024;

  private final Map<String, Upstream> upstreams;
  private final Gatehouse gatehouse;
  private final Asker asker;
  private final Metrics metrics;
  private final SplittableRandom[] random;
  private final Way mirrorWay;
  private final Limit compressions;
  private final Limit mirrored;
  private final Limit held;

  Routes(
      Map<String, Upstream> upstreams,
      Gatehouse gatehouse,
      ForwardingFields forwarding,
      HashKey key,
      Metrics metrics,
      GatewayState state,
      SplittableRandom[] random) {
    this.upstreams = upstreams;
    this.gatehouse = gatehouse;
    this.asker = new Asker(forwarding);
    this.metrics = metrics;
    this.random = random;
    this.mirrorWay = mirrorWay(forwarding, new BalanceStop(key, random));
    this.compressions = state.limit("compressions", MAX_COMPRESSIONS, metrics);
    this.mirrored = state.limit("mirrors", MAX_MIRRORED, metrics);
    this.held = state.limit("faults", MAX_HELD, metrics);
  }

  /** A copy is balanced and sent, and meets nobody else. */
  private static Way mirrorWay(ForwardingFields forwarding, BalanceStop balance) {
    return Way.of(
        balance,
        new UpstreamStop(
            forwarding,
            balance,
            x -> x.fail(Failure.of(Code.INTERNAL, Side.US, "a mirror is an upstream")),
            false));
  }

  Taken compile(RouteConfig route, Guards guards, Taken.Counts counts) {
    @Nullable RouteChange change = RouteChange.of(route, asker, compressions, faults(route));
    Optional<Upstream> one =
        route.to() instanceof Destination.ToUpstream to ? upstream(to.name()) : Optional.empty();
    @Nullable Split split =
        route.to() instanceof Destination.Split s ? split(route, s, guards, counts, change) : null;
    return new Taken(route, one, guards, counts, change, split, mirrors(route, counts, change));
  }

  private @Nullable Faults faults(RouteConfig route) {
    return route
        .changes()
        .fault()
        .map(
            fault ->
                new Faults(
                    route.name(),
                    route.place(),
                    fault,
                    asker,
                    random,
                    new Faults.Books(
                        held,
                        counter(route, "delay"),
                        counter(route, "abort"),
                        counter(route, "reset"))))
        .orElse(null);
  }

  private LongAdder counter(RouteConfig route, String kind) {
    String labels = "{route=\"" + route.name() + "\",kind=\"" + kind + "\"}";
    return metrics.counter("naru_gateway_faults_total" + labels, "faults made on purpose");
  }

  private Optional<Upstream> upstream(String name) {
    return Optional.ofNullable(upstreams.get(name));
  }

  private Split split(
      RouteConfig route,
      Destination.Split split,
      Guards guards,
      Taken.Counts counts,
      @Nullable RouteChange change) {
    int total = split.arms().stream().mapToInt(Destination.Arm::weight).sum();
    List<Split.Arm> arms = new ArrayList<>();
    for (Destination.Arm arm : split.arms()) {
      arms.add(
          new Split.Arm(
              new Taken(
                  route,
                  upstream(arm.upstream()),
                  gatehouse.on(guards, arm.circuit()),
                  counts,
                  change,
                  null,
                  null),
              new ArmChange(route.name(), asker, arm.request(), arm.response()),
              arm.weight(),
              new ChangeEvent.SplitChosen(
                  route.name(), arm.upstream(), arm.weight(), total, route.place())));
    }
    return new Split(route, arms, random);
  }

  private @Nullable Mirrors mirrors(
      RouteConfig route, Taken.Counts counts, @Nullable RouteChange change) {
    List<Mirrors.One> all = new ArrayList<>();
    for (Mirror mirror : route.changes().mirrors()) {
      String labels = "{route=\"" + route.name() + "\",upstream=\"" + mirror.upstream() + "\"}";
      all.add(
          new Mirrors.One(
              mirror,
              new Taken(
                  route, upstream(mirror.upstream()), Guards.NONE, counts, change, null, null),
              metrics.counter("naru_gateway_mirrored_total" + labels, "copies sent"),
              metrics.counter("naru_gateway_mirror_left_out_total" + labels, "copies not sent")));
    }
    return all.isEmpty() ? null : new Mirrors(all, mirrorWay, mirrored, random);
  }
}
