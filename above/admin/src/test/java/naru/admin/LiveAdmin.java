package naru.admin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.base.Clock;
import naru.base.Limit;
import naru.base.Metrics;
import naru.base.Place;
import naru.http.HttpEngine;
import naru.http.HttpLimits;
import naru.http.HttpService;
import naru.http.Way;
import naru.trace.Entry;
import naru.trace.Event;
import naru.trace.GatewayEvent;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.SpanRecord;
import naru.trace.Trace;
import naru.trace.TraceId;
import naru.trace.TraceStore;
import naru.trace.Tracer;
import naru.trace.render.Lang;
import naru.transport.Listener;
import naru.transport.Loops;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The admin API on a loopback port, over a real store, and a client that has its token. */
final class LiveAdmin implements AutoCloseable {
  static final JsonMapper JSON = JsonMapper.builder().build();

  final Clock clock = Clock.system();
  final Metrics metrics = new Metrics();
  final TraceStore store = TraceStore.of(clock, 1000);
  final String token;
  final List<String> purged = new ArrayList<>();
  volatile Reload.Outcome outcome = new Reload.Outcome.Applied(2);
  private final Loops loops = Loops.open(1);
  final AdminStop stop;
  private final Listener listener;
  final HttpClient client = HttpClient.newHttpClient();

  LiveAdmin(Path state) {
    AdminToken opener = AdminToken.open(state);
    token = AdminCard.token(state).orElseThrow();
    HttpEngine engine = AdminStop.engine(loops, clock);
    stop = AdminStop.of(parts(opener));
    Way way = Way.of(stop);
    HttpService service = new HttpService(engine, Party.GATEWAY, () -> way, HttpLimits.DEFAULT);
    listener =
        Listener.open(
            loops,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Listener.Options(Party.GATEWAY, null, 0, Limit.of(metrics, "connections", 100)),
            engine.tracer(),
            service);
  }

  private AdminParts parts(AdminToken opener) {
    return new AdminParts(
        "1.2.3",
        store,
        Tracer.of(clock, 7, store),
        metrics,
        opener,
        () -> new HealthReport(List.of(new HealthReport.Check("store", true, "open"))),
        LiveAdmin::decide,
        lang -> lang == Lang.KO ? new Reload.Outcome.Applied(82) : outcome,
        new Shelves(),
        new Desktop(),
        (upstream, target, use) -> upstream.equals("shop") && target.equals("127.0.0.1:9001"),
        new Root());
  }

  private static List<Event> decide(Decisions.Question question) {
    Place place = new Place("naru.yaml", 12, 3);
    return List.of(
        new GatewayEvent.RouteChosen(
            question.url().getHost(),
            place,
            List.of(new GatewayEvent.NearMiss(question.method(), "path"))));
  }

  private record Shelves() implements Inventory {
    @Override
    public Map<String, Object> config() {
      return Map.of("file", "naru.yaml", "generation", 1, "loadedAt", Instant.EPOCH);
    }

    @Override
    public List<?> routes() {
      return List.of(Map.of("name", "shop", "place", new Place("naru.yaml", 12, 3)));
    }

    @Override
    public List<?> upstreams() {
      return List.of();
    }

    @Override
    public List<?> proxyRules() {
      return List.of();
    }

    @Override
    public List<?> zones() {
      return List.of();
    }
  }

  private final class Desktop implements CacheDesk {
    @Override
    public Map<String, Object> stats() {
      return Map.of("entries", 1);
    }

    @Override
    public List<?> entries(int atMost) {
      return List.of(Map.of("key", "https://shop.naru.test/", "limit", atMost));
    }

    @Override
    public int purgeKey(String key) {
      if (key.isEmpty()) {
        throw new IllegalArgumentException("a key is an absolute URL");
      }
      purged.add(key);
      return 1;
    }

    @Override
    public int purgePrefix(String prefix) {
      purged.add(prefix + "*");
      return 2;
    }
  }

  private record Root() implements Certificates {
    @Override
    public String rootPem() {
      return "-----BEGIN CERTIFICATE-----\n";
    }

    @Override
    public String rootFingerprint() {
      return "abcd";
    }

    @Override
    public List<?> issued(int atMost) {
      return List.of(Map.of("serial", "01"));
    }
  }

  // ---- traces

  /** A GET of a page that began a moment ago and took 5 ms. */
  Trace page(long id, String host, int status) {
    long now = clock.nanos();
    List<Entry> entries =
        List.of(
            entry(0, new HttpEvent.Request("GET", "https", host, "/", "HTTP/1.1")),
            entry(4_000_000, new HttpEvent.Response(status, 5, "text/html")),
            entry(5_000_000, new HttpEvent.Finished(0, 5)));
    SpanRecord span = new SpanRecord(new TraceId(id, id), id, 0, Party.CLIENT, entries, true);
    return new Trace(span.trace(), clock.wallAt(now), 0, List.of(span));
  }

  private static Entry entry(long at, Event event) {
    return new Entry(at, Party.CLIENT, Party.GATEWAY, Provenance.DERIVED, event);
  }

  /** Has it happen, as a part told by a stop. */
  void happens(Trace trace) {
    long now = clock.nanos();
    for (SpanRecord span : trace.spans()) {
      List<Entry> moved =
          span.entries().stream()
              .map(e -> new Entry(now + e.atNanos(), e.from(), e.to(), e.provenance(), e.event()))
              .toList();
      store.accept(new SpanRecord(span.trace(), span.id(), span.parent(), span.at(), moved, true));
    }
  }

  /** Lets what happened count as whole. */
  void settle() {
    store.settle(clock.nanos() + TraceStore.QUIET_NANOS);
  }

  // ---- asking

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + "/api/v1" + path);
  }

  int port() {
    return listener.address().getPort();
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(to(path));
  }

  HttpResponse<String> post(String path, String content) throws Exception {
    return send(to(path).POST(BodyPublishers.ofString(content)));
  }

  JsonNode json(String path) throws Exception {
    return JSON.readTree(get(path).body());
  }

  /** Sends exactly this and reads to the end. */
  String raw(String head) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  long used(String limit) {
    return metrics.samples().stream()
        .filter(s -> s.name().equals("naru_limit_used{limit=\"" + limit + "\"}"))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Override
  public void close() {
    client.shutdownNow();
    listener.close();
    loops.close();
  }
}
