package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import naru.base.Failure;
import naru.http.h2.FrameType;
import naru.http.h2.Preface;
import naru.trace.HttpEvent;
import naru.trace.SpanRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client of HTTP/2 gets on a real connection. RFC 9113. */
final class Http2ServerTest {
  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void answersManyOnOneConnection() throws Exception {
    try (Http2Wire wire = Http2Wire.open(site.listen(Echo.STOP))) {
      wire.get(1, "cookie: a=b", "cookie: c=d");
      assertThat(wire.next()).isEqualTo("HEADERS 1 [:status: 200, content-length: 24]");
      assertThat(wire.next()).isEqualTo("DATA 1 GET x.test / a=b; c=d 0  end");
      assertThat(site.events())
          .containsExactly("Accepted", "Request", "Response", "Finished", "Info");
      wire.post(3, "content-length: 4").data(3, "bo", false).data(3, "dy", true);
      assertThat(wire.next()).startsWith("HEADERS 3 [:status: 200");
      assertThat(wire.next()).isEqualTo("DATA 3 POST x.test /  4 body end");
      SpanRecord second = site.spans.poll(10, TimeUnit.SECONDS);
      assertThat(second).isNotNull();
      assertThat(second.entries().stream().map(e -> e.event()).toList())
          .contains(new HttpEvent.Request("POST", "http", "x.test", "/", "HTTP/2", 3));
      wire.post(5).data(5, "chunk", true);
      assertThat(wire.next()).startsWith("HEADERS 5");
      assertThat(wire.next()).isEqualTo("DATA 5 POST x.test /  -1 chunk end");
    }
  }

  /** The preface may come in pieces; other clients of the listener go on with HTTP/1.1. */
  @Test
  void oneListenerSpeaksBoth() throws Exception {
    InetSocketAddress at = site.listen(Echo.STOP);
    assertThat(Site.ask(at, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
    try (Socket socket = Site.connect(at)) {
      Site.write(socket, Preface.TEXT.substring(0, 5));
      site.until(() -> Site.connection(site.channels.element()).isEmpty());
      Site.write(socket, Preface.TEXT.substring(5));
      assertThat(socket.getInputStream().readNBytes(4)[3]).isEqualTo((byte) FrameType.SETTINGS);
    }
  }

  @Test
  void trailersBothWays() throws Exception {
    Stop stop =
        x -> {
          ResponseHead head = x.response(200);
          x.out().head(head);
          x.out().data(ByteBufUtil.writeAscii(x.alloc(), "body"));
          Fields trailers = new Fields(64);
          trailers.add("Grpc-Status", "0");
          x.out().trailers(trailers);
          x.out().end();
        };
    try (Http2Wire wire = Http2Wire.open(site.listen(stop))) {
      wire.get(1);
      assertThat(wire.until("HEADERS 1 [grpc"))
          .endsWith("HEADERS 1 [:status: 200]", "DATA 1 body", "HEADERS 1 [grpc-status: 0] end");
    }
    try (Http2Wire wire = Http2Wire.open(site.listen(Echo.STOP))) {
      wire.post(1).data(1, "b", false).head(1, true, "x-sum: 7", "content-type: no");
      wire.next();
      assertThat(wire.next()).isEqualTo("DATA 1 POST x.test /  -1 b[x-sum=7] end");
    }
  }

  @Test
  void interimResponses() throws Exception {
    Stop stop =
        x -> {
          ResponseHead early = x.response(103);
          early.fields().add(Field.LINK, "</a>");
          x.out().interim(early);
          Echo.STOP.enter(x);
        };
    try (Http2Wire wire = Http2Wire.open(site.listen(stop))) {
      wire.post(1, "expect: 100-continue");
      assertThat(wire.next()).isEqualTo("HEADERS 1 [:status: 103, link: </a>]");
      assertThat(wire.next()).isEqualTo("HEADERS 1 [:status: 100]");
      wire.data(1, "now", true);
      assertThat(wire.next()).startsWith("HEADERS 1 [:status: 200");
      wire.next();
      wire.get(3, "expect: cake");
      assertThat(wire.next()).startsWith("HEADERS 3 [:status: 417");
    }
  }

  @Test
  void headsAndStatusesWithoutBodies() throws Exception {
    Stop stop = x -> x.answer(x.response(204), Unpooled.EMPTY_BUFFER);
    try (Http2Wire wire = Http2Wire.open(site.listen(stop))) {
      wire.get(1);
      assertThat(wire.next()).isEqualTo("HEADERS 1 [:status: 204] end");
    }
    try (Http2Wire wire = Http2Wire.open(site.listen(Echo.STOP))) {
      wire.head(1, true, ":method: HEAD", ":scheme: http", ":path: /", ":authority: x");
      assertThat(wire.next()).startsWith("HEADERS 1 [:status: 200").endsWith(" end");
    }
  }

  /** RFC 8441: the stream becomes a tunnel. */
  @Test
  void extendedConnect() throws Exception {
    Stop stop =
        x -> {
          assertThat(x.request().upgrade()).asString().isEqualTo("websocket");
          assertThat(x.request().method()).isEqualTo(Method.GET);
          ResponseHead head = x.response(101);
          head.fields().add("Sec-WebSocket-Accept", "not here");
          x.out().head(head);
          x.readTunnel(
              new BodySink() {
                @Override
                public void data(ByteBuf data) {
                  x.out().data(data);
                  x.out().flush();
                }

                @Override
                public void end() {
                  x.out().end();
                }

                @Override
                public void abort(Failure failure) {}
              });
        };
    try (Http2Wire wire = Http2Wire.open(site.listen(stop))) {
      wire.head(
          1,
          false,
          ":method: CONNECT",
          ":protocol: websocket",
          ":scheme: http",
          ":path: /ws",
          ":authority: x.test");
      assertThat(wire.next()).isEqualTo("HEADERS 1 [:status: 200]");
      site.untilMetric("naru_http_tunnels 1");
      wire.data(1, "ping", false);
      assertThat(wire.next()).isEqualTo("DATA 1 ping");
      wire.data(1, "bye", true);
      String rest = String.join("", wire.until("DATA 1 bye"));
      assertThat(rest.endsWith(" end") || wire.next().equals("DATA 1  end")).isTrue();
      assertThat(site.events()).contains("Finished");
      site.untilMetric("naru_http_tunnels 0");
      site.untilMetric("naru_http_tunnels_total 1");
    }
  }

  /** What waits for the client's window is still sent when the rest of its body is not wanted. */
  @Test
  void anAnswerBeforeTheWholeBodyIsNotCut() throws Exception {
    Stop stop = x -> x.answer(x.response(200), ByteBufUtil.writeAscii(x.alloc(), "enough"));
    try (Http2Wire wire = Http2Wire.open(site.listen(stop))) {
      wire.window(2).post(1);
      assertThat(wire.until("DATA")).endsWith("DATA 1 en");
      for (int i = 0; i < 6; i++) {
        wire.data(1, "x".repeat(16_000), false);
      }
      wire.number(FrameType.WINDOW_UPDATE, 1, 100);
      assertThat(wire.next()).isEqualTo("DATA 1 ough end");
      wire.data(1, "x", false);
      assertThat(wire.next()).isEqualTo("RST_STREAM 1 NO_ERROR");
    }
  }

  /** A response that comes together with its RST_STREAM is lost to some clients. */
  @Test
  void anAnswerCanBeReadBeforeTheClientIsToldToStop() throws Exception {
    try (Http2Wire wire = Http2Wire.open(site.listen(Http2ServerTest::takeSome))) {
      wire.post(1);
      send(wire, 60_000);
      assertThat(wire.until("DATA")).endsWith("DATA 1 no more end");
      site.clock.forward(-1, TimeUnit.HOURS);
      send(wire, 10_000);
      wire.frame(FrameType.PING, 0, 0, new byte[8]);
      assertThat(wire.until("PING")).noneMatch(told -> told.startsWith("RST_STREAM"));
      site.clock.forward(2, TimeUnit.HOURS);
      assertThat(wire.until("RST_STREAM")).endsWith("RST_STREAM 1 NO_ERROR");
    }
  }

  private static void send(Http2Wire wire, int bytes) throws Exception {
    for (int left = bytes; left > 0; left -= 10_000) {
      wire.data(1, "x".repeat(10_000), false);
    }
  }

  /** Takes 60,000 bytes, and answers that this was enough. */
  private static void takeSome(Exchange x) {
    x.readBody(
        new Swallowing() {
          @Override
          public void data(ByteBuf data) {
            super.data(data);
            if (bytes == 60_000) {
              x.answer(x.response(413), ByteBufUtil.writeAscii(x.alloc(), "no more"));
            }
          }
        });
  }

  /** Whoever is told to wait may not come to flush what it has said. */
  @Test
  void whatAPausedSourceHasSaidGoesOut() throws Exception {
    CompletableFuture<Boolean> paused = new CompletableFuture<>();
    ResponseSource source =
        new ResponseSource() {
          @Override
          public void pause() {
            paused.complete(true);
          }

          @Override
          public void resume() {}

          @Override
          public void cancel(Failure why) {}
        };
    try (Http2Wire wire = Http2Wire.open(site.listen(site.held::add))) {
      wire.get(1);
      Exchange x = site.held();
      site.onLoop(
          () -> {
            x.source(source);
            x.out().head(x.response(200));
            x.out().data(x.alloc().buffer().writeZero(65_535 + 65_536));
          });
      assertThat(paused).isCompleted();
      assertThat(wire.until("DATA 1").getLast()).startsWith("DATA 1");
    }
  }
}
