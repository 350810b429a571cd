package naru.origin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import naru.base.Clock;
import naru.base.Limit;
import naru.base.Metrics;
import naru.http.HttpEngine;
import naru.http.HttpLimits;
import naru.http.HttpService;
import naru.http.Stop;
import naru.http.Way;
import naru.store.Store;
import naru.trace.Entry;
import naru.trace.Event;
import naru.trace.Party;
import naru.trace.SpanRecord;
import naru.trace.Tracer;
import naru.transport.Listener;
import naru.transport.Loops;

/** An origin behind a listener of its own, on a free loopback port, and a client. */
final class LiveOrigin implements AutoCloseable {
  final Metrics metrics = new Metrics();
  final Store store;
  final LinkedBlockingQueue<SpanRecord> spans = new LinkedBlockingQueue<>();
  private final Loops loops = Loops.open(1);
  private final Listener listener;
  private final HttpClient client = HttpClient.newHttpClient();

  /** What makes the stop. */
  interface Maker {
    Stop make(Store store, Metrics metrics) throws IOException;
  }

  LiveOrigin(OriginConfig config, Path state) throws IOException {
    this((store, metrics) -> OriginStop.open(config, store, metrics), state);
  }

  LiveOrigin(Maker maker, Path state) throws IOException {
    store = Store.open(state, metrics);
    Stop stop = maker.make(store, metrics);
    Tracer tracer = Tracer.of(Clock.system(), 1, spans::add);
    HttpEngine engine = HttpEngine.of(loops, tracer, metrics);
    Way way = Way.of(stop);
    HttpService service = new HttpService(engine, Party.ORIGIN, () -> way, HttpLimits.DEFAULT);
    Limit connections = Limit.of(metrics, "test.connections", 100);
    listener =
        Listener.open(
            loops,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Listener.Options(Party.ORIGIN, null, 0, connections),
            tracer,
            service);
  }

  int port() {
    return listener.address().getPort();
  }

  URI uri(String target) {
    return URI.create("http://127.0.0.1:" + port() + target);
  }

  HttpRequest.Builder to(String target) {
    return HttpRequest.newBuilder(uri(target));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String target) throws Exception {
    return send(to(target));
  }

  HttpClient client() {
    return client;
  }

  Socket socket() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port());
  }

  /** The value of a metric. */
  long metric(String name) {
    return metrics.samples().stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  /** How much of a limit is taken. */
  long used(String limit) {
    return metric("naru_limit_used{limit=\"" + limit + "\"}");
  }

  /** The events of the next span that ends. */
  List<Event> nextEvents() throws InterruptedException {
    SpanRecord span = spans.poll(10, TimeUnit.SECONDS);
    if (span == null) {
      throw new AssertionError("no span ended");
    }
    return span.entries().stream().map(Entry::event).toList();
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("did not happen: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    client.close();
    listener.close();
    loops.close();
    store.close();
  }
}
