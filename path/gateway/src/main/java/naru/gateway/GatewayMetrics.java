package naru.gateway;

import java.util.Collection;
import java.util.function.ToLongFunction;
import naru.base.Metrics;
import naru.gateway.core.Tally;
import naru.gateway.core.Target;
import naru.gateway.core.Upstream;

/** The gateway's numbers, by route and by target. */
record GatewayMetrics(Metrics metrics) {
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
    for (Target target : upstream.targets()) {
      gauge(upstream, target, "tries_total", "tries sent", t -> t.state().requests().sum());
      gauge(upstream, target, "failures_total", "tries failed", t -> t.state().failures().sum());
      gauge(upstream, target, "inflight", "requests under way", t -> t.state().inflight().sum());
      gauge(
          upstream,
          target,
          "healthy",
          "1 if active checks find no fault",
          t -> t.state().health().isHealthy() ? 1 : 0);
      gauge(upstream, target, "ejections", "times taken out", t -> t.state().conduct().times());
    }
  }

  private void gauge(
      Upstream upstream, Target target, String name, String help, ToLongFunction<Target> value) {
    metrics.gauge(
        "naru_gateway_target_"
            + name
            + "{upstream=\""
            + escaped(upstream.name())
            + "\",target=\""
            + target.address()
            + "\"}",
        help,
        () -> value.applyAsLong(target));
  }

  /** Label values escape these; text exposition format 0.0.4. */
  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
