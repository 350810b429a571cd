package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.base.Failure;
import naru.trace.Party;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client may take of a connection: fields, pace, connections, idle tunnels; and leaving. */
final class ServerLimitsTest {
  private static final long HOUR = 3_600_000_000_000L;
  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n";
  private static final String ASK =
      GET
          + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

  private final Site site = new Site();
  private final BlockingQueue<Exchange> held = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    site.close();
  }

  private static void hello(Exchange x) {
    x.answer(x.response(200), ByteBufUtil.writeAscii(x.alloc(), "hello"));
  }

  private static HttpLimits limits(
      long idleNanos, int fields, int perClient, HttpLimits.Pace pace) {
    HttpLimits d = HttpLimits.DEFAULT;
    return new HttpLimits(
        d.headBytes(),
        d.uriBytes(),
        d.bodyBytes(),
        idleNanos,
        idleNanos,
        idleNanos,
        idleNanos,
        d.requests(),
        HOUR,
        fields,
        perClient,
        pace);
  }

  private InetSocketAddress listen(HttpLimits limits, Stop stop) {
    return site.listen(Party.GATEWAY, limits, stop);
  }

  @Test
  void moreFieldsThanAreAllowedAre431() throws Exception {
    InetSocketAddress at =
        listen(limits(HOUR, 5, 9, HttpLimits.DEFAULT.pace()), ServerLimitsTest::hello);
    String four = "A: b\r\n".repeat(3) + "Connection: close\r\n\r\n";
    assertThat(Site.ask(at, GET + four)).startsWith("HTTP/1.1 200 ");
    assertThat(Site.ask(at, GET + "C: d\r\n" + four))
        .startsWith("HTTP/1.1 431 ")
        .contains("request.too-many-fields");
  }

  // ---- pace

  /** Puts the clock forward, a second at a time, until the metric says so. */
  private void untilWithTime(String metric) throws Exception {
    site.until(
        () -> {
          site.clock.forward(1, TimeUnit.SECONDS);
          return site.metrics.text().contains(metric + "\n");
        });
  }

  @Test
  void aBodyThatTricklesIs408() throws Exception {
    HttpLimits.Pace pace = new HttpLimits.Pace(240, 0, 10_000_000_000L);
    Stop taking =
        x ->
            x.readBody(
                new BodySink() {
                  @Override
                  public void data(ByteBuf data) {
                    data.release();
                    held.add(x);
                  }

                  @Override
                  public void end() {}

                  @Override
                  public void abort(Failure failure) {}
                });
    InetSocketAddress at = listen(limits(1_000_000 * HOUR, 99, 9, pace), taking);
    try (Socket socket = Site.connect(at)) {
      Site.write(socket, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\nabc");
      assertThat(held.poll(10, TimeUnit.SECONDS)).isNotNull();
      untilWithTime("naru_http_too_slow_total 1");
      assertThat(Site.readAll(socket))
          .startsWith("HTTP/1.1 408 ")
          .contains("request.body-too-slow", "Connection: close");
    }
    assertThat(site.failure().code()).isEqualTo(Code.REQUEST_BODY_SLOW);
  }

  /** It takes some of the response again and again, so that it does not stall, but too little. */
  @Test
  void aClientThatTakesAResponseTooSlowlyIsCut() throws Exception {
    long idle = 30_000_000_000L;
    HttpLimits.Pace pace = new HttpLimits.Pace(0, 1L << 40, 10_000_000_000L);
    byte[] part = new byte[1 << 20];
    int parts = 200;
    Stop large =
        x -> {
          ResponseHead head = x.response(200);
          head.fields().add(Field.CONTENT_LENGTH, (parts + 1L) * part.length);
          x.out().head(head);
          for (int i = 0; i < parts; i++) {
            x.out().data(Unpooled.wrappedBuffer(part));
          }
          x.out().flush();
        };
    InetSocketAddress at = listen(limits(idle, 99, 9, pace), large);
    try (Socket socket = Site.connect(at)) {
      Site.write(socket, GET + "\r\n");
      for (int i = 0;
          i < 40 && !site.metrics.text().contains("naru_http_too_slow_total 1\n");
          i++) {
        socket.getInputStream().readNBytes(4 << 20);
        site.clock.forward(idle / 4, TimeUnit.NANOSECONDS);
        site.sweptTwice();
      }
    } catch (SocketException cut) {
      // as it should be
    }
    site.untilMetric("naru_http_too_slow_total 1");
    assertThat(site.failure().code()).isEqualTo(Code.CLIENT_SLOW);
  }

  // ---- connections

  @Test
  void aClientHasSoManyConnectionsAndNoMore() throws Exception {
    InetSocketAddress at =
        listen(limits(HOUR, 99, 2, HttpLimits.DEFAULT.pace()), ServerLimitsTest::hello);
    try (Socket one = Site.connect(at)) {
      Site.write(one, GET + "\r\n");
      Site.readUntil(one, "hello");
      Socket two = Site.connect(at);
      Site.write(two, GET + "\r\n");
      Site.readUntil(two, "hello");
      site.spans.clear();
      try (Socket three = Site.connect(at)) {
        assertThat(Site.readAll(three)).isEmpty();
      }
      assertThat(site.failure().code()).isEqualTo(Code.CLIENT_CONNECTIONS);
      site.untilMetric("naru_http_refused_connections_total 1");
      two.close();
      site.until(() -> site.metrics.text().contains("naru_http_connections 1\n"));
      assertThat(Site.ask(at, GET + "Connection: close\r\n\r\n")).endsWith("hello");
    }
    site.until(() -> site.engine.census().clients() == 0);
  }

  @Test
  void aClientOfIpv6IsItsSubscriber() throws Exception {
    ClientCensus census = new ClientCensus();
    assertThat(census.enter(InetAddress.getByName("2001:db8:1:2::1"), 1)).isTrue();
    assertThat(census.enter(InetAddress.getByName("2001:db8:1:2:3::9"), 1)).isFalse();
    assertThat(census.enter(InetAddress.getByName("2001:db8:1:3::1"), 1)).isTrue();
    census.leave(InetAddress.getByName("2001:db8:1:2::7"));
    assertThat(census.enter(InetAddress.getByName("2001:db8:1:2:3::9"), 1)).isTrue();
  }

  // ---- leaving

  @Test
  void whoLeavesClosesIdleConnectionsAndSaysSoInTheLastAnswer() throws Exception {
    InetSocketAddress at = listen(HttpLimits.DEFAULT, held::add);
    try (Socket idle = Site.connect(at);
        Socket busy = Site.connect(at)) {
      Site.write(busy, GET + "\r\n");
      Exchange x = held.take();
      site.drain();
      site.until(() -> true); // the loop has told the connections
      site.clock.forward(2, TimeUnit.SECONDS);
      assertThat(Site.readAll(idle)).isEmpty();
      x.loop().submit(() -> hello(x)).get();
      assertThat(Site.readAll(busy)).contains("Connection: close\r\n").endsWith("hello");
    }
  }

  @Test
  void aRequestThatWasOnItsWayIsStillAnswered() throws Exception {
    InetSocketAddress at = listen(HttpLimits.DEFAULT, ServerLimitsTest::hello);
    try (Socket used = Site.connect(at);
        Socket fresh = Site.connect(at)) {
      Site.write(used, GET + "\r\n");
      Site.readUntil(used, "hello");
      site.untilMetric("naru_http_connections 2");
      site.drain();
      site.until(() -> true); // the loop has told the connections
      for (Socket client : List.of(used, fresh)) {
        Site.write(client, GET + "\r\n");
        assertThat(Site.readAll(client)).contains("Connection: close\r\n").endsWith("hello");
      }
    }
  }

  @Test
  void aResponseThatHasBegunIsTheLastAllTheSame() throws Exception {
    InetSocketAddress at = listen(HttpLimits.DEFAULT, held::add);
    try (Socket busy = Site.connect(at)) {
      Site.write(busy, GET + "\r\n" + GET + "\r\n");
      Exchange x = held.take();
      x.loop()
          .submit(
              () -> {
                x.out().head(x.response(200));
                x.out().flush();
              })
          .get();
      Site.readUntil(busy, "\r\n\r\n");
      site.drain();
      x.loop().submit(() -> x.out().end()).get();
      assertThat(Site.readAll(busy)).isEqualTo("0\r\n\r\n");
      assertThat(held).isEmpty();
    }
  }

  @Test
  void aTunnelOutlivesItsListener() throws Exception {
    InetSocketAddress at = listen(HttpLimits.DEFAULT, Raw::tunnel);
    try (Socket socket = Site.connect(at)) {
      Site.write(socket, ASK);
      Site.readUntil(socket, "\r\n\r\n");
      site.untilMetric("naru_http_tunnels 1");
      site.drain();
      Site.write(socket, "still here");
      assertThat(Site.readUntil(socket, "here")).isEqualTo("still here");
      socket.shutdownOutput();
      assertThat(Site.readAll(socket)).isEmpty();
    }
    site.untilMetric("naru_http_tunnels 0");
    site.untilMetric("naru_http_tunnels_total 1");
  }

  @Test
  void aSilentTunnelIsClosed() throws Exception {
    InetSocketAddress at = listen(HttpLimits.DEFAULT, Raw::tunnel);
    try (Socket socket = Site.connect(at)) {
      Site.write(socket, ASK);
      Site.readUntil(socket, "\r\n\r\n");
      site.clock.forward(50, TimeUnit.MINUTES);
      Site.write(socket, "ping");
      Site.readUntil(socket, "ping");
      site.clock.forward(50, TimeUnit.MINUTES);
      site.sweptTwice();
      Site.write(socket, "pong");
      Site.readUntil(socket, "pong");
      site.clock.forward(61, TimeUnit.MINUTES);
      assertThat(Site.readAll(socket)).isEmpty();
    }
    assertThat(site.failure().code()).isEqualTo(Code.CLIENT_TUNNEL_IDLE);
    site.untilMetric("naru_http_tunnels 0");
  }

  @Test
  void aClientThatVanishesFreesItsTunnel() throws Exception {
    InetSocketAddress at = listen(HttpLimits.DEFAULT, Raw::tunnel);
    try (Socket socket = Site.connect(at)) {
      Site.write(socket, ASK);
      Site.readUntil(socket, "\r\n\r\n");
      socket.setSoLinger(true, 0);
    }
    assertThat(site.failure().code()).isEqualTo(Code.CLIENT_CLOSED);
    site.untilMetric("naru_http_tunnels 0");
  }
}
