package naru.http;

import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import naru.base.Metrics;
import naru.http.h2.Budget;

/** What the loops of an engine count, summed up as metrics. */
final class EngineMetrics {
  private final Metrics metrics;
  private final List<LoopState> states;

  private EngineMetrics(Metrics metrics, Collection<LoopState> states) {
    this.metrics = metrics;
    this.states = List.copyOf(states);
  }

  static void publish(Metrics metrics, Collection<LoopState> states, IdleTimes idleTimes) {
    EngineMetrics all = new EngineMetrics(metrics, states);
    all.clients();
    all.http2();
    all.upstreams();
    all.kept(idleTimes);
    all.loops();
  }

  private void clients() {
    sum("naru_http_connections", "client connections open", c -> c.connections);
    sum("naru_http_requests_total", "requests begun", c -> c.requests);
    sum("naru_http_malformed_total", "requests refused as malformed", c -> c.malformed);
    sum("naru_http_deadlines_total", "connections past a deadline", c -> c.deadlines);
    sum("naru_http_request_bytes_total", "request body bytes", c -> c.requestBytes);
    sum("naru_http_response_bytes_total", "response body bytes", c -> c.responseBytes);
    sum("naru_http_tunnels", "client connections that are tunnels now", c -> c.tunnels);
    sum("naru_http_tunnels_total", "upgrades granted", c -> c.tunnelsBegun);
    sum(
        "naru_http_refused_connections_total",
        "client connections closed because the client has too many",
        c -> c.connectionsRefused);
    sum("naru_http_too_slow_total", "clients cut for slowness", c -> c.tooSlow);
  }

  private void http2() {
    sum("naru_http2_connections", "of these with HTTP/2", c -> c.http2Connections);
    for (Budget budget : Budget.values()) {
      sum(
          "naru_http2_exceeded_total{budget=\"" + budget.label() + "\"}",
          "HTTP/2 connections ended because of a budget",
          c -> c.http2Budgets[budget.ordinal()]);
    }
  }

  private void upstreams() {
    sum("naru_upstream_dials_total", "upstream connections dialed", c -> c.upstreamDials);
    sum("naru_upstream_reuses_total", "requests on open ones", c -> c.upstreamReuses);
    sum("naru_upstream_http2", "upstream connections with HTTP/2", c -> c.upstreamHttp2);
    sum("naru_upstream_idle", "idle upstream connections", c -> c.upstreamIdle);
    sum("naru_upstream_waiting", "requests waiting for one", c -> c.upstreamWaiting);
    sum("naru_upstream_refused_total", "requests refused", c -> c.upstreamRefused);
  }

  /** Upstream connections that wait for another request. */
  private void kept(IdleTimes idleTimes) {
    sum(
        "naru_upstream_idle_closed_total",
        "idle upstream connections closed by the server",
        c -> c.upstreamIdleClosed);
    sum(
        "naru_upstream_idle_reset_total",
        "idle upstream connections that were reset",
        c -> c.upstreamIdleReset);
    sum(
        "naru_upstream_idle_lost_total",
        "idle upstream connections that timed out, or to which there was no way any more",
        c -> c.upstreamIdleLost);
    sum(
        "naru_upstream_goaway_errors_total",
        "upstream connections with HTTP/2 that the server ended with an error code",
        c -> c.upstreamGoAways);
    sum(
        "naru_upstream_http1_required_total",
        "requests by HTTP/2 whose server wanted HTTP/1.1 instead",
        c -> c.upstreamHttp1Required);
    sum(
        "naru_upstream_race_avoided_total",
        "idle upstream connections not used again because the server might be closing them",
        c -> c.upstreamRaceAvoided);
    sum(
        "naru_upstream_replays_total",
        "requests sent again because a kept connection closed as they were sent",
        c -> c.upstreamReplays);
    sum(
        "naru_upstream_unasked_total",
        "upstream connections closed because the server spoke unasked",
        c -> c.upstreamUnasked);
    metrics.gauge(
        "naru_upstream_idle_lessons_total",
        "times that the idle time of a server was learned from it",
        idleTimes::lessons);
  }

  private void loops() {
    metrics.gauge(
        "naru_loop_late_nanos_total",
        "how late the ticks of the event loops came, which are busy otherwise, or wait for a core",
        () -> sweeps().mapToLong(Sweep::lateNanos).sum());
    metrics.gauge(
        "naru_loop_latest_nanos",
        "how late one of them came at most since the start",
        () -> sweeps().mapToLong(Sweep::latestNanos).max().orElse(0));
  }

  private Stream<Sweep> sweeps() {
    return states.stream().map(LoopState::sweep);
  }

  private void sum(String name, String help, ToLongFunction<Counters> value) {
    metrics.gauge(
        name, help, () -> states.stream().mapToLong(s -> value.applyAsLong(s.counters())).sum());
  }
}
