package naru.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.http.Field;
import naru.transport.ClientTls;
import naru.transport.NameResolver;
import org.junit.jupiter.api.Test;

/** Trips over real sockets, and the exact list of what each tells. */
final class TravellerTest extends TripScene {
  @Test
  void plain() throws Exception {
    int port = serve(null, TripScene::echo);
    Back back = go(get("http://shop.naru.test:" + port + "/a?b"));
    assertThat(back.body()).isEqualTo("GET ORIGIN shop.naru.test:" + port + " /a?b ");
    assertThat(back.told()).isEqualTo(PLAIN);
    assertThat(back.outcome().failure()).isEmpty();
  }

  @Test
  void withABody() throws Exception {
    int port = serve(null, TripScene::echo);
    Back back = go(trip("POST", "http://a.naru.test:" + port, "a=b", Optional.empty()));
    assertThat(back.body()).startsWith("POST ").endsWith(" / a=b");
  }

  @Test
  void headHasNoBody() throws Exception {
    int port = serve(null, TripScene::echo);
    Back back = go(trip("HEAD", "http://a.naru.test:" + port, "", Optional.empty()));
    assertThat(back.body()).isEmpty();
    assertThat(back.status()).isEqualTo(200);
    assertThat(back.outcome().head().orElseThrow().contentLength()).isPositive();
  }

  @Test
  void secure() throws Exception {
    int port = serve(serverTls(), TripScene::echo);
    Back back = go(get("https://" + SHOP + ":" + port));
    assertThat(back.status()).isEqualTo(200);
    assertThat(back.told())
        .startsWith("Connecting", "Connected", "ClientHello")
        .containsSubsequence("Established", "Request", "Response", "Finished", "Closed")
        .doesNotContain("Failed");
  }

  @Test
  void unknownIssuer() throws Exception {
    int port = serve(serverTls(), TripScene::echo);
    Back back = go(get("https://" + SHOP + ":" + port), TestCertificates.otherRoot(), new Names());
    assertThat(back.code()).isEqualTo(Code.TLS_UNKNOWN_ISSUER);
    assertThat(back.told()).contains("Failed").doesNotContain("Request");
  }

  @Test
  void anotherName() throws Exception {
    int port = serve(serverTls(), TripScene::echo);
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
