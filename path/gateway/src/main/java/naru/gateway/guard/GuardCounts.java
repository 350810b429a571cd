package naru.gateway.guard;

import naru.base.Code;
import naru.base.Metrics;

/** How many were refused, by reason, and how many proofs were checked. */
record GuardCounts(Metrics metrics) {
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

  void dryRun(String limit) {
    metrics
        .counter(
            "naru_gateway_guard_dry_run_total{limit=\"" + GuardMetrics.escaped(limit) + "\"}",
            "requests that a dry run would have refused")
        .increment();
  }
}
