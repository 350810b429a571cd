package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.LeakPresenceDetector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import naru.base.Limit;
import naru.base.Metrics;
import naru.trace.Entry;
import naru.trace.Party;
import naru.trace.SpanRecord;
import naru.trace.Tracer;
import naru.transport.Listener;
import naru.transport.Loops;

/** A server with real sockets for a test, and a client that says exactly what it is told to. */
final class Site implements AutoCloseable {
  final Metrics metrics = new Metrics();
  final BlockingQueue<SpanRecord> spans = new LinkedBlockingQueue<>();
  final Hand clock = new Hand();
  final Loops loops = Loops.open(1);
  final Tracer tracer = Tracer.of(clock, 42, spans::add);
  final BlockingQueue<Channel> channels = new LinkedBlockingQueue<>();

  /** What a stop held back: {@code held::add}. */
  final BlockingQueue<Exchange> held = new LinkedBlockingQueue<>();

  final HttpEngine engine = HttpEngine.of(loops, tracer, metrics);
  private final List<Listener> listeners = new java.util.ArrayList<>();

  InetSocketAddress listen(Party at, HttpLimits limits, Stop... stops) {
    Way way = Way.of(stops);
    HttpService service = new HttpService(engine, at, () -> way, limits);
    Listener listener =
        Listener.open(
            loops,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Listener.Options(at, null, 1_000_000_000L, Limit.of(metrics, "connections", 1000)),
            tracer,
            arrival -> {
              channels.add(arrival.channel());
              service.accepted(arrival);
            });
    listeners.add(listener);
    return listener.address();
  }

  InetSocketAddress listen(Stop... stops) {
    return listen(Party.GATEWAY, HttpLimits.DEFAULT, stops);
  }

  /** Every listener stops, and its connections are asked to leave. */
  void drain() {
    listeners.forEach(Listener::drain);
  }

  List<Listener> listeners() {
    return listeners;
  }

  /** Sends bytes and reads until the server closes. */
  static String ask(InetSocketAddress to, String request) throws IOException {
    try (Socket socket = connect(to)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return readAll(socket);
    }
  }

  static Socket connect(InetSocketAddress to) throws IOException {
    Socket socket = new Socket(to.getAddress(), to.getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  static String readAll(Socket socket) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    socket.getInputStream().transferTo(all);
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  /** Reads until the text is there. */
  static String readUntil(Socket socket, String text) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder all = new StringBuilder();
    while (all.indexOf(text) < 0) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("closed after: " + all);
      }
      all.append((char) c);
    }
    return all.toString();
  }

  static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Waits until something is so on the loop, which is asked again and again. */
  void until(BooleanSupplier isSo) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!loops.next().submit(isSo::getAsBoolean).get()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it never came to be");
      }
      Thread.onSpinWait();
    }
  }

  /** The next request that was held back. */
  Exchange held() throws InterruptedException {
    Exchange x = held.poll(10, TimeUnit.SECONDS);
    if (x == null) {
      throw new AssertionError("no request within 10 s");
    }
    return x;
  }

  /** Does something on the loop, and waits for it. */
  void onLoop(Runnable task) throws Exception {
    loops.next().submit(task).get(10, TimeUnit.SECONDS);
  }

  /** The loop does nothing until this is counted down. */
  CountDownLatch holdLoop() throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    loops
        .next()
        .execute(
            () -> {
              held.countDown();
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    held.await();
    return go;
  }

  /** Waits for what a test lets happen, where nothing may be thrown. */
  static <T> T taken(BlockingQueue<T> queue) {
    try {
      T taken = queue.poll(10, TimeUnit.SECONDS);
      if (taken == null) {
        throw new AssertionError("it did not happen within 10 s");
      }
      return taken;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The sweep has looked at everything once more, and once more. */
  void sweptTwice() throws Exception {
    int[] looks = new int[1];
    loops
        .next()
        .submit(
            () ->
                engine
                    .state((io.netty.channel.EventLoop) loops.next())
                    .sweep()
                    .add(
                        new Sweep.Swept() {
                          @Override
                          public void sweep(long nowNanos) {
                            looks[0]++;
                          }

                          @Override
                          public boolean isEnded() {
                            return looks[0] > 1;
                          }
                        }))
        .get();
    until(() -> looks[0] > 1);
  }

  /** What a client's connection says of itself, on its loop. */
  static String connection(Channel channel) {
    ServerConnection c = channel.pipeline().get(ServerConnection.class);
    return c == null ? "" : c.toString();
  }

  /** Waits until the server has seen that the client of the last connection says no more. */
  void untilHalfClosed(Channel channel) throws Exception {
    until(() -> ((DuplexChannel) channel).isInputShutdown());
  }

  /** Waits for a line of the metrics. */
  void untilMetric(String line) throws Exception {
    until(() -> metrics.text().contains(line + "\n"));
  }

  /** Waits until all deadlines were looked at, and what came meanwhile was read. */
  void untilSwept() throws Exception {
    CountDownLatch ticks = new CountDownLatch(2);
    Sweep.Swept counting =
        new Sweep.Swept() {
          @Override
          public void sweep(long now) {
            ticks.countDown();
          }

          @Override
          public boolean isEnded() {
            return ticks.getCount() == 0;
          }
        };
    EventLoop loop = loops.next();
    loop.submit(() -> engine.state(loop).sweep().add(counting)).get();
    assertThat(ticks.await(10, TimeUnit.SECONDS)).isTrue();
  }

  /** The failure in the next part of a trace that ends. */
  naru.base.Failure failure() throws InterruptedException {
    SpanRecord span = spans.poll(10, TimeUnit.SECONDS);
    for (Entry entry : span == null ? List.<Entry>of() : span.entries()) {
      if (entry.event() instanceof naru.trace.HttpEvent.Failed failed) {
        return failed.failure();
      }
    }
    throw new AssertionError("no failure in " + span);
  }

  /** The code of the next failure that any part of a trace tells. */
  naru.base.Code failureCode() throws InterruptedException {
    return nextFailure().code();
  }

  /** The next failure that any part of a trace tells. */
  naru.base.Failure nextFailure() throws InterruptedException {
    while (true) {
      SpanRecord span = spans.poll(10, TimeUnit.SECONDS);
      if (span == null) {
        throw new AssertionError("no part failed");
      }
      for (Entry entry : span.entries()) {
        if (entry.event() instanceof naru.trace.HttpEvent.Failed failed) {
          return failed.failure();
        }
      }
    }
  }

  /** The reasons of all failures that these parts tell. */
  static List<String> failures(java.util.Collection<SpanRecord> spans) {
    return spans.stream()
        .flatMap(s -> s.entries().stream())
        .map(Entry::event)
        .filter(naru.trace.HttpEvent.Failed.class::isInstance)
        .map(e -> ((naru.trace.HttpEvent.Failed) e).failure().code().reason())
        .toList();
  }

  /** The next part of a trace that ends, as the names of its events. */
  List<String> events() throws InterruptedException {
    SpanRecord span = spans.poll(10, TimeUnit.SECONDS);
    return span == null ? List.of() : span.entries().stream().map(Site::name).toList();
  }

  static String name(Entry entry) {
    return entry.event().getClass().getSimpleName();
  }

  @Override
  public void close() {
    listeners.forEach(Listener::close);
    loops.close();
    // Every buffer made since the program began must have been released. See pom.xml.
    LeakPresenceDetector.check();
  }
}
