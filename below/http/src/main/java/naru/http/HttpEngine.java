package naru.http;

import io.netty.channel.EventLoop;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import naru.base.IpRange;
import naru.base.Metrics;
import naru.http.h2.Budget;
import naru.trace.Tracer;
import naru.transport.Dialer;
import naru.transport.Loops;

/** The states of all event loops. One per program. */
public final class HttpEngine {
  private final Map<EventLoop, LoopState> states = new IdentityHashMap<>();
  private final Tracer tracer;
  private final ClientCensus census = new ClientCensus();
  private final IdleTimes idleTimes = new IdleTimes();

  private HttpEngine(Tracer tracer) {
    this.tracer = tracer;
  }

  /** An engine on these loops. */
  public static HttpEngine of(Loops loops, Tracer tracer, Metrics metrics) {
    HttpEngine engine = new HttpEngine(tracer);
    Dialer dialer = Dialer.of(loops);
    int index = 0;
    for (EventLoop loop : loops.all()) {
      engine.states.put(loop, new LoopState(index++, loop, tracer, dialer, engine.idleTimes));
    }
    engine.publish(metrics);
    return engine;
  }

  private void publish(Metrics metrics) {
    sum(metrics, "naru_http_connections", "client connections open", c -> c.connections);
    sum(metrics, "naru_http_requests_total", "requests begun", c -> c.requests);
    sum(metrics, "naru_http_malformed_total", "requests refused as malformed", c -> c.malformed);
    sum(metrics, "naru_http_deadlines_total", "connections past a deadline", c -> c.deadlines);
    sum(metrics, "naru_http_request_bytes_total", "request body bytes", c -> c.requestBytes);
    sum(metrics, "naru_http_response_bytes_total", "response body bytes", c -> c.responseBytes);
    sum(metrics, "naru_http_tunnels", "client connections that are tunnels now", c -> c.tunnels);
    sum(metrics, "naru_http_tunnels_total", "upgrades granted", c -> c.tunnelsBegun);
    sum(
        metrics,
        "naru_http_refused_connections_total",
        "client connections closed because the client has too many",
        c -> c.connectionsRefused);
    sum(metrics, "naru_http_too_slow_total", "clients cut for slowness", c -> c.tooSlow);
    sum(metrics, "naru_upstream_dials_total", "upstream connections dialed", c -> c.upstreamDials);
    sum(metrics, "naru_upstream_reuses_total", "requests on open ones", c -> c.upstreamReuses);
    sum(metrics, "naru_upstream_http2", "upstream connections with HTTP/2", c -> c.upstreamHttp2);
    sum(metrics, "naru_upstream_idle", "idle upstream connections", c -> c.upstreamIdle);
    sum(metrics, "naru_upstream_waiting", "requests waiting for one", c -> c.upstreamWaiting);
    sum(metrics, "naru_upstream_refused_total", "requests refused", c -> c.upstreamRefused);
    sum(
        metrics,
        "naru_upstream_idle_closed_total",
        "idle upstream connections closed by the server",
        c -> c.upstreamIdleClosed);
    sum(
        metrics,
        "naru_upstream_idle_reset_total",
        "idle upstream connections that were reset",
        c -> c.upstreamIdleReset);
    sum(
        metrics,
        "naru_upstream_idle_lost_total",
        "idle upstream connections that timed out, or to which there was no way any more",
        c -> c.upstreamIdleLost);
    sum(
        metrics,
        "naru_upstream_goaway_errors_total",
        "upstream connections with HTTP/2 that the server ended with an error code",
        c -> c.upstreamGoAways);
    sum(
        metrics,
        "naru_upstream_http1_required_total",
        "requests by HTTP/2 whose server wanted HTTP/1.1 instead",
        c -> c.upstreamHttp1Required);
    sum(
        metrics,
        "naru_upstream_race_avoided_total",
        "idle upstream connections not used again because the server might be closing them",
        c -> c.upstreamRaceAvoided);
    sum(
        metrics,
        "naru_upstream_replays_total",
        "requests sent again because a kept connection closed as they were sent",
        c -> c.upstreamReplays);
    sum(
        metrics,
        "naru_upstream_unasked_total",
        "upstream connections closed because the server spoke unasked",
        c -> c.upstreamUnasked);
    metrics.gauge(
        "naru_upstream_idle_lessons_total",
        "times that the idle time of a server was learned from it",
        idleTimes::lessons);
    sum(metrics, "naru_http2_connections", "of these with HTTP/2", c -> c.http2Connections);
    metrics.gauge(
        "naru_loop_late_nanos_total",
        "how late the ticks of the event loops came, which are busy otherwise, or wait for a core",
        () -> sweeps().mapToLong(Sweep::lateNanos).sum());
    metrics.gauge(
        "naru_loop_latest_nanos",
        "how late one of them came at most since the start",
        () -> sweeps().mapToLong(Sweep::latestNanos).max().orElse(0));
    for (Budget budget : Budget.values()) {
      sum(
          metrics,
          "naru_http2_exceeded_total{budget=\"" + budget.label() + "\"}",
          "HTTP/2 connections ended because of a budget",
          c -> c.http2Budgets[budget.ordinal()]);
    }
  }

  private Stream<Sweep> sweeps() {
    return states.values().stream().map(LoopState::sweep);
  }

  private void sum(Metrics metrics, String name, String help, ToLongFunction<Counters> value) {
    metrics.gauge(
        name,
        help,
        () -> states.values().stream().mapToLong(s -> value.applyAsLong(s.counters())).sum());
  }

  /**
   * Names the fields of requests that are recorded with them, from the next request on.
   *
   * @param names in lower case, at most {@link naru.trace.PartFacts#MAX_FIELDS}
   */
  public void recordFields(List<String> names) {
    RecordedFields fields = RecordedFields.of(names);
    states.values().forEach(s -> s.recordedFields(fields));
  }

  /** Shows browsers these pages where Naru has to say no, from the next failure on. */
  public void pages(ErrorPages pages) {
    states.values().forEach(s -> s.pages(pages));
  }

  /** Names the clients that responses tell why, from the next response on. */
  public void explainTo(List<IpRange> clients) {
    List<IpRange> ranges = List.copyOf(clients);
    states.values().forEach(s -> s.explainTo(ranges));
  }

  /** The state of a loop of ours. */
  public LoopState state(EventLoop loop) {
    LoopState state = states.get(loop);
    if (state == null) {
      throw new IllegalArgumentException("not a loop of this engine: " + loop);
    }
    return state;
  }

  ClientCensus census() {
    return census;
  }

  public Tracer tracer() {
    return tracer;
  }
}
