package naru.gateway;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import naru.gateway.config.HealthCheck;
import naru.gateway.core.Health;
import naru.gateway.core.Target;
import naru.http.LoopState;
import naru.http.Peer;
import naru.trace.GatewayEvent;
import naru.trace.Party;
import naru.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * Checks one target again and again, each time over a connection of its own: that the server
 * accepts connections is part of what is asked. Confined to one loop. The check that turned a
 * target out or back leaves a trace.
 */
final class Checker {
  private final HealthCheck check;
  private final Target target;
  private final LoopState state;
  private final SplittableRandom random;
  private @Nullable ScheduledFuture<?> pending;
  private volatile boolean closed;

  Checker(HealthCheck check, Target target, LoopState state, SplittableRandom random) {
    this.check = check;
    this.target = target;
    this.state = state;
    this.random = random;
  }

  void start() {
    state.loop().execute(this::look);
  }

  void close() {
    closed = true;
  }

  private void look() {
    if (closed) {
      return;
    }
    Optional<Peer> peer = target.peer(random.nextLong());
    if (peer.isEmpty()) {
      // Without an address the target is not used; there is nothing to check.
      later();
    } else {
      boolean call = check.probe() instanceof HealthCheck.Probe.Grpc;
      begin(call ? peer.get() : state.asWanted(peer.get()));
    }
  }

  private void later() {
    if (!closed) {
      state
          .loop()
          .schedule(
              this::look,
              target.state().health().nextNanos(check, random.nextLong()),
              TimeUnit.NANOSECONDS);
    }
  }

  private void begin(Peer peer) {
    Span span = state.tracer().span();
    span.beginRoot(Party.GATEWAY);
    Look look = Look.of(check, peer, target.authority(), state, span, new Finding(span));
    ScheduledFuture<?> timeout =
        state
            .loop()
            .schedule(
                () -> look.verdict(false, "no answer within " + millis() + " ms"),
                check.timeoutNanos(),
                TimeUnit.NANOSECONDS);
    pending = timeout;
    state.dialer().dial(state.loop(), peer.target(), Party.GATEWAY, Party.ORIGIN, span, look);
  }

  private long millis() {
    return TimeUnit.NANOSECONDS.toMillis(check.timeoutNanos());
  }

  private final class Finding implements Look.Finding {
    private final Span span;

    Finding(Span span) {
      this.span = span;
    }

    @Override
    public void found(boolean good, String seen) {
      stopTimeout();
      verdict(good, seen, span);
    }

    @Override
    public void nothing() {
      stopTimeout();
      later();
    }
  }

  private void stopTimeout() {
    ScheduledFuture<?> timeout = pending;
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  private void verdict(boolean passed, String seen, Span span) {
    long now = state.clock().nanos();
    Health health = target.state().health();
    Health.Turn turn = passed ? health.passed(check, seen, now) : health.failed(check, seen, now);
    if (turn != Health.Turn.NONE) {
      String upstream = target.state().key().upstream();
      int row = passed ? check.pass() : check.fail();
      span.add(new GatewayEvent.Checked(upstream, target.address(), passed, row, seen));
      span.end();
    }
    later();
  }
}
