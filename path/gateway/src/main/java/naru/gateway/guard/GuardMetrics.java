package naru.gateway.guard;

import naru.base.Clock;
import naru.base.Metrics;
import naru.base.Place;
import naru.gateway.guard.core.RateTable;
import naru.gateway.guard.core.Verified;

/** The numbers of limits, circuits and keys, read when someone looks. */
record GuardMetrics(Metrics metrics) {
  void publish(String limit, RateTable table, Clock clock) {
    String label = "{limit=\"" + escaped(limit) + "\"}";
    metrics.gauge("naru_gateway_rate_keys_max" + label, "keys told apart", table::capacity);
    metrics.gauge(
        "naru_gateway_rate_keys" + label, "keys in debt", () -> table.inDebt(clock.nanos()));
    metrics.gauge(
        "naru_gateway_rate_forgotten_total" + label,
        "keys forgotten although they were in debt",
        table::forgotten);
  }

  void publish(CircuitState circuit) {
    String label = "{circuit=\"" + escaped(circuit.config().id()) + "\"}";
    metrics.gauge(
        "naru_gateway_circuit_inflight" + label, "under way", () -> circuit.waiting().inflight());
    metrics.gauge("naru_gateway_circuit_limit" + label, "may be", () -> circuit.waiting().limit());
    metrics.gauge(
        "naru_gateway_circuit_waiting" + label, "wait", () -> circuit.waiting().waiting());
    metrics.gauge(
        "naru_gateway_circuit_base_nanos" + label,
        "latency of an idle server, as an adaptive limit knows it",
        circuit::baseNanos);
    metrics.gauge("naru_gateway_circuit_waited_total" + label, "had to wait", circuit.waited::sum);
    metrics.gauge("naru_gateway_circuit_refused_total" + label, "refused", circuit.refused::sum);
    metrics.gauge(
        "naru_gateway_circuit_timeouts_total" + label, "waited in vain", circuit.timedOut::sum);
  }

  void publish(String source, KeySet keys) {
    metrics.gauge(
        "naru_gateway_token_keys{source=\"" + escaped(source) + "\"}",
        "public keys known",
        () -> keys.keys().size());
  }

  void publish(String scheme, Place place, Verified<?> verified) {
    String label = "{scheme=\"" + scheme + "\",at=\"" + escaped(place.toString()) + "\"}";
    metrics.gauge("naru_gateway_proofs_remembered" + label, "remembered", verified::size);
    metrics.gauge(
        "naru_gateway_proofs_remembered_hits_total" + label, "used again", verified::hits);
  }

  void publish(Desk desk) {
    metrics.gauge("naru_gateway_proofs_waiting", "proofs being checked", desk::there);
    metrics.gauge("naru_gateway_proofs_waiting_max", "proofs that may be", () -> Desk.MOST_WAITING);
  }

  /** Label values escape these; text exposition format 0.0.4. */
  static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
