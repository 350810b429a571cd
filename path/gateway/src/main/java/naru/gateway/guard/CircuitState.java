package naru.gateway.guard;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import naru.gateway.guard.config.Circuit;
import naru.gateway.guard.core.LatencyLimit;
import naru.gateway.guard.core.Waiting;
import naru.trace.GuardEvent;
import org.jspecify.annotations.Nullable;

/**
 * A circuit as it stands: shared by all loops and by all routes that it bounds, and the same one
 * after a reload, with the bounds of the new configuration.
 */
final class CircuitState {
  /** How often an adaptive limit measures its base anew. */
  static final long PROBE_NANOS = 60_000_000_000L;

  final LongAdder waited = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder timedOut = new LongAdder();
  private final Waiting<Turn> waiting;
  private volatile Circuit config;
  private @Nullable LatencyLimit latency;

  CircuitState(Circuit config, long now) {
    this.config = config;
    this.waiting = new Waiting<>(config.requests(), config.queue());
    Turn.grant(configure(config, now));
  }

  /** From now on with these bounds. */
  synchronized List<Turn> configure(Circuit newConfig, long now) {
    boolean same =
        latency != null
            && config.least() == newConfig.least()
            && config.requests() == newConfig.requests();
    config = newConfig;
    if (!newConfig.adaptive()) {
      latency = null;
    } else if (!same) {
      latency = new LatencyLimit(newConfig.least(), newConfig.requests(), PROBE_NANOS, now);
    }
    return resize();
  }

  private List<Turn> resize() {
    LatencyLimit l = latency;
    int limit = l == null ? config.requests() : l.limit();
    return waiting.limit() == limit && waiting.places() == config.queue()
        ? List.of()
        : waiting.resize(limit, config.queue());
  }

  Circuit config() {
    return config;
  }

  Waiting<Turn> waiting() {
    return waiting;
  }

  /**
   * A request is over.
   *
   * @param tookNanos until the head of its response; 0 if that says nothing
   */
  void left(long tookNanos, boolean good, long now) {
    if (tookNanos > 0 || !good) {
      learn(tookNanos, good, now);
    }
    Turn.grant(waiting.leave());
  }

  private void learn(long tookNanos, boolean good, long now) {
    List<Turn> admitted = List.of();
    synchronized (this) {
      LatencyLimit l = latency;
      if (l != null) {
        l.sample(tookNanos, waiting.inflight(), good, now);
        admitted = resize();
      }
    }
    Turn.grant(admitted);
  }

  /** The latency of an idle server, as an adaptive limit knows it; 0 if it does not. */
  synchronized long baseNanos() {
    LatencyLimit l = latency;
    return l == null ? 0 : l.baseNanos();
  }

  /** What a request would meet that came now. */
  GuardEvent explain() {
    int inflight = waiting.inflight();
    int limit = waiting.limit();
    if (inflight < limit) {
      String allowed = limit + " at once";
      return new GuardEvent.Within(config.id(), "", "", allowed, limit - inflight, config.place());
    }
    GuardEvent.Outcome outcome =
        waiting.waiting() < waiting.places()
            ? GuardEvent.Outcome.ADMITTED
            : GuardEvent.Outcome.FULL;
    return new GuardEvent.Waited(config.id(), outcome, 0, inflight, limit, config.place());
  }
}
