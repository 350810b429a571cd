package naru.gateway.l4;

import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.gateway.l4.core.SessionTable;
import naru.gateway.l4.core.StreamTable.Choice;
import naru.http.HttpEngine;
import naru.http.LoopState;
import naru.http.Sweep;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.TcpEvent;
import naru.transport.DatagramIntroduction;
import naru.transport.DatagramIntroduction.Heard;
import naru.transport.DatagramListener;
import naru.transport.Loops;
import naru.transport.ProxyAcceptance;
import org.jspecify.annotations.Nullable;

/**
 * The UDP sessions of one listener: one for each client's address and port, on the loop where the
 * kernel delivers its datagrams, until it is silent for the stream's idle time.
 */
final class UdpSessions implements DatagramListener.Receiver {
  private static final long SWEEP_NANOS = 1_000_000_000L;

  private final Supplier<Streams> now;
  private final Supplier<Optional<ProxyAcceptance>> proxies;
  private final Loops loops;
  private final HttpEngine engine;
  private final Map<DatagramChannel, Desk> desks = new IdentityHashMap<>();

  /** A client behind a proxy, which may speak for many from one port. */
  private record Via(InetSocketAddress proxy, InetSocketAddress client) {}

  /** What anybody can have happen any number of times: all are counted, one a second is told. */
  private static final class Seldom {
    private long toldNanos;
    private boolean told;

    boolean tells(long now) {
      boolean tells = !told || now - toldNanos > SWEEP_NANOS;
      if (tells) {
        told = true;
        toldNanos = now;
      }
      return tells;
    }
  }

  UdpSessions(
      Supplier<Streams> now,
      Supplier<Optional<ProxyAcceptance>> proxies,
      Loops loops,
      HttpEngine engine) {
    this.now = now;
    this.proxies = proxies;
    this.loops = loops;
    this.engine = engine;
  }

  /** One socket's sessions. */
  private final class Desk implements Sweep.Swept {
    private final DatagramChannel socket;
    private final LoopState state;
    private final SessionTable<Object, UdpSession> sessions = new SessionTable<>();
    private long sweptNanos;
    private final Seldom refusals = new Seldom();
    private final Seldom overflows = new Seldom();
    private final Seldom strays = new Seldom();

    Desk(DatagramChannel socket) {
      this.socket = socket;
      this.state = engine.state(socket.eventLoop());
      socket.closeFuture().addListener(closed -> sessions.clear(UdpSession::close));
      state.sweep().add(this);
    }

    void received(DatagramPacket packet) {
      Optional<ProxyAcceptance> behind = proxies.get();
      if (behind.isEmpty()) {
        up(packet, packet.sender(), null);
        return;
      }
      switch (DatagramIntroduction.read(packet, behind.get())) {
        case Heard.Client heard -> up(packet, new Via(packet.sender(), heard.client()), heard);
        case Heard.Refused refused -> refuse(refused, packet.sender());
      }
    }

    private void refuse(Heard.Refused refused, InetSocketAddress sender) {
      UdpSessions.this.now.get().refused().increment();
      if (refusals.tells(state.clock().nanos())) {
        Span span = begin(null);
        fail(span, Party.CLIENT, Party.GATEWAY, refused.failure(sender));
      }
    }

    /** Nothing is made for a datagram of a session that is there. */
    private void up(DatagramPacket packet, Object key, Heard.@Nullable Client introduced) {
      long now = state.clock().nanos();
      UdpSession session = sessions.use(key, now);
      if (session == null) {
        session = begin(key, packet.sender(), introduced, now);
      }
      if (session != null) {
        session.up(packet.content().retain());
      }
    }

    private @Nullable UdpSession begin(
        Object key, InetSocketAddress sender, Heard.@Nullable Client introduced, long now) {
      Streams streams = UdpSessions.this.now.get();
      return switch (streams.datagram(socket.localAddress().getPort())) {
        case Choice.Nobody nobody -> {
          streams.strays().increment();
          if (strays.tells(now)) {
            Span span = begin(introduced);
            span.add(nobody.event());
            span.end();
          }
          yield null;
        }
        case Choice.Taken taken -> {
          Line line = streams.line(taken.index());
          line.counts().opened().add(state.index(), 1);
          if (!line.open().tryTake(1)) {
            full(line, taken, introduced, now);
            yield null;
          }
          Span span = begin(introduced);
          span.add(taken.event());
          UdpSession.Ends ends =
              introduced == null
                  ? new UdpSession.Ends(sender, sender, Optional.empty())
                  : new UdpSession.Ends(introduced.client(), sender, introduced.called());
          Optional<UdpSession> session =
              UdpSession.begin(line, loops, state, span, socket, ends, () -> sessions.forget(key));
          session
              .filter(s -> !s.isOver())
              .ifPresent(s -> sessions.begin(key, s, line.config().idleNanos(), now));
          yield session.orElse(null);
        }
      };
    }

    private void full(Line line, Choice.Taken taken, Heard.@Nullable Client introduced, long now) {
      line.counts().failed().add(state.index(), 1);
      if (overflows.tells(now)) {
        Span span = begin(introduced);
        span.add(taken.event());
        String detail = "all " + line.open().max() + " UDP sessions are in use";
        Failure failure = Failure.of(Code.GATEWAY_LIMIT, Side.US, detail);
        fail(span, Party.GATEWAY, Party.CLIENT, failure);
      }
    }

    private Span begin(Heard.@Nullable Client introduced) {
      Span span = state.tracer().span();
      span.beginRoot(Party.GATEWAY);
      if (introduced != null) {
        span.add(Party.CLIENT, Party.GATEWAY, Provenance.WIRE, introduced.event());
      }
      return span;
    }

    private static void fail(Span span, Party from, Party to, Failure failure) {
      span.add(from, to, Provenance.DERIVED, new TcpEvent.Failed(failure));
      span.end();
    }

    @Override
    public void sweep(long nowNanos) {
      if (nowNanos - sweptNanos > SWEEP_NANOS) {
        sweptNanos = nowNanos;
        sessions.sweep(nowNanos, UdpSession::close);
      }
    }

    @Override
    public boolean isEnded() {
      return !socket.isOpen();
    }
  }

  @Override
  public void received(DatagramChannel channel, DatagramPacket packet) {
    try {
      desk(channel).received(packet);
    } finally {
      packet.release();
    }
  }

  /** Sockets are few, and each is asked for by its own loop; the map is shared. */
  private Desk desk(DatagramChannel channel) {
    synchronized (desks) {
      return desks.computeIfAbsent(channel, Desk::new);
    }
  }

  @Override
  public void batchEnd(DatagramChannel channel) {
    channel.flush();
  }
}
