package naru.gateway.guard;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.gateway.guard.core.Waiting;
import naru.http.Exchange;
import naru.http.PassingGate;
import naru.http.Stop;
import naru.trace.GuardEvent;
import org.jspecify.annotations.Nullable;

/**
 * One request before its circuits, one after the other. Confined to its loop, but for {@link
 * #grant} and what the circuits keep of it.
 */
final class Turn extends PassingGate {
  private final Exchange x;
  private final EventLoop loop;
  private final CircuitState[] circuits;
  private final int priority;
  private final GuardCounts counts;
  private final Stop behind;
  private @Nullable ScheduledFuture<?> timer;
  private long since;
  private int inflight;
  private int at;
  private boolean waiting;
  private boolean gated;
  private boolean over;

  Turn(Exchange x, Guards guards, GuardCounts counts, Stop behind) {
    this.x = x;
    this.loop = x.loop();
    this.circuits = guards.circuits();
    this.priority = guards.priority();
    this.counts = counts;
    this.behind = behind;
  }

  private long now() {
    return x.loopState().clock().nanos();
  }

  /** On to the next circuit, and behind the last one to the stop there. */
  void go() {
    while (at < circuits.length) {
      CircuitState circuit = circuits[at];
      switch (circuit.waiting().enter(this, priority)) {
        case Waiting.Entry.Admitted<Turn> _ -> admitted(circuit);
        case Waiting.Entry.Queued<Turn> queued -> {
          await(circuit, queued.inflight());
          return;
        }
        case Waiting.Entry.Displaced<Turn> displaced -> {
          displaced.other().displaced();
          await(circuit, displaced.inflight());
          return;
        }
        case Waiting.Entry.Full<Turn> full -> {
          inflight = full.inflight();
          since = now();
          refuse(circuit, GuardEvent.Outcome.FULL, Code.LIMIT_REQUESTS, "no place to wait");
          return;
        }
      }
    }
    behind.enter(x);
  }

  private void admitted(CircuitState circuit) {
    long begun = now();
    at++;
    Watch.over(
        x,
        (headAt, good) ->
            circuit.left(headAt == 0 ? 0 : headAt - begun, good, x.loopState().clock().nanos()));
  }

  // ---- waiting

  private void await(CircuitState circuit, int before) {
    waiting = true;
    inflight = before;
    since = now();
    circuit.waited.increment();
    if (!gated) {
      gated = true;
      x.gate(this);
    }
    timer =
        loop.schedule(() -> timedOut(circuit), circuit.config().waitNanos(), TimeUnit.NANOSECONDS);
  }

  /** These are under way from now on; each hears of it on its own loop. */
  static void grant(List<Turn> turns) {
    for (Turn turn : turns) {
      turn.loop.execute(turn::granted);
    }
  }

  private void granted() {
    CircuitState circuit = circuits[at];
    if (over) {
      circuit.left(0, true, now());
      return;
    }
    stopWaiting();
    x.span().add(event(circuit, GuardEvent.Outcome.ADMITTED));
    try {
      admitted(circuit);
      go();
    } catch (RuntimeException bug) {
      over = true;
      x.fail(Failure.of(Code.INTERNAL, Side.US, "a stop failed: " + bug).causedBy(bug));
    }
  }

  private void timedOut(CircuitState circuit) {
    if (!over && circuit.waiting().withdraw(this)) {
      stopWaiting();
      circuit.timedOut.increment();
      refuse(
          circuit,
          GuardEvent.Outcome.TIMEOUT,
          Code.LIMIT_QUEUE,
          "waited " + (now() - since) / 1_000_000 + " ms");
    }
  }

  private void displaced() {
    loop.execute(
        () -> {
          if (!over) {
            stopWaiting();
            refuse(
                circuits[at],
                GuardEvent.Outcome.DISPLACED,
                Code.LIMIT_REQUESTS,
                "a request of higher priority came");
          }
        });
  }

  private void stopWaiting() {
    waiting = false;
    ScheduledFuture<?> t = timer;
    timer = null;
    if (t != null) {
      t.cancel(false);
    }
  }

  private GuardEvent.Waited event(CircuitState circuit, GuardEvent.Outcome outcome) {
    return new GuardEvent.Waited(
        circuit.config().id(),
        outcome,
        (now() - since) / 1_000_000,
        inflight,
        circuit.waiting().limit(),
        circuit.config().place());
  }

  private void refuse(CircuitState circuit, GuardEvent.Outcome outcome, Code code, String why) {
    over = true;
    circuit.refused.increment();
    counts.refused(code);
    x.span().add(event(circuit, outcome));
    String detail =
        circuit.config().id()
            + ": "
            + inflight
            + " of "
            + circuit.waiting().limit()
            + " requests under way, "
            + why
            + " ("
            + circuit.config().place()
            + ")";
    x.fail(Failure.of(code, Side.US, detail), List.of(Map.entry("Retry-After", "1")));
  }

  // ---- between the client's side and who makes the response

  @Override
  public void cancel(Failure why) {
    if (waiting) {
      over = true;
      stopWaiting();
      circuits[at].waiting().withdraw(this);
    }
    source.cancel(why);
  }
}
