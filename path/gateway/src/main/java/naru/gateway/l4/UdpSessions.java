package naru.gateway.l4;

import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import naru.base.Failure;
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
    private long refusalToldNanos;

    Desk(DatagramChannel socket) {
      this.socket = socket;
      this.state = engine.state(socket.eventLoop());
      socket.closeFuture().addListener(closed -> sessions.clear(UdpSession::close));
      state.sweep().add(this);
    }

    void received(DatagramPacket packet) {
      Optional<ProxyAcceptance> behind = proxies.get();
      if (behind.isEmpty()) {
        InetSocketAddress client = packet.sender();
        up(packet, client, new UdpSession.Ends(client, client, socket.localAddress()), null);
        return;
      }
      switch (DatagramIntroduction.read(packet, socket.localAddress(), behind.get())) {
        case Heard.Client heard ->
            up(
                packet,
                new Via(packet.sender(), heard.client()),
                new UdpSession.Ends(heard.client(), packet.sender(), heard.called()),
                heard.event());
        case Heard.Refused refused -> refuse(refused.failure());
      }
    }

    /** All are counted; one a second is told, as anybody may send them. */
    private void refuse(Failure failure) {
      UdpSessions.this.now.get().refused().increment();
      long now = state.clock().nanos();
      if (refusalToldNanos == 0 || now - refusalToldNanos > SWEEP_NANOS) {
        refusalToldNanos = now;
        Span span = state.tracer().span();
        span.beginRoot(Party.GATEWAY);
        span.add(Party.CLIENT, Party.GATEWAY, Provenance.DERIVED, new TcpEvent.Failed(failure));
        span.end();
      }
    }

    private void up(
        DatagramPacket packet,
        Object key,
        UdpSession.Ends ends,
        TcpEvent.@Nullable Introduced introduced) {
      long now = state.clock().nanos();
      UdpSession session = sessions.use(key, now);
      if (session == null) {
        session = begin(key, ends, introduced, now);
      }
      if (session != null) {
        session.up(packet.content().retain());
      }
    }

    private @Nullable UdpSession begin(
        Object key, UdpSession.Ends ends, TcpEvent.@Nullable Introduced introduced, long now) {
      Streams streams = UdpSessions.this.now.get();
      Choice choice = streams.datagram(socket.localAddress().getPort());
      Span span = state.tracer().span();
      span.beginRoot(Party.GATEWAY);
      if (introduced != null) {
        span.add(Party.CLIENT, Party.GATEWAY, Provenance.WIRE, introduced);
      }
      return switch (choice) {
        case Choice.Nobody nobody -> {
          span.add(nobody.event());
          span.end();
          yield null;
        }
        case Choice.Taken taken -> {
          span.add(taken.event());
          Line line = streams.line(taken.index());
          Optional<UdpSession> session =
              UdpSession.begin(line, loops, state, span, socket, ends, () -> sessions.forget(key));
          session
              .filter(s -> !s.isOver())
              .ifPresent(s -> sessions.begin(key, s, line.config().idleNanos(), now));
          yield session.orElse(null);
        }
      };
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
