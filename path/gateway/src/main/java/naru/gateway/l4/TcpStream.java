package naru.gateway.l4;

import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.gateway.core.Target;
import naru.http.LoopState;
import naru.http.Peer;
import naru.http.Sweep;
import naru.trace.GatewayEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.TcpEvent;
import naru.trace.TlsEvent;
import naru.transport.Arrival;
import naru.transport.Dialer;
import naru.transport.TcpFacts;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a stream: a target, another one if it cannot be connected to, then the bytes.
 * It is one trace, from the accept to the end.
 */
final class TcpStream implements Conduit.Watcher, Dialer.Dialed, Sweep.Swept {
  private final Line line;
  private final LoopState state;
  private final Arrival arrival;
  private final int loop;
  private final Span span;
  private final List<Target> tried = new ArrayList<>(2);
  private final Conduit conduit;
  private @Nullable Target current;
  private long bytesUp;
  private long bytesDown;
  private long lastNanos;
  private boolean joined;
  private boolean over;
  private boolean idle;

  private TcpStream(Line line, LoopState state, Arrival arrival, GatewayEvent.RouteChosen chosen) {
    this.line = line;
    this.state = state;
    this.arrival = arrival;
    this.loop = state.index();
    this.span = state.tracer().span();
    span.beginRoot(Party.GATEWAY);
    arrival.prologue().moveTo(span);
    span.add(chosen);
    this.lastNanos = state.clock().nanos();
    this.conduit = Conduit.of(arrival.channel(), arrival.tls().isEmpty(), this);
  }

  static void start(Line line, LoopState state, Arrival arrival, GatewayEvent.RouteChosen chosen) {
    TcpStream stream = new TcpStream(line, state, arrival, chosen);
    line.counts().opened().add(stream.loop, 1);
    line.counts().open().add(stream.loop, 1);
    state.sweep().add(stream);
    stream.dial(null);
  }

  /**
   * Dials a target that was not tried.
   *
   * @param before what became of the last try; null for the first
   */
  private void dial(@Nullable Failure before) {
    Optional<Target> target =
        line.pick(span, loop, lastNanos, arrival.remote().getAddress(), tried);
    Optional<Peer> peer = target.flatMap(t -> line.peer(t, loop));
    if (target.isEmpty() || peer.isEmpty()) {
      String detail = "upstream '" + line.config().to() + "' has no target that could be used";
      giveUp(
          before == null
              ? Failure.of(Code.GATEWAY_NO_HEALTHY_TARGET, Side.UPSTREAM, detail)
              : before);
      return;
    }
    current = target.get();
    line.begin(target.get(), loop);
    state
        .dialer()
        .dial(
            state.loop(),
            line.upstream().introduced(peer.get(), arrival.remote(), arrival.local(), "").target(),
            Party.GATEWAY,
            Party.ORIGIN,
            span,
            this);
  }

  @Override
  public void opened(Channel channel, Optional<TlsEvent.Established> tls) {
    if (over || conduit.isClientGone()) {
      channel.close();
      return;
    }
    Target target = current;
    if (target != null) {
      line.upstream().succeeded(target);
    }
    joined = true;
    lastNanos = state.clock().nanos();
    conduit.join(channel, tls.isEmpty());
  }

  @Override
  public void failed(Failure failure) {
    Target target = current;
    current = null;
    if (target == null || over) {
      return;
    }
    long now = state.clock().nanos();
    line.end(target, loop);
    line.failed(target, failure, loop, now, span);
    tried.add(target);
    if (!failure.retry() || tried.size() > line.upstream().config().retries()) {
      giveUp(failure);
      return;
    }
    span.add(new GatewayEvent.Retried(tried.size(), target.address(), failure));
    dial(failure);
  }

  /** A client that gets no server gets a reset: a FIN would look like an answer that is empty. */
  private void giveUp(Failure failure) {
    line.counts().failed().add(loop, 1);
    span.add(Party.GATEWAY, Party.CLIENT, Provenance.DERIVED, new TcpEvent.Failed(failure));
    conduit.reset();
  }

  @Override
  public void moved(boolean up, int bytes) {
    lastNanos = state.clock().nanos();
    if (up) {
      bytesUp += bytes;
      line.counts().bytesUp().add(loop, bytes);
    } else {
      bytesDown += bytes;
      line.counts().bytesDown().add(loop, bytes);
    }
  }

  @Override
  public void over(boolean clientFirst, TcpEvent.How how) {
    over = true;
    line.counts().open().add(loop, -1);
    Target target = current;
    current = null;
    if (target != null) {
      line.end(target, loop);
    }
    if (joined) {
      Party ended = clientFirst ? Party.CLIENT : Party.ORIGIN;
      Provenance known = TcpFacts.provenance(arrival.channel());
      span.add(ended, Party.GATEWAY, known, new TcpEvent.Closed(how));
      span.add(new GatewayEvent.Carried(line.config().name(), bytesUp, bytesDown));
    }
    span.end();
  }

  // ---- time

  @Override
  public void sweep(long nowNanos) {
    if (!joined || nowNanos - lastNanos <= line.config().idleNanos()) {
      return;
    }
    if (idle || over) {
      conduit.reset(); // what is written is not taken: nobody waits for that any longer
    } else {
      idle = true;
      String detail =
          "nothing went through stream '"
              + line.config().name()
              + "' for "
              + line.config().idleNanos() / 1_000_000
              + " ms";
      Failure idle = Failure.of(Code.STREAM_IDLE, Side.US, detail);
      span.add(Party.GATEWAY, Party.CLIENT, Provenance.DERIVED, new TcpEvent.Failed(idle));
      conduit.close();
    }
  }

  @Override
  public boolean isEnded() {
    return over && conduit.isClosed();
  }
}
