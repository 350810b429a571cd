package naru.gateway.l4;

import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import naru.gateway.l4.core.SessionTable;
import naru.gateway.l4.core.StreamTable.Choice;
import naru.http.HttpEngine;
import naru.http.LoopState;
import naru.http.Sweep;
import naru.trace.Party;
import naru.trace.Span;
import naru.transport.DatagramListener;
import naru.transport.Loops;
import org.jspecify.annotations.Nullable;

/**
 * The UDP sessions of one listener: one for each client's address and port, on the loop where the
 * kernel delivers its datagrams, until it is silent for the stream's idle time.
 */
final class UdpSessions implements DatagramListener.Receiver {
  private static final long SWEEP_NANOS = 1_000_000_000L;

  private final Supplier<Streams> now;
  private final Loops loops;
  private final HttpEngine engine;
  private final Map<DatagramChannel, Desk> desks = new IdentityHashMap<>();

  UdpSessions(Supplier<Streams> now, Loops loops, HttpEngine engine) {
    this.now = now;
    this.loops = loops;
    this.engine = engine;
  }

  /** One socket's sessions. */
  private final class Desk implements Sweep.Swept {
    private final DatagramChannel socket;
    private final LoopState state;
    private final SessionTable<InetSocketAddress, UdpSession> sessions = new SessionTable<>();
    private long sweptNanos;

    Desk(DatagramChannel socket) {
      this.socket = socket;
      this.state = engine.state(socket.eventLoop());
      socket.closeFuture().addListener(closed -> sessions.clear(UdpSession::close));
      state.sweep().add(this);
    }

    void received(DatagramPacket packet) {
      InetSocketAddress client = packet.sender();
      long now = state.clock().nanos();
      UdpSession session = sessions.use(client, now);
      if (session == null) {
        session = begin(client, now);
      }
      if (session != null) {
        session.up(packet.content().retain());
      }
    }

    private @Nullable UdpSession begin(InetSocketAddress client, long now) {
      Streams streams = UdpSessions.this.now.get();
      Choice choice = streams.datagram(socket.localAddress().getPort());
      Span span = state.tracer().span();
      span.beginRoot(Party.GATEWAY);
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
              UdpSession.begin(line, loops, state, span, socket, client, () -> forget(client));
          session
              .filter(s -> !s.isOver())
              .ifPresent(s -> sessions.begin(client, s, line.config().idleNanos(), now));
          yield session.orElse(null);
        }
      };
    }

    private void forget(InetSocketAddress client) {
      sessions.forget(client);
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
