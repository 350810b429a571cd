package naru.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.util.AttributeKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import naru.stack.tcp.Connection;
import naru.stack.tcp.Recorded;
import naru.stack.tcp.TcpInfo;
import naru.trace.Entry;
import naru.trace.Party;
import naru.trace.Prologue;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.TcpEvent;
import naru.transport.stack.StackLoop;
import naru.transport.stack.StackSocketChannel;

/**
 * What is known of a connection: of the kernel's its timings and counters (TCP_INFO, Linux tcp(7)),
 * of Naru's own also every segment. Who asks need not know which it is.
 */
public final class TcpFacts {
  /** How long after its close a connection's last segments are waited for. */
  private static final long FAREWELL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final AttributeKey<FlowCapture> CAPTURE = AttributeKey.valueOf("naru.capture");

  private TcpFacts() {}

  /** From now on the connection's segments are those that were caught beside it. */
  static void attach(Channel channel, FlowCapture capture) {
    capture.of(Addresses.local(channel));
    channel.attr(CAPTURE).set(capture);
  }

  /** How it is known what a connection does. */
  public static Provenance provenance(Channel channel) {
    return channel instanceof StackSocketChannel ? Provenance.WIRE : Provenance.KERNEL;
  }

  /** The numbers as of now; empty where there are none or the socket is closed. */
  static Optional<TcpEvent.Info> info(Channel channel) {
    return switch (channel) {
      case EpollSocketChannel socket when socket.isOpen() -> kernel(socket);
      case StackSocketChannel socket when socket.isOpen() -> socket.connection().map(TcpFacts::own);
      default -> Optional.empty();
    };
  }

  /** Tells the numbers, and the segments since it was last asked. */
  public static void tell(Channel channel, Span span, Party at, Party other) {
    info(channel).ifPresent(i -> span.add(at, other, provenance(channel), i));
    tellSegments(channel, span, at, other);
  }

  /** Tells the segments since it was last asked; late if the span's part has ended. */
  public static void tellSegments(Channel channel, Span span, Party at, Party other) {
    if (channel instanceof StackSocketChannel) { // no lambda: this is asked twice for each request
      Optional<Connection> own = connection(channel);
      if (own.isPresent()) {
        span.addLate(segments(own.get(), at, other));
      }
      return;
    }
    FlowCapture capture = channel.hasAttr(CAPTURE) ? channel.attr(CAPTURE).get() : null;
    if (capture != null) {
      span.addLate(capture.take(at, other));
    }
  }

  /** The same, once what is written now has been sent. */
  public static void tellSoon(Channel channel, Span span, Party at, Party other) {
    if (channel instanceof StackSocketChannel socket) {
      socket.home().afterwards(() -> tellSegments(channel, span, at, other));
    }
  }

  /**
   * For after the close: tells the last segments as soon as there will be no more, or TIME-WAIT
   * begins, or a little time has passed. On a kernel socket there is nothing to wait for.
   *
   * @param then what follows
   */
  public static void tellEnd(Channel channel, Span span, Party at, Party other, Runnable then) {
    tellEnd(channel, at, other, span::addLate, then);
  }

  /** The same of a connection that no span was told of. */
  public static void tellEnd(
      Channel channel, Prologue prologue, Party at, Party other, Runnable then) {
    tellEnd(channel, at, other, entries -> entries.forEach(prologue::add), then);
  }

  private static void tellEnd(
      Channel channel, Party at, Party other, Consumer<List<Entry>> told, Runnable then) {
    Optional<Connection> own = connection(channel);
    FlowCapture capture = channel.hasAttr(CAPTURE) ? channel.attr(CAPTURE).getAndSet(null) : null;
    if (capture != null) {
      tellEnd(channel, capture, at, other, told, then);
      return;
    }
    if (own.isEmpty()) {
      then.run();
      return;
    }
    Connection connection = own.get();
    StackLoop home = ((StackSocketChannel) channel).home();
    home.whenGone(
        connection,
        FAREWELL_NANOS,
        () -> {
          told.accept(segments(connection, at, other));
          then.run();
        });
  }

  private static void tellEnd(
      Channel channel,
      FlowCapture capture,
      Party at,
      Party other,
      Consumer<List<Entry>> told,
      Runnable then) {
    Runnable end =
        () -> {
          told.accept(capture.take(at, other));
          capture.close();
          then.run();
        };
    channel.eventLoop().schedule(end, FAREWELL_NANOS, TimeUnit.NANOSECONDS);
  }

  private static Optional<Connection> connection(Channel channel) {
    return channel instanceof StackSocketChannel socket ? socket.connection() : Optional.empty();
  }

  private static List<Entry> segments(Connection connection, Party at, Party other) {
    List<Recorded> segments = connection.recorded();
    List<Entry> entries = new ArrayList<>(segments.size());
    for (Recorded r : segments) {
      Party from = r.segment().sent() ? at : other;
      Party to = r.segment().sent() ? other : at;
      entries.add(new Entry(r.atNanos(), from, to, Provenance.WIRE, r.segment()));
    }
    return entries;
  }

  private static Optional<TcpEvent.Info> kernel(EpollSocketChannel socket) {
    try {
      return Optional.of(kernel(socket.tcpInfo()));
    } catch (ChannelException closedMeanwhile) {
      return Optional.empty();
    }
  }

  private static TcpEvent.Info kernel(EpollTcpInfo info) {
    return new TcpEvent.Info(
        info.rtt(),
        info.rttvar(),
        info.totalRetrans(),
        info.sndCwnd(),
        info.sndSsthresh(),
        info.sndMss(),
        info.rcvSpace());
  }

  private static TcpEvent.Info own(Connection connection) {
    TcpInfo info = connection.info();
    int mss = Math.max(1, info.mssBytes());
    return new TcpEvent.Info(
        TimeUnit.NANOSECONDS.toMicros(info.rttNanos()),
        TimeUnit.NANOSECONDS.toMicros(info.rttVariationNanos()),
        info.retransmissions(),
        info.congestionWindowBytes() / mss,
        info.slowStartThresholdBytes() / mss,
        info.mssBytes(),
        info.receiveWindowBytes());
  }
}
