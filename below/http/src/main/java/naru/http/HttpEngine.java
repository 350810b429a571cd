package naru.http;

import io.netty.channel.EventLoop;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import naru.base.IpRange;
import naru.base.Metrics;
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
    EngineMetrics.publish(metrics, engine.states.values(), engine.idleTimes);
    return engine;
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
