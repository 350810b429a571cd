package naru.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Endpoint;
import naru.base.Failure;
import naru.base.Limit;
import naru.base.Metrics;
import naru.base.Side;
import naru.http.BodySink;
import naru.http.Exchange;
import naru.http.Field;
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
import org.junit.jupiter.api.Test;

/** Trips over real sockets, and the exact list of what each tells. */
final class TravellerTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
  private static final String SHOP = TestCertificates.NAME;

  private final Metrics metrics = new Metrics();
  private final Loops loops = Loops.open(2);
  private final BlockingQueue<SpanRecord> spans = new LinkedBlockingQueue<>();
  private final Tracer tracer = Tracer.of(Clock.system(), 42, this::ended);
  private final HttpEngine engine = HttpEngine.of(loops, tracer, metrics);
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

  private int serve(@Nullable ServerTls tls, Stop stop) {
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

  private ServerTls serverTls() {
    return ServerTls.of(
        (name, witness) -> TestCertificates.shop(), List.of("http/1.1"), SHOP, metrics);
  }

  private interface Script {
    void play(Socket socket) throws Exception;
  }

  private int say(Script script) throws IOException {
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

  private static String readHead(Socket socket) throws IOException {
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

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void echo(Exchange x) {
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
  private static final class Names implements NameResolver {
    @Override
    public void resolve(String host, EventLoop loop, Span span, Resolution resolution) {
      if (host.equals("nowhere.naru.test")) {
        resolution.failed(Failure.of(Code.DNS_NXDOMAIN, Side.UPSTREAM, "no such name: " + host));
      } else {
        resolution.resolved(List.of(InetAddress.getLoopbackAddress()));
      }
    }
  }

  private record Back(Outcome outcome, String body, List<String> told) {
    Code code() {
      return outcome.failure().orElseThrow().code();
    }

    int status() {
      return outcome.head().orElseThrow().status();
    }
  }

  private Back go(Trip trip) throws Exception {
    return go(trip, TestCertificates.root(), new Names());
  }

  private Back go(Trip trip, X509Certificate anchor, NameResolver names) throws Exception {
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

  private static Trip trip(String method, String url, String body, Optional<Trip.Proxy> proxy) {
    byte[] b = body.getBytes(StandardCharsets.US_ASCII);
    return new Trip(Trip.parse(url), method, List.of(), b, proxy, PATIENCE);
  }

  private static Trip get(String url) {
    return trip("GET", url, "", Optional.empty());
  }

  private static Optional<Trip.Proxy> proxy(int port) {
    return Optional.of(Trip.Proxy.parse("http://localhost:" + port));
  }

  // ---- stories

  private static final List<String> PLAIN =
      List.of("Connecting", "Connected", "Request", "Response", "Finished", "Info", "Closed");

  @Test
  void plain() throws Exception {
    int port = serve(null, TravellerTest::echo);
    Back back = go(get("http://shop.naru.test:" + port + "/a?b"));
    assertThat(back.body()).isEqualTo("GET ORIGIN shop.naru.test:" + port + " /a?b ");
    assertThat(back.told()).isEqualTo(PLAIN);
    assertThat(back.outcome().failure()).isEmpty();
  }

  @Test
  void withABody() throws Exception {
    int port = serve(null, TravellerTest::echo);
    Back back = go(trip("POST", "http://a.naru.test:" + port, "a=b", Optional.empty()));
    assertThat(back.body()).startsWith("POST ").endsWith(" / a=b");
  }

  @Test
  void headHasNoBody() throws Exception {
    int port = serve(null, TravellerTest::echo);
    Back back = go(trip("HEAD", "http://a.naru.test:" + port, "", Optional.empty()));
    assertThat(back.body()).isEmpty();
    assertThat(back.status()).isEqualTo(200);
    assertThat(back.outcome().head().orElseThrow().contentLength()).isPositive();
  }

  @Test
  void secure() throws Exception {
    int port = serve(serverTls(), TravellerTest::echo);
    Back back = go(get("https://" + SHOP + ":" + port));
    assertThat(back.status()).isEqualTo(200);
    assertThat(back.told())
        .startsWith("Connecting", "Connected", "ClientHello")
        .containsSubsequence("Established", "Request", "Response", "Finished", "Closed")
        .doesNotContain("Failed");
  }

  @Test
  void unknownIssuer() throws Exception {
    int port = serve(serverTls(), TravellerTest::echo);
    Back back = go(get("https://" + SHOP + ":" + port), TestCertificates.otherRoot(), new Names());
    assertThat(back.code()).isEqualTo(Code.TLS_UNKNOWN_ISSUER);
    assertThat(back.told()).contains("Failed").doesNotContain("Request");
  }

  @Test
  void anotherName() throws Exception {
    int port = serve(serverTls(), TravellerTest::echo);
    assertThat(go(get("https://other.naru.test:" + port)).code()).isEqualTo(Code.TLS_NAME_MISMATCH);
  }

  @Test
  void noSuchName() throws Exception {
    Back back = go(get("http://nowhere.naru.test/"));
    assertThat(back.code()).isEqualTo(Code.DNS_NXDOMAIN);
    assertThat(back.told()).containsExactly("Failed");
  }

  @Test
  void refused() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    Back back = go(get("http://a.naru.test:" + port));
    assertThat(back.code()).isEqualTo(Code.TCP_REFUSED);
    assertThat(back.told()).containsExactly("Connecting", "Failed", "Failed");
  }

  @Test
  void closedInTheMiddleOfTheBody() throws Exception {
    int port =
        say(
            s -> {
              readHead(s);
              write(s, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
            });
    Back back = go(get("http://a.naru.test:" + port));
    assertThat(back.body()).isEqualTo("half");
    assertThat(back.code()).isEqualTo(Code.UPSTREAM_BODY_CUT);
    assertThat(back.told())
        .containsExactly("Connecting", "Connected", "Request", "Response", "Failed", "Closed");
  }

  @Test
  void tooSlow() throws Exception {
    int port = say(s -> s.getInputStream().transferTo(OutputStream.nullOutputStream()));
    Back back = go(Trip.get("http://a.naru.test:" + port, TimeUnit.MILLISECONDS.toNanos(200)));
    assertThat(back.code()).isEqualTo(Code.TCP_TIMEOUT);
    assertThat(back.told())
        .containsExactly("Connecting", "Connected", "Request", "Failed", "Info", "Closed");
  }

  /** The resolver may still tell the span: the trip ends when it is done, and as a timeout. */
  @Test
  void tooSlowWhileTheNameIsAsked() throws Exception {
    NameResolver slow =
        (host, loop, span, resolution) ->
            loop.schedule(
                () -> resolution.resolved(List.of(InetAddress.getLoopbackAddress())),
                300,
                TimeUnit.MILLISECONDS);
    Trip trip = Trip.get("http://a.naru.test:1", TimeUnit.MILLISECONDS.toNanos(50));
    Back back = go(trip, TestCertificates.root(), slow);
    assertThat(back.code()).isEqualTo(Code.TCP_TIMEOUT);
    assertThat(back.told()).containsExactly("Failed");
  }

  @Test
  void aBigBodyWaitsForASlowReader() throws Exception {
    int bytes = 32 << 20;
    int port =
        say(
            s -> {
              readHead(s);
              write(s, "HTTP/1.1 200 OK\r\nContent-Length: " + bytes + "\r\n\r\n");
              s.getOutputStream().write(new byte[bytes]);
            });
    ClientTls tls = ClientTls.of(List.of(TestCertificates.root()), false, List.of());
    BodyPipe pipe = new BodyPipe();
    CompletableFuture<Outcome> outcome =
        Traveller.of(loops, engine, new Names(), tls).go(get("http://a.naru.test:" + port), pipe);
    Slow slow = new Slow();
    pipe.writeTo(slow);
    assertThat(slow.bytes).isEqualTo(bytes);
    assertThat(outcome.get(10, TimeUnit.SECONDS).failure()).isEmpty();
  }

  /** Takes its time by working on each byte. */
  private static final class Slow extends OutputStream {
    private long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] b, int offset, int length) {
      java.util.zip.CRC32 work = new java.util.zip.CRC32();
      for (int i = 0; i < 8; i++) {
        work.update(b, offset, length);
      }
      bytes += length;
    }
  }

  // ---- through a proxy

  @Test
  void aPlainRequestThroughAProxyIsInAbsoluteForm() throws Exception {
    int port = serve(null, TravellerTest::echo);
    Back back = go(trip("GET", "http://a.naru.test/p", "", proxy(port)));
    assertThat(back.body()).isEqualTo("GET ABSOLUTE a.naru.test /p ");
    assertThat(back.told()).isEqualTo(PLAIN);
  }

  @Test
  void aSecureRequestGoesThroughATunnel() throws Exception {
    int server = serve(serverTls(), TravellerTest::echo);
    int port = say(s -> tunnel(s, server));
    Back back = go(trip("GET", "https://" + SHOP + ":" + server + "/t", "", proxy(port)));
    assertThat(back.body()).endsWith(" /t ");
    assertThat(back.told())
        .startsWith("Connecting", "Connected", "Request", "Response", "ClientHello")
        .endsWith("Request", "Response", "Finished", "Info", "Closed");
  }

  private static void tunnel(Socket client, int port) throws Exception {
    assertThat(readHead(client)).startsWith("CONNECT " + SHOP + ":" + port + " HTTP/1.1\r\n");
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
      write(client, "HTTP/1.1 200 OK\r\n\r\n");
      Thread back =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      server.getInputStream().transferTo(client.getOutputStream());
                    } catch (IOException gone) {
                      // the trip is over
                    }
                  });
      client.getInputStream().transferTo(server.getOutputStream());
      server.shutdownOutput();
      back.join();
    }
  }

  @Test
  void aProxyThatDenies() throws Exception {
    int port =
        say(
            s -> {
              readHead(s);
              write(s, "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
            });
    Back back = go(trip("GET", "https://a.naru.test/", "", proxy(port)));
    assertThat(back.code()).isEqualTo(Code.PROXY_DENIED);
    assertThat(back.body()).isEqualTo("no");
    assertThat(back.status()).isEqualTo(403);
  }

  @Test
  void aProxyThatWantsAName() throws Exception {
    BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    int port =
        say(
            s -> {
              heads.add(readHead(s));
              write(s, "HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n");
            });
    Optional<Trip.Proxy> known = Optional.of(Trip.Proxy.parse("http://a:b@localhost:" + port));
    assertThat(go(trip("GET", "https://a.naru.test/", "", known)).code())
        .isEqualTo(Code.PROXY_AUTH_REQUIRED);
    assertThat(heads.take()).contains("Proxy-Authorization: Basic YTpi\r\n");
  }

  @Test
  void theLegToTheProxyMayBeSecure() throws Exception {
    int port = serve(serverTls(), TravellerTest::echo);
    Optional<Trip.Proxy> secure =
        Optional.of(new Trip.Proxy(new Endpoint(SHOP, port), true, Optional.empty()));
    Back back = go(trip("GET", "http://a.naru.test/p", "", secure));
    assertThat(back.body()).isEqualTo("GET ABSOLUTE a.naru.test /p ");
    assertThat(back.told()).contains("Established");
  }

  @Test
  void fieldsAreSentAsGivenAndTheFramingIsNot() throws Exception {
    BlockingQueue<Map.Entry<String, String>> seen = new LinkedBlockingQueue<>();
    int port =
        serve(
            null,
            x -> {
              seen.addAll(x.request().fields().entries());
              x.answer(x.response(204), x.alloc().buffer(0));
            });
    List<Map.Entry<String, String>> fields =
        List.of(
            Map.entry("Host", "other.test"),
            Map.entry("X-Mine", "1"),
            Map.entry("Content-Length", "99"));
    URI url = Trip.parse("http://a.naru.test:" + port);
    go(new Trip(url, "GET", fields, new byte[0], Optional.empty(), PATIENCE));
    assertThat(seen)
        .contains(Map.entry("Host", "other.test"), Map.entry("X-Mine", "1"))
        .noneMatch(e -> e.getKey().equals(Field.name(Field.CONTENT_LENGTH)));
  }
}
