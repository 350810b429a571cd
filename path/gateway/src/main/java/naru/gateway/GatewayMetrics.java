package naru.gateway;

import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;
import naru.base.Metrics;
import naru.gateway.core.Tally;
import naru.gateway.core.Target;
import naru.gateway.core.TargetState;
import naru.gateway.core.Upstream;

/** The gateway's numbers, by route and by target. */
record GatewayMetrics(Metrics metrics) {
  /** A number of each target. */
  private record Kind(String name, String help, ToLongFunction<TargetState> value) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("tries_total", "tries sent", t -> t.requests().sum()),
          new Kind("failures_total", "tries failed", t -> t.failures().sum()),
          new Kind("inflight", "requests under way", t -> t.inflight().sum()),
          new Kind(
              "healthy", "1 if active checks find no fault", t -> t.health().isHealthy() ? 1 : 0),
          new Kind("ejections", "times taken out", t -> t.conduct().times()));

  void publish(Collection<Upstream> upstreams, Collection<Taken> routes, Tally unrouted) {
    metrics.gauge("naru_gateway_unrouted_total", "requests without a route", unrouted::sum);
    for (Taken route : routes) {
      metrics.gauge(
          "naru_gateway_requests_total{route=\"" + escaped(route.config().name()) + "\"}",
          "requests by route",
          route.requests()::sum);
      metrics.histogram(
          "naru_gateway_duration_seconds{route=\"" + escaped(route.config().name()) + "\"}",
          "from a request's head to the end of its answer",
          route.counts().times());
    }
    upstreams.forEach(this::publish);
  }

  private void publish(Upstream upstream) {
    String label = "{upstream=\"" + escaped(upstream.name()) + "\"}";
    metrics.gauge(
        "naru_gateway_retries_running" + label,
        "repetitions under way",
        () -> upstream.budget().running());
    metrics.gauge(
        "naru_gateway_retries_refused_total" + label,
        "repetitions that the budget did not allow",
        () -> upstream.budget().refused());
    metrics.gauge(
        "naru_gateway_retries_max" + label,
        "most repetitions under way",
        () -> upstream.budget().max());
    metrics.gauge(
        "naru_gateway_retries_limited_total" + label,
        "repetitions beyond the most that may be under way",
        () -> upstream.budget().limited());
    metrics.gauge("naru_gateway_targets" + label, "targets now", () -> upstream.targets().size());
    upstream.targets().forEach(target -> publish(upstream, target));
  }

  /** The numbers of a target that is new. */
  void publish(Upstream upstream, Target target) {
    TargetState state = target.state();
    for (Kind kind : KINDS) {
      metrics.gauge(
          name(kind, upstream, state.key()), kind.help(), () -> kind.value().applyAsLong(state));
    }
  }

  /** A target is there no longer. */
  void forget(Upstream upstream, TargetState.Key target) {
    for (Kind kind : KINDS) {
      metrics.forget(name(kind, upstream, target));
    }
  }

  private static String name(Kind kind, Upstream upstream, TargetState.Key target) {
    return "naru_gateway_target_"
        + kind.name()
        + "{upstream=\""
        + escaped(upstream.name())
        + "\",target=\""
        + escaped(target.address())
        + "\"}";
  }

  /** Label values escape these; text exposition format 0.0.4. */
  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
