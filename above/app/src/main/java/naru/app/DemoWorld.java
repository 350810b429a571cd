package naru.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import naru.app.config.read.ConfigFile;
import naru.app.config.read.Loaded;
import naru.base.Endpoint;
import naru.client.BodyPipe;
import naru.client.Outcome;
import naru.client.Traveller;
import naru.client.Trip;
import naru.dns.Resolver;
import naru.dns.core.Upstream;
import naru.http.HttpEngine;
import naru.stack.link.Impairment;
import naru.stack.link.Loss;
import naru.trace.Party;
import naru.trace.Trace;
import naru.trace.TraceId;
import naru.trace.disk.TraceKeeper;
import naru.transport.ClientTls;
import naru.transport.Loops;

/** Everything on loopback ports from a built-in config, and a client that travels through it. */
final class DemoWorld implements AutoCloseable {
  private static final long TRIP_NANOS = 10_000_000_000L;
  private static final long QUIET_NANOS = 3 * TraceKeeper.PAUSE_NANOS;

  /** As demo.yaml says it. */
  private static final int PROXY_PORT = 3129;

  private static final Impairment WAY = Impairment.NONE.withDelay(1_000_000L);

  /** The second journey loses one packet to the client: of the large ones, the so-manieth. */
  private static final int LARGE = 1000;

  private static final int LOST = 3;

  private static final long PATIENCE_NANOS = 2_000_000_000L;

  private final Naru naru;
  private final Map<String, Integer> ports;
  private final Path state;
  private final boolean temporary;
  private final HttpEngine engine;

  private DemoWorld(Naru naru, Map<String, Integer> ports, Path state, boolean temporary) {
    this.naru = naru;
    this.ports = ports;
    this.state = state;
    this.temporary = temporary;
    this.engine = naru.ground.engine(Party.CLIENT);
  }

  /**
   * Starts it.
   *
   * @param temporary whether nothing is to be left behind
   */
  static DemoWorld open(boolean temporary) throws IOException {
    Path state = temporary ? Files.createTempDirectory("naru-demo") : Path.of(".naru", "demo");
    Map<String, Integer> ports = ports();
    Loaded loaded = load(ports, state);
    return switch (loaded) {
      case Loaded.Valid valid ->
          new DemoWorld(Naru.start(valid.config(), () -> loaded), ports, state, temporary);
      case Loaded.Invalid invalid ->
          throw new IllegalStateException("the demo's config: " + invalid.report());
    };
  }

  /** The ports that people expect, or free ones where they are taken. */
  private static Map<String, Integer> ports() throws IOException {
    Map<String, Integer> ports = new LinkedHashMap<>();
    put(ports, "dns", 15353);
    put(ports, "proxy", 3128);
    put(ports, "secure-proxy", 3129);
    put(ports, "gateway", 8080);
    put(ports, "secure-gateway", 8443);
    put(ports, "admin", 9443);
    put(ports, "origin-1", 9001);
    put(ports, "origin-2", 9002);
    return ports;
  }

  private static void put(Map<String, Integer> ports, String name, int wanted) throws IOException {
    int port = free(wanted);
    while (ports.containsValue(port)) {
      port = free(0);
    }
    ports.put(name, port);
  }

  static int free(int wanted) throws IOException {
    InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    for (int port : new int[] {wanted, 0}) {
      try (ServerSocket tcp = new ServerSocket()) {
        tcp.setReuseAddress(true);
        tcp.bind(new InetSocketAddress(here, port));
        try (DatagramSocket udp =
            new DatagramSocket(new InetSocketAddress(here, tcp.getLocalPort()))) {
          return udp.getLocalPort();
        }
      } catch (java.net.BindException taken) {
        // the next one
      }
    }
    throw new IOException("no free port on " + here);
  }

  private static Loaded load(Map<String, Integer> ports, Path state) throws IOException {
    String text;
    try (InputStream in =
        Objects.requireNonNull(DemoWorld.class.getResourceAsStream("demo.yaml"))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    for (Map.Entry<String, Integer> port : ports.entrySet()) {
      text = text.replace("{" + port.getKey() + "}", port.getValue().toString());
    }
    text = text.replace("{state}", state.toAbsolutePath().toString());
    return ConfigFile.parse("demo.yaml", Path.of("."), text);
  }

  // ---- the three journeys

  /** A miss, a hit, a denial. */
  List<Trace> journeys() throws IOException, InterruptedException {
    Endpoint proxy = new Endpoint("proxy.naru.test", PROXY_PORT);
    Optional<Trip.Proxy> through = Optional.of(new Trip.Proxy(proxy, true, Optional.empty()));
    List<Trace> traces = new ArrayList<>();
    traces.add(travel("https://shop.naru.test/", through));
    naru.ground.networks.impair(WAY, WAY.withLoss(new Loss.Chosen(new LoseOne(LARGE, LOST))));
    traces.add(travel("https://shop.naru.test/", through));
    naru.ground.networks.impair(WAY, WAY);
    traces.add(travel("http://ads.example.com/banner.js", through));
    return traces;
  }

  private Trace travel(String url, Optional<Trip.Proxy> proxy)
      throws IOException, InterruptedException {
    Ground ground = naru.ground;
    Loops loops = ground.networks.of(Party.CLIENT);
    List<Upstream> servers = List.of(Upstream.parse("udp://10.77.0.53:53"));
    Resolver names =
        Resolver.of(loops, servers, Resolver.Options.USUAL, ground.clock, ground.metrics);
    ClientTls tls =
        ClientTls.of(List.of(ground.authority.rootCertificate()), false, List.of("http/1.1"))
            .tellingSecrets();
    Trip trip = new Trip(Trip.parse(url), "GET", List.of(), new byte[0], proxy, TRIP_NANOS);
    BodyPipe body = new BodyPipe();
    Future<Outcome> outcome = Traveller.of(loops, engine, names, tls).go(trip, body);
    body.writeTo(OutputStream.nullOutputStream());
    try {
      return whole(outcome.get().trace());
    } catch (ExecutionException e) {
      throw new IllegalStateException("an outcome is never exceptional", e);
    }
  }

  /**
   * The client tells as its connection ends and the proxy after it; their parts come from two
   * threads, in any order.
   */
  private static boolean hasBothEnds(Trace trace) {
    return has(trace, Party.CLIENT) && has(trace, Party.PROXY);
  }

  private static boolean has(Trace trace, Party party) {
    return trace.spans().stream().anyMatch(s -> s.at() == party);
  }

  /** The trace when nobody tells more: the other sides close a moment after the client. */
  private Trace whole(TraceId id) throws InterruptedException {
    long begin = System.nanoTime();
    int told = -1;
    long since = begin;
    while (true) {
      Optional<Trace> trace = naru.ground.traces.find(id);
      int now = trace.map(t -> t.told().size()).orElse(0);
      if (now != told) {
        told = now;
        since = System.nanoTime();
      }
      boolean quiet =
          trace.filter(DemoWorld::hasBothEnds).isPresent()
              && System.nanoTime() - since > QUIET_NANOS;
      if (quiet || System.nanoTime() - begin > PATIENCE_NANOS) {
        return trace.orElseThrow();
      }
      Thread.sleep(2);
    }
  }

  private int port(String name) {
    return Objects.requireNonNull(ports.get(name), name);
  }

  // ---- for the user

  /** The root certificate's file. */
  Path root() {
    return state.resolve("ca").resolve("root.crt");
  }

  /** Commands to try. */
  List<String> invitations(Path root) {
    int gateway = port("secure-gateway");
    String resolve = "--resolve shop.naru.test:" + gateway + ":127.0.0.1";
    String url = "https://shop.naru.test:" + gateway;
    return List.of(
        "dig @127.0.0.1 -p " + port("dns") + " shop.naru.test",
        "curl --cacert " + root + " " + resolve + " " + url + "/api/products",
        "curl --cacert " + root + " -x http://127.0.0.1:" + port("proxy") + " " + url + "/",
        "curl -x http://127.0.0.1:" + port("proxy") + " http://ads.example.com/",
        "http://localhost:" + port("gateway") + "/");
  }

  @Override
  public void close() {
    naru.close();
    if (temporary) {
      delete(state);
    }
  }

  static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
