package naru.dns;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import naru.base.Clock;
import naru.base.Endpoint;
import naru.base.FailureException;
import naru.base.Limit;
import naru.base.Metrics;
import naru.dns.core.AnswerCache;
import naru.dns.core.Reply;
import naru.dns.core.Responder;
import naru.trace.DnsEvent;
import naru.trace.Party;
import naru.trace.Tracer;
import naru.transport.Listener;
import naru.transport.Loops;
import naru.wire.dns.QueryView;
import naru.wire.dns.QueryView.Shape;

/**
 * The name server on its sockets: datagrams and connections in, {@link Responder} decides, {@link
 * Forwarder} asks others. A reload swaps the responder; the cache stays.
 */
public final class NameServer implements AutoCloseable {
  /**
   * Limits and timeouts.
   *
   * @param cacheEntries answers of others that are remembered; 0 for none
   * @param connections open TCP connections
   * @param waiting clients that wait for upstream servers at once
   * @param idleNanos a connection without a complete query for so long is closed
   * @param upstreamTimeoutNanos of each attempt to ask an upstream server
   */
  public record Options(
      int cacheEntries, int connections, int waiting, long idleNanos, long upstreamTimeoutNanos) {
    /** 65536 answers, 1000 connections, 1000 waiting, 10 s idle, 1.5 s for an attempt. */
    public static final Options USUAL =
        new Options(
            65_536, 1000, 1000, TimeUnit.SECONDS.toNanos(10), TimeUnit.MILLISECONDS.toNanos(1500));

    public Options {
      if (cacheEntries < 0 || connections < 1 || waiting < 1) {
        throw new IllegalArgumentException("a limit of the name server is too small");
      }
      if (idleNanos < 1 || upstreamTimeoutNanos < 1) {
        throw new IllegalArgumentException("a timeout of the name server must be positive");
      }
    }
  }

  /** A port that is free for datagrams may be taken for connections: then another one is tried. */
  private static final int MAX_PORTS_TRIED = 20;

  private final Loops loops;
  private final Tracer tracer;
  private final Metrics metrics;
  private final Options options;
  private final AnswerCache cache;
  private final Counts counts;
  private final Limit waiting;
  private final long seed = new SecureRandom().nextLong();
  private final NameSockets sockets;
  private final FastThreadLocal<Desk> desks =
      new FastThreadLocal<>() {
        @Override
        protected Desk initialValue() {
          return newDesk();
        }
      };
  private volatile Responder responder;

  private NameServer(
      Loops loops, DnsConfig config, Options options, Tracer tracer, Metrics metrics) {
    this.loops = loops;
    this.tracer = tracer;
    this.metrics = metrics;
    this.options = options;
    this.cache = AnswerCache.of(metrics, options.cacheEntries());
    this.counts = new Counts(metrics);
    this.waiting = Limit.of(metrics, "dns.forward.waiting", options.waiting());
    this.responder = Responder.of(config.policy(), cache, metrics);
    Limit connections = Limit.of(metrics, "dns.tcp.connections", options.connections());
    this.sockets =
        new NameSockets(
            loops,
            new UdpDoor(this),
            new Listener.Options(Party.DNS, null, 0, connections),
            tracer,
            arrival ->
                arrival
                    .channel()
                    .pipeline()
                    .addLast(new StreamDoor(this, arrival, options.idleNanos())));
  }

  /**
   * Begins to serve.
   *
   * @param udp addresses for datagrams; port 0 for a free one
   * @param tcp addresses for connections; port 0 for the port of the first datagram address
   * @throws FailureException if an address cannot be had
   */
  public static NameServer open(
      Loops loops,
      List<InetSocketAddress> udp,
      List<InetSocketAddress> tcp,
      DnsConfig config,
      Options options,
      Tracer tracer,
      Metrics metrics) {
    NameServer server = new NameServer(loops, config, options, tracer, metrics);
    boolean anyPort = udp.stream().anyMatch(a -> a.getPort() == 0);
    for (int attempt = 1; ; attempt++) {
      try {
        server.listen(udp, tcp);
        return server;
      } catch (FailureException failure) {
        if (!anyPort || attempt == MAX_PORTS_TRIED) {
          throw failure;
        }
      }
    }
  }

  private void listen(List<InetSocketAddress> udp, List<InetSocketAddress> tcp) {
    Change change = change();
    try {
      udp.forEach(change::udp);
      tcp.forEach(change::tcp);
    } catch (FailureException failure) {
      change.undo();
      throw failure;
    }
    change.commit();
  }

  /** Opens what is said to it, all or nothing; what is open already stays as it is. */
  public Change change() {
    return new Change(sockets.change());
  }

  /** Sockets that a reload is about to have. */
  public static final class Change {
    private final NameSockets.Change sockets;

    private Change(NameSockets.Change sockets) {
      this.sockets = sockets;
    }

    /**
     * Receives datagrams there.
     *
     * @throws FailureException if the address cannot be had
     */
    public void udp(InetSocketAddress address) {
      sockets.udp(address);
    }

    /**
     * Accepts connections there; on the port of the first datagram address in place of port 0.
     *
     * @throws FailureException if the address cannot be had
     */
    public void tcp(InetSocketAddress address) {
      sockets.tcp(address);
    }

    /** Where datagrams will be received. */
    public List<InetSocketAddress> udpAddresses() {
      return sockets.udpAddresses();
    }

    /** Puts it in force: what was not said again closes, its connections when they are idle. */
    public void commit() {
      sockets.commit();
    }

    /** Closes again what was opened for it. */
    public void undo() {
      sockets.undo();
    }
  }

  private Desk newDesk() {
    EventLoop here = loops.all().stream().filter(EventLoop::inEventLoop).findFirst().orElseThrow();
    Forwarder forwarder =
        new Forwarder(new Asker(loops), here, waiting, options.upstreamTimeoutNanos());
    return new Desk(tracer, counts, forwarder, seed);
  }

  /** From the next query on, another config counts. Answers of others stay remembered. */
  public void reload(DnsConfig config) {
    responder = Responder.of(config.policy(), cache, metrics);
  }

  /**
   * What would be answered to our own question for the addresses of a name: an {@link
   * DnsEvent.Answer}, or a {@link DnsEvent.Query} to the server that would be asked. Nothing is
   * sent.
   */
  public Optional<DnsEvent> explain(String name) {
    QueryView query = QueryView.seeded(seed);
    byte[] question = Account.question(name);
    Shape shape = query.read(question, question.length);
    Reply reply = new Reply();
    return switch (responder.decide(shape, query, true, true, tracer.clock().nanos(), reply)) {
      case ANSWER -> Optional.of(Account.event(query, reply));
      case FORWARD -> {
        String server = reply.forward().servers().getFirst().text();
        yield Optional.of(new DnsEvent.Query(name, "A", 0, "udp", server));
      }
      case SILENCE -> Optional.empty();
    };
  }

  /** Where datagrams are received, with the ports that were found for 0. */
  public List<InetSocketAddress> udpAddresses() {
    return sockets.udpAddresses();
  }

  /** Where connections are accepted, with the ports that were found for 0. */
  public List<InetSocketAddress> tcpAddresses() {
    return sockets.tcpAddresses();
  }

  /** Hears nobody new, for good; who was heard is still answered. */
  public void drain() {
    sockets.drain();
  }

  /**
   * After {@link #drain}: leaves the ports of datagrams to others once nobody waits for an answer.
   */
  public void settle() {
    if (waiting.used() == 0) {
      sockets.closeDatagrams();
    }
  }

  /** Whether nobody waits for upstream servers, and no connection is open. */
  public boolean isIdle() {
    return waiting.used() == 0 && sockets.inside() == 0;
  }

  /** Stops listening; open connections end when they are idle or the loops close. */
  @Override
  public void close() {
    sockets.close();
  }

  Desk desk() {
    return desks.get();
  }

  Responder responder() {
    return responder;
  }

  Clock clock() {
    return tracer.clock();
  }

  static String text(InetSocketAddress address) {
    return new Endpoint(address.getAddress().getHostAddress(), address.getPort()).toString();
  }
}
