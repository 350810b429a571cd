package naru.gateway;

import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import naru.base.Clock;
import naru.base.Endpoint;
import naru.base.IpRange;
import naru.base.Limit;
import naru.base.Metrics;
import naru.base.Place;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.StreamConfig;
import naru.gateway.config.UpstreamConfig;
import naru.gateway.l4.Streams;
import naru.http.HttpEngine;
import naru.http.HttpLimits;
import naru.http.HttpService;
import naru.http.Stop;
import naru.http.Way;
import naru.trace.Event;
import naru.trace.GatewayEvent;
import naru.trace.Keep;
import naru.trace.Party;
import naru.trace.SpanRecord;
import naru.trace.TlsEvent;
import naru.trace.Tracer;
import naru.transport.Arrival;
import naru.transport.ClientCertificate;
import naru.transport.DatagramListener;
import naru.transport.Datagrams;
import naru.transport.Listener;
import naru.transport.Loops;
import naru.transport.NameResolver;
import naru.transport.ProxyAcceptance;
import naru.transport.stack.Network;
import org.jspecify.annotations.Nullable;

/** A gateway and servers behind it, on real sockets. */
final class Town implements AutoCloseable {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private static final List<IpRange> LOOPBACK = List.of(IpRange.parse("127.0.0.0/8"));

  /** A server behind the gateway, with loops of its own, so that it can die. */
  static final class Backend implements AutoCloseable {
    private final Loops loops = Loops.open(1);
    private final Listener listener;
    private boolean closed;

    private Backend(InetSocketAddress at, Stop stop) {
      this(at, stop, null);
    }

    private Backend(InetSocketAddress at, Stop stop, @Nullable ProxyAcceptance proxy) {
      Metrics metrics = new Metrics();
      Tracer tracer = Tracer.of(Clock.system(), 7, span -> {});
      HttpEngine engine = HttpEngine.of(loops, tracer, metrics);
      Way way = Way.of(stop);
      listener =
          Listener.open(
              loops,
              at,
              options(Party.ORIGIN, metrics).behind(proxy),
              tracer,
              new HttpService(engine, Party.ORIGIN, () -> way, HttpLimits.DEFAULT));
    }

    Endpoint endpoint() {
      return new Endpoint("127.0.0.1", listener.address().getPort());
    }

    InetSocketAddress address() {
      return listener.address();
    }

    /** Everything it had open is closed. */
    @Override
    public void close() {
      if (!closed) {
        closed = true;
        listener.close();
        loops.close();
      }
    }
  }

  final Metrics metrics = new Metrics();
  final BlockingQueue<SpanRecord> spans = new LinkedBlockingQueue<>();
  final Loops loops;
  final GatewayState state;
  private final Tracer tracer;
  private final Gateway.Parts parts;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<Gateway> gateways = new ArrayList<>();

  Town(int threads, NameResolver resolver) {
    this(threads, resolver, Keep.usual(), true);
  }

  /** One whose tracer records as a server's does, and keeps what {@code keep} wants. */
  static Town recording(Keep keep) {
    return new Town(1, NameResolver.host(), keep, false);
  }

  /** One from which an own network is reached beside the kernel's. */
  static Town joining(Network own) {
    return new Town(Loops.open(1).joining(own), NameResolver.host(), Keep.usual(), true);
  }

  private Town(int threads, NameResolver resolver, Keep keep, boolean tellsAll) {
    this(Loops.open(threads), resolver, keep, tellsAll);
  }

  private Town(Loops loops, NameResolver resolver, Keep keep, boolean tellsAll) {
    this.loops = loops;
    open.push(loops);
    tracer =
        tellsAll
            ? Tracer.of(Clock.system(), 42, spans::add)
            : Tracer.recording(Clock.system(), 42, keep, metrics, spans::add);
    state = GatewayState.forLoops(loops.count());
    HttpEngine engine = HttpEngine.of(loops, tracer, metrics);
    parts = new Gateway.Parts(loops, engine, resolver, metrics, 42);
  }

  Town() {
    this(1, NameResolver.host());
  }

  /** A backend whose clients are introduced by a proxy on this machine. */
  Backend backendBehindProxy(Stop stop) {
    Backend backend = new Backend(ANY, stop, new ProxyAcceptance(LOOPBACK, 5_000_000_000L));
    open.push(backend);
    return backend;
  }

  private static Listener.Options options(Party at, Metrics metrics) {
    return new Listener.Options(at, null, 1_000_000_000L, Limit.of(metrics, "connections", 2000));
  }

  Backend backend(Stop stop) {
    return backendAt(ANY, stop);
  }

  Backend backendAt(InetSocketAddress at, Stop stop) {
    Backend backend = new Backend(at, stop);
    open.push(backend);
    return backend;
  }

  /** Answers 200 with this text. */
  static Stop says(String text) {
    return x -> x.answer(x.response(200), ByteBufUtil.writeUtf8(x.alloc(), text));
  }

  /** Answers 200 with the head it got. */
  static Stop echo() {
    return x -> x.answer(x.response(200), ByteBufUtil.writeUtf8(x.alloc(), x.request().toString()));
  }

  Gateway gateway(GatewayConfig config) {
    Gateway gateway = Gateway.of(config, parts, state);
    gateway.start(state);
    gateways.add(gateway);
    return gateway;
  }

  InetSocketAddress serve(GatewayConfig config) {
    return serve(gateway(config), "");
  }

  /**
   * Listens.
   *
   * @param serverName what a TLS session would have been set up for; empty for plain
   */
  InetSocketAddress serve(Gateway gateway, String serverName) {
    Gateway.Stops stops = gateway.stops(says("origin"));
    return listen(
        serverName,
        stops.route(),
        stops.guard(),
        stops.change(),
        stops.balance(),
        stops.upstream());
  }

  /** Listens with stops of one's own choice. */
  InetSocketAddress listen(Stop... stops) {
    return listen("", stops);
  }

  /** Listens to somebody who showed this certificate, or none. */
  InetSocketAddress listenTo(Optional<ClientCertificate> client, Stop... stops) {
    Way way = Way.of(stops);
    HttpService service =
        new HttpService(parts.engine(), Party.GATEWAY, () -> way, HttpLimits.DEFAULT);
    return listen(
        (Listener.Acceptor)
            a ->
                service.accepted(
                    new Arrival(
                        a.channel(), a.prologue(), a.local(), a.remote(), a.tls(), client)));
  }

  private InetSocketAddress listen(String serverName, Stop... stops) {
    Way way = Way.of(stops);
    HttpService service =
        new HttpService(parts.engine(), Party.GATEWAY, () -> way, HttpLimits.DEFAULT);
    Listener.Acceptor acceptor =
        serverName.isEmpty() ? service : arrival -> service.accepted(as(arrival, serverName));
    Listener listener =
        Listener.open(loops, ANY, options(Party.GATEWAY, metrics), tracer, acceptor);
    open.push(listener);
    return listener.address();
  }

  private static Arrival as(Arrival arrival, String serverName) {
    TlsEvent.Established tls =
        new TlsEvent.Established("1.3", "", "", "http/1.1", false, serverName);
    return new Arrival(
        arrival.channel(),
        arrival.prologue(),
        arrival.local(),
        arrival.remote(),
        java.util.Optional.of(tls));
  }

  /** Listens with a stream's acceptor, which gets every connection. */
  InetSocketAddress listen(Listener.Acceptor acceptor) {
    Listener listener =
        Listener.open(loops, ANY, options(Party.GATEWAY, metrics), tracer, acceptor);
    open.push(listener);
    return listener.address();
  }

  /** A stream named {@code db} to a group, which {@code naru.yaml:7} describes. */
  Streams streams(UpstreamConfig upstream, StreamConfig.Transport transport, long idleNanos) {
    StreamConfig stream =
        new StreamConfig(
            "db",
            transport,
            List.of(),
            List.of(),
            List.of(),
            upstream.name(),
            idleNanos,
            new Place("naru.yaml", 7, 3));
    return gateway(GatewayConfig.of(List.of(upstream), List.of())).streams(List.of(stream));
  }

  /** Receives datagrams for streams. */
  InetSocketAddress receive(Streams streams) {
    return receive(streams, Optional.empty());
  }

  InetSocketAddress receive(Streams streams, Optional<ProxyAcceptance> proxies) {
    return receive(ANY, streams, proxies);
  }

  InetSocketAddress receive(
      InetSocketAddress at, Streams streams, Optional<ProxyAcceptance> proxies) {
    DatagramListener listener =
        DatagramListener.open(
            loops,
            at,
            Datagrams.MAX_PAYLOAD,
            Streams.receiver(() -> streams, () -> proxies, loops, parts.engine()));
    open.push(listener);
    return listener.address();
  }

  /** A port where nobody listens, and nobody else can: it is taken by a socket that only has it. */
  Endpoint nobody() {
    try {
      Socket taken = new Socket();
      open.push(taken);
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return new Endpoint("127.0.0.1", taken.getLocalPort());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Sends a request and reads until the gateway closes. */
  static String ask(InetSocketAddress to, String request) throws IOException {
    try (Socket socket = new Socket(to.getAddress(), to.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static String get(InetSocketAddress to, String host, String path, String... fields)
      throws IOException {
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: " + host);
    for (String field : fields) {
      request.append("\r\n").append(field);
    }
    return ask(to, request + "\r\nConnection: close\r\n\r\n");
  }

  /** The next part of a trace that has an event of this kind. */
  SpanRecord span(Predicate<Event> wanted) throws InterruptedException {
    while (true) {
      SpanRecord span = spans.poll(10, TimeUnit.SECONDS);
      if (span == null) {
        throw new AssertionError("no such part of a trace within 10 s");
      }
      if (span.entries().stream().anyMatch(e -> wanted.test(e.event()))) {
        return span;
      }
    }
  }

  /** The part of a trace that tells what a stream carried. */
  SpanRecord carried() throws InterruptedException {
    return span(GatewayEvent.Carried.class::isInstance);
  }

  /** The kinds of a part's events. */
  static List<String> words(SpanRecord span) {
    return span.entries().stream().map(e -> e.event().getClass().getSimpleName()).toList();
  }

  /** It is closed in the end, the last one first. */
  <T extends AutoCloseable> T opened(T closeable) {
    open.push(closeable);
    return closeable;
  }

  @Override
  public void close() throws Exception {
    gateways.forEach(Gateway::close);
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
