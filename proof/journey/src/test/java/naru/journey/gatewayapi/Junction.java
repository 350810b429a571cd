package naru.journey.gatewayapi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import naru.app.config.read.ConfigFile;
import naru.app.config.read.Loaded;
import naru.app.wiring.GatewayWiring;
import naru.base.Clock;
import naru.base.Limit;
import naru.base.Metrics;
import naru.gateway.Explanation;
import naru.gateway.Gateway;
import naru.gateway.GatewayState;
import naru.http.HttpEngine;
import naru.http.HttpLimits;
import naru.http.HttpService;
import naru.http.Way;
import naru.trace.Event;
import naru.trace.Party;
import naru.trace.SpanRecord;
import naru.trace.TlsEvent;
import naru.trace.Tracer;
import naru.transport.Arrival;
import naru.transport.ClientTlsByTerms;
import naru.transport.Listener;
import naru.transport.Loops;
import naru.transport.NameResolver;

/**
 * A gateway made from the routes of a config, before the servers {@code v1}, {@code v2} and {@code
 * v3}; {@code dead} is an upstream where nobody listens.
 */
final class Junction implements AutoCloseable {
  private static final String AROUND =
      """
      naru: 1
      listen: { gateway: http://127.0.0.1:1 }
      gateway:
        trust: [127.0.0.2]
        upstreams:
          v1: { targets: 127.0.0.1:%d }
          v2: { targets: 127.0.0.1:%d }
          v3: { targets: 127.0.0.1:%d }
          dead: { targets: 127.0.0.1:9 }
        routes:
      """;

  private final Metrics metrics = new Metrics();
  private final BlockingQueue<SpanRecord> spans = new LinkedBlockingQueue<>();
  private final Loops loops = Loops.open(1);
  private final Tracer tracer = Tracer.of(Clock.system(), 42, spans::add);
  private final HttpEngine engine = HttpEngine.of(loops, tracer, metrics);
  private final GatewayState state = GatewayState.forLoops(1);
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Map<String, Echo> echoes = new TreeMap<>();

  Junction() throws IOException {
    for (String name : List.of("v1", "v2", "v3")) {
      echoes.put(name, Echo.open(name));
    }
  }

  Echo echo(String name) {
    return java.util.Objects.requireNonNull(echoes.get(name));
  }

  Metrics metrics() {
    return metrics;
  }

  /** A gateway with these routes, each an item of a YAML list. */
  Gateway gateway(String routes) {
    String text =
        AROUND.formatted(echo("v1").port(), echo("v2").port(), echo("v3").port())
            + routes.indent(4);
    Loaded loaded = ConfigFile.parse("routes.yaml", Path.of("/"), text);
    if (!(loaded instanceof Loaded.Valid valid)) {
      throw new AssertionError(loaded.report().problems() + "\n" + text);
    }
    Gateway gateway =
        Gateway.of(
            GatewayWiring.config(
                valid.config().gateway(),
                someRoot(),
                new ClientTlsByTerms(),
                () -> "00".repeat(16),
                route -> java.util.Optional.empty()),
            new Gateway.Parts(loops, engine, NameResolver.host(), metrics, 42),
            state);
    gateway.start(state);
    open.add(gateway);
    return gateway;
  }

  /** Listens for these routes. */
  Client at(String routes) {
    return at(routes, "");
  }

  /**
   * Listens for these routes.
   *
   * @param serverName what TLS would have been set up for; empty for plain
   */
  Client at(String routes, String serverName) {
    return listen(gateway(routes), serverName);
  }

  Client listen(Gateway gateway, String serverName) {
    Gateway.Stops at =
        gateway.stops(x -> x.answer(x.response(200), io.netty.buffer.Unpooled.EMPTY_BUFFER));
    Way way = Way.of(at.route(), at.guard(), at.change(), at.balance(), at.upstream());
    HttpService service = new HttpService(engine, Party.GATEWAY, () -> way, HttpLimits.DEFAULT);
    Listener.Acceptor acceptor =
        serverName.isEmpty() ? service : arrival -> service.accepted(as(arrival, serverName));
    Listener listener =
        Listener.open(
            loops,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Listener.Options(
                Party.GATEWAY, null, 1_000_000_000L, Limit.of(metrics, "connections", 2000)),
            tracer,
            acceptor);
    open.add(listener);
    return new Client(listener.address());
  }

  private static Arrival as(Arrival arrival, String serverName) {
    return new Arrival(
        arrival.channel(),
        arrival.prologue(),
        arrival.local(),
        arrival.remote(),
        Optional.of(new TlsEvent.Established("1.3", "", "", "http/1.1", false, serverName)));
  }

  /** No upstream here trusts it. */
  private static X509Certificate someRoot() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers()[0];
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The next event of this kind in what is traced, within 10 s. */
  <E extends Event> E event(Class<E> kind) throws InterruptedException {
    while (true) {
      SpanRecord span = spans.poll(10, TimeUnit.SECONDS);
      if (span == null) {
        throw new AssertionError("no " + kind.getSimpleName() + " within 10 s");
      }
      Stream<Event> events = span.entries().stream().map(e -> e.event());
      Optional<E> found = events.filter(kind::isInstance).map(kind::cast).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
    }
  }

  static Explanation explain(Gateway gateway, String method, String host, String path) {
    return gateway.explain(
        method,
        host,
        path,
        List.of(),
        Gateway.asker(InetAddress.getLoopbackAddress(), 8080, false));
  }

  /** Asks a gateway; each request on a connection of its own. */
  record Client(InetSocketAddress at) {
    Answer get(String hostAndPath, String... fields) throws IOException {
      return send("GET", hostAndPath, "", fields);
    }

    Answer send(String method, String hostAndPath, String body, String... fields)
        throws IOException {
      int slash = hostAndPath.indexOf('/');
      String host = slash == 0 ? "any.test" : hostAndPath.substring(0, slash);
      StringBuilder head = new StringBuilder();
      head.append(method).append(' ').append(hostAndPath.substring(slash));
      head.append(" HTTP/1.1\r\nHost: ").append(host).append("\r\nConnection: close\r\n");
      for (String field : fields) {
        head.append(field).append("\r\n");
      }
      if (!body.isEmpty()) {
        head.append("Content-Length: ").append(body.length()).append("\r\n");
      }
      String about = method + " " + hostAndPath + " " + List.of(fields);
      return raw(about, head + "\r\n" + body);
    }

    Answer raw(String about, String request) throws IOException {
      try (Socket socket = new Socket(at.getAddress(), at.getPort())) {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        socket.getInputStream().transferTo(all);
        return Answer.parse(about, all.toByteArray());
      }
    }
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    loops.close();
    for (Echo echo : echoes.values()) {
      echo.close();
    }
  }
}
