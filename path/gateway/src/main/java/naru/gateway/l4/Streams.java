package naru.gateway.l4;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Limit;
import naru.base.Metrics;
import naru.base.Side;
import naru.gateway.config.StreamConfig;
import naru.gateway.core.Upstream;
import naru.gateway.l4.core.StreamTable;
import naru.gateway.l4.core.StreamTable.Choice;
import naru.http.HttpEngine;
import naru.trace.GatewayEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.TcpEvent;
import naru.transport.Arrival;
import naru.transport.DatagramListener;
import naru.transport.Listener;
import naru.transport.Loops;
import naru.transport.Passthrough;
import naru.transport.ProxyAcceptance;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one configuration. Connections and sessions that are open go on with the one that
 * they began with.
 */
public final class Streams {
  private final StreamTable table;
  private final List<Line> lines = new ArrayList<>();
  private final HttpEngine engine;
  private final StreamMemory memory;
  private final LongAdder refused;
  private final LongAdder strays;

  private Streams(StreamTable table, HttpEngine engine, StreamMemory memory, Metrics metrics) {
    this.table = table;
    this.memory = memory;
    this.engine = engine;
    this.refused =
        metrics.counter(
            "naru_stream_datagrams_refused_total", "datagrams without a PROXY header to believe");
    this.strays = StreamCounts.strays(metrics);
  }

  /**
   * Compiles them.
   *
   * @param upstreams by name; has all that the streams lead to
   * @param memory keeps the counts over reloads
   * @param seed of the balancers' chance
   */
  public static Streams of(
      List<StreamConfig> configs,
      Map<String, Upstream> upstreams,
      Loops loops,
      HttpEngine engine,
      StreamMemory memory,
      Metrics metrics,
      long seed) {
    Streams streams = new Streams(StreamTable.of(configs), engine, memory, metrics);
    Limit sessions = memory.sessions(metrics);
    SplittableRandom seeds = new SplittableRandom(seed);
    SplittableRandom[] random = new SplittableRandom[loops.count()];
    for (int i = 0; i < random.length; i++) {
      random[i] = seeds.split();
    }
    for (StreamConfig config : configs) {
      Upstream upstream = upstreams.get(config.to());
      if (upstream == null) {
        throw new IllegalArgumentException("unknown upstream '" + config.to() + "'");
      }
      StreamCounts counts = memory.counts(config.name(), metrics);
      streams.lines.add(new Line(config, upstream, counts, sessions, memory.asking(), random));
    }
    return streams;
  }

  Line line(int index) {
    return lines.get(index);
  }

  Choice datagram(int port) {
    return table.datagram(port);
  }

  /** The stream that takes a TLS connection without decrypting it; empty if none does. */
  public Optional<GatewayEvent.RouteChosen> passes(String serverName, List<String> alpn, int port) {
    return table.hello(port, serverName, alpn) instanceof Choice.Taken taken
            && !taken.stream().hosts().isEmpty()
        ? Optional.of(taken.event())
        : Optional.empty();
  }

  /**
   * Who takes a TLS connection without decrypting it; null if no stream is meant for its name. On a
   * port where others are decrypted only streams with names take any.
   */
  public Listener.@Nullable Acceptor taker(
      String serverName, List<String> alpn, InetSocketAddress called) {
    return table.hello(called.getPort(), serverName, alpn) instanceof Choice.Taken taken
            && !taken.stream().hosts().isEmpty()
        ? arrival -> start(taken, arrival)
        : null;
  }

  /** A port where nothing is decrypted: who takes which TLS, and what is no TLS. */
  public static Passthrough passing(Supplier<Streams> now) {
    return new Passthrough() {
      @Override
      public Listener.@Nullable Acceptor taker(
          String serverName, List<String> alpn, InetSocketAddress called) {
        Streams streams = now.get();
        return streams.starting(streams.table.hello(called.getPort(), serverName, alpn));
      }

      @Override
      public Listener.@Nullable Acceptor takerOfOthers(InetSocketAddress called) {
        Streams streams = now.get();
        return streams.starting(streams.table.plain(called.getPort()));
      }
    };
  }

  private Listener.@Nullable Acceptor starting(Choice choice) {
    return choice instanceof Choice.Taken taken ? arrival -> start(taken, arrival) : null;
  }

  /** A connection of which nothing is known but the port. */
  public void accept(Arrival arrival) {
    switch (table.plain(arrival.local().getPort())) {
      case Choice.Taken taken -> start(taken, arrival);
      case Choice.Nobody nobody -> {
        String detail = "no stream takes port " + arrival.local().getPort();
        Failure failure = Failure.of(Code.GATEWAY_NO_ROUTE, Side.US, detail);
        arrival.prologue().add(Party.GATEWAY, Party.GATEWAY, Provenance.DERIVED, nobody.event());
        arrival
            .prologue()
            .add(Party.GATEWAY, Party.CLIENT, Provenance.DERIVED, new TcpEvent.Failed(failure));
        arrival.prologue().endAlone(Party.GATEWAY);
        arrival.channel().close();
      }
    }
  }

  private void start(Choice.Taken taken, Arrival arrival) {
    TcpStream.start(
        lines.get(taken.index()),
        engine.state(arrival.channel().eventLoop()),
        arrival,
        taken.event());
  }

  /**
   * Receives the datagrams of a listener, whatever streams there are: sessions go on over a reload.
   *
   * @param now the streams that take new sessions
   * @param proxies whether each datagram begins with a PROXY header, and of whom that is believed
   */
  public static DatagramListener.Receiver receiver(
      Supplier<Streams> now,
      Supplier<Optional<ProxyAcceptance>> proxies,
      Loops loops,
      HttpEngine engine) {
    return new UdpSessions(now, proxies, loops, engine);
  }

  /** UDP sessions, also of configurations before this one, that have had no answer yet. */
  public long asking() {
    return memory.asking().sum();
  }

  /** Datagrams that nobody may send, or that begin with no PROXY header. */
  LongAdder refused() {
    return refused;
  }

  /** Datagrams that no stream takes. */
  LongAdder strays() {
    return strays;
  }
}
