package naru.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import naru.base.Failure;
import naru.gateway.config.HealthCheck;
import naru.gateway.config.UpstreamConfig;
import naru.gateway.core.Health;
import naru.gateway.core.Target;
import naru.http.Caller;
import naru.http.ClientConnection;
import naru.http.Field;
import naru.http.Fields;
import naru.http.LoopState;
import naru.http.Peer;
import naru.http.RequestHead;
import naru.http.ResponseHead;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.TlsEvent;
import naru.trace.Traceparent;
import naru.transport.Dialer;

/**
 * Checks one target again and again, each time over a connection of its own: that the server
 * accepts connections is part of what is asked. Confined to one loop. The check that turned a
 * target out or back leaves a trace.
 */
final class Checker {
  private static final byte[] NO_PREFIX = new byte[0];

  private final UpstreamConfig upstream;
  private final HealthCheck check;
  private final Target target;
  private final LoopState state;
  private final SplittableRandom random;
  private volatile boolean closed;

  Checker(
      UpstreamConfig upstream,
      HealthCheck check,
      Target target,
      LoopState state,
      SplittableRandom random) {
    this.upstream = upstream;
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
      new Look(peer.get()).begin();
    }
  }

  private void later() {
    if (!closed) {
      state
          .loop()
          .schedule(this::look, Health.nextNanos(check, random.nextLong()), TimeUnit.NANOSECONDS);
    }
  }

  /** One check, from the dial to the verdict. */
  private final class Look implements Dialer.Dialed, Caller {
    private final Peer peer;
    private final Span span = state.tracer().span();
    private Optional<ScheduledFuture<?>> timeout = Optional.empty();
    private Optional<ClientConnection> connection = Optional.empty();
    private boolean over;

    Look(Peer peer) {
      this.peer = peer;
    }

    void begin() {
      span.beginRoot(Party.GATEWAY);
      timeout =
          Optional.of(
              state
                  .loop()
                  .schedule(
                      () -> verdict(false, "no answer within " + millis() + " ms"),
                      check.timeoutNanos(),
                      TimeUnit.NANOSECONDS));
      state.dialer().dial(state.loop(), peer.target(), Party.GATEWAY, Party.ORIGIN, span, this);
    }

    private long millis() {
      return TimeUnit.NANOSECONDS.toMillis(check.timeoutNanos());
    }

    @Override
    public void opened(Channel channel, Optional<TlsEvent.Established> tls) {
      if (over) {
        channel.close();
        return;
      }
      ClientConnection c = ClientConnection.on(state, channel, upstream.limits());
      connection = Optional.of(c);
      RequestHead head = RequestHead.of("GET", check.path(), target.address());
      head.fields().add(Field.USER_AGENT, "naru-health");
      head.fields().add(Field.CONNECTION, "close");
      head.fields().add(Field.TRACEPARENT, Traceparent.unsampled(span));
      span.add(
          Party.GATEWAY,
          Party.ORIGIN,
          Provenance.WIRE,
          new HttpEvent.Request(
              "GET",
              tls.isPresent() ? "https" : "http",
              target.address(),
              check.path(),
              "HTTP/1.1"));
      c.send(head, 0, NO_PREFIX, this);
    }

    @Override
    public void failed(Failure failure) {
      verdict(false, failure.toString());
    }

    @Override
    public void interim(ResponseHead head) {}

    @Override
    public void head(ResponseHead head) {
      span.add(
          Party.ORIGIN,
          Party.GATEWAY,
          Provenance.WIRE,
          new HttpEvent.Response(head.status(), head.contentLength(), head.mediaType()));
      verdict(head.status() < 400, "status " + head.status());
    }

    @Override
    public void body(ByteBuf data) {
      data.release();
    }

    @Override
    public void trailers(Fields trailers) {}

    @Override
    public void done() {}

    @Override
    public void failed(Failure failure, boolean nothingCame) {
      verdict(false, failure.toString());
    }

    @Override
    public void writable() {}

    @Override
    public void batchEnd() {}

    private void verdict(boolean passed, String seen) {
      if (over) {
        return;
      }
      over = true;
      timeout.ifPresent(t -> t.cancel(false));
      connection.ifPresent(ClientConnection::abandon);
      long now = state.clock().nanos();
      Health health = target.state().health();
      Health.Turn turn = passed ? health.passed(check, seen, now) : health.failed(check, seen, now);
      if (turn != Health.Turn.NONE) {
        span.end();
      }
      later();
    }
  }
}
