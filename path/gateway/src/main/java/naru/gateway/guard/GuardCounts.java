package naru.gateway.guard;

import java.util.concurrent.atomic.LongAdder;
import naru.base.Code;
import naru.base.Metrics;

/**
 * How many were refused, by reason, and how many proofs were checked.
 *
 * @param metrics what is counted whatever the configuration
 * @param own what goes with the configuration
 */
public record GuardCounts(Metrics metrics, Metrics own) {
  void refused(Code code) {
    metrics
        .counter(
            "naru_gateway_guard_refused_total{reason=\"" + code.reason() + "\"}",
            "requests refused by guards")
        .increment();
  }

  /** A server's own answer refused it. */
  void refusedByServer() {
    metrics
        .counter(
            "naru_gateway_guard_refused_total{reason=\"auth.forward.refused\"}",
            "requests refused by guards")
        .increment();
  }

  void authenticated(String scheme) {
    metrics
        .counter(
            "naru_gateway_guard_authenticated_total{scheme=\"" + scheme + "\"}",
            "requests whose sender proved who they are")
        .increment();
  }

  /** What a limit would have refused. */
  LongAdder dryRun(String limit) {
    return own.counter(
        "naru_gateway_guard_dry_run_total{limit=\"" + GuardMetrics.escaped(limit) + "\"}",
        "requests that a dry run would have refused");
  }
}
