package naru.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Limit;
import naru.base.Metrics;
import naru.base.Side;
import naru.http.BodySink;
import naru.http.Exchange;
import naru.http.HttpEngine;
import naru.http.HttpLimits;
import naru.http.HttpService;
import naru.http.Stop;
import naru.http.Way;
import naru.trace.Party;
import naru.trace.Span;
import naru.trace.SpanRecord;
import naru.trace.Tracer;
import naru.transport.ClientTls;
import naru.transport.Listener;
import naru.transport.Loops;
import naru.transport.NameResolver;
import naru.transport.ServerTls;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Servers that are travelled to, and a traveller whose trips tell what happened. */
abstract class TripScene {
  static final List<String> PLAIN =
      List.of("Connecting", "Connected", "Request", "Response", "Finished", "Info", "Closed");

  static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
  static final String SHOP = TestCertificates.NAME;

  private final Metrics metrics = new Metrics();
  final Loops loops = Loops.open(2);
  private final BlockingQueue<SpanRecord> spans = new LinkedBlockingQueue<>();
  private final Tracer tracer = Tracer.of(Clock.system(), 42, this::ended);
  final HttpEngine engine = HttpEngine.of(loops, tracer, metrics);
  private final List<AutoCloseable> open = new ArrayList<>();

  private void ended(SpanRecord part) {
    if (part.at() == Party.CLIENT) {
      spans.add(part);
    }
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    loops.close();
  }

  // ---- the other side

  int serve(@Nullable ServerTls tls, Stop stop) {
    Way way = Way.of(stop);
    HttpService service = new HttpService(engine, Party.GATEWAY, () -> way, HttpLimits.DEFAULT);
    Limit limit = Limit.of(metrics, "connections" + open.size(), 100);
    Listener listener =
        Listener.open(
            loops,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Listener.Options(Party.GATEWAY, tls, PATIENCE, limit),
            tracer,
            service);
    open.add(listener);
    return listener.address().getPort();
  }

  ServerTls serverTls() {
    return ServerTls.of(
        (name, witness) -> TestCertificates.shop(), List.of("http/1.1"), SHOP, metrics);
  }

  interface Script {
    void play(Socket socket) throws Exception;
  }

  int say(Script script) throws IOException {
    ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    open.add(server);
    Thread.ofVirtual()
        .start(
            () -> {
              try (Socket socket = server.accept()) {
                script.play(socket);
              } catch (Exception gone) {
                // the trip is over
              }
            });
    return server.getLocalPort();
  }

  static String readHead(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = socket.getInputStream().read();
      if (c < 0) {
        throw new IOException("closed after " + head);
      }
      head.append((char) c);
    }
    return head.toString();
  }

  static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static void echo(Exchange x) {
    StringBuilder body = new StringBuilder(x.request().methodText());
    body.append(' ').append(x.request().form()).append(' ').append(x.request().authority());
    body.append(' ').append(x.request().path()).append(' ');
    x.readBody(
        new BodySink() {
          @Override
          public void data(ByteBuf data) {
            body.append(data.toString(StandardCharsets.US_ASCII));
            data.release();
          }

          @Override
          public void end() {
            x.answer(x.response(200), ByteBufUtil.writeAscii(x.alloc(), body));
          }

          @Override
          public void abort(Failure failure) {}
        });
  }

  // ---- this side

  /** Every name leads to this machine, but {@code nowhere.naru.test} leads nowhere. */
  static final class Names implements NameResolver {
    @Override
    public void resolve(String host, EventLoop loop, Span span, Resolution resolution) {
      if (host.equals("nowhere.naru.test")) {
        resolution.failed(Failure.of(Code.DNS_NXDOMAIN, Side.UPSTREAM, "no such name: " + host));
      } else {
        resolution.resolved(List.of(InetAddress.getLoopbackAddress()));
      }
    }
  }

  record Back(Outcome outcome, String body, List<String> told) {
    Code code() {
      return outcome.failure().orElseThrow().code();
    }

    int status() {
      return outcome.head().orElseThrow().status();
    }
  }

  Back go(Trip trip) throws Exception {
    return go(trip, TestCertificates.root(), new Names());
  }

  Back go(Trip trip, X509Certificate anchor, NameResolver names) throws Exception {
    ClientTls tls = ClientTls.of(List.of(anchor), false, List.of("http/1.1"));
    BodyPipe pipe = new BodyPipe();
    CompletableFuture<Outcome> outcome = Traveller.of(loops, engine, names, tls).go(trip, pipe);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    pipe.writeTo(body);
    Outcome o = outcome.get(20, TimeUnit.SECONDS);
    SpanRecord part = spans.poll(10, TimeUnit.SECONDS);
    assertThat(part).isNotNull();
    List<String> told =
        part.entries().stream().map(e -> e.event().getClass().getSimpleName()).toList();
    return new Back(o, body.toString(StandardCharsets.ISO_8859_1), told);
  }

  static Trip trip(String method, String url, String body, Optional<Trip.Proxy> proxy) {
    byte[] b = body.getBytes(StandardCharsets.US_ASCII);
    return new Trip(Trip.parse(url), method, List.of(), b, proxy, PATIENCE);
  }

  static Trip get(String url) {
    return trip("GET", url, "", Optional.empty());
  }

  static Optional<Trip.Proxy> proxy(int port) {
    return Optional.of(Trip.Proxy.parse("http://localhost:" + port));
  }
}
