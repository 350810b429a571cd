package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.base.Failure;
import naru.http.h2.Connection;
import naru.http.h2.FrameType;
import naru.trace.HttpEvent;
import naru.trace.SpanRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of HTTP/2 gets on a real connection. RFC 9113. */
final class Http2ServerTest {
  private final Site site = new Site();
  private final BlockingQueue<Exchange> held = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    site.close();
  }

  /** Answers with method, authority, path, some fields, and the body. */
  private static final Stop ECHO =
      x -> {
        RequestHead r = x.request();
        String head =
            String.join(
                " ",
                r.methodText(),
                r.host(),
                r.path(),
                r.fields().text(Field.COOKIE).orElse(""),
                "" + x.bodyLength());
        x.readBody(new Echo(x, head));
      };

  private static final class Echo implements BodySink {
    private final Exchange x;
    private final StringBuilder text;

    Echo(Exchange x, String head) {
      this.x = x;
      this.text = new StringBuilder(head + " ");
    }

    @Override
    public void data(ByteBuf data) {
      text.append(data.toString(StandardCharsets.ISO_8859_1));
      data.release();
    }

    @Override
    public void trailers(Fields trailers) {
      text.append(trailers.entries());
    }

    @Override
    public void end() {
      x.answer(x.response(200), ByteBufUtil.writeAscii(x.alloc(), text));
    }

    @Override
    public void abort(Failure failure) {}
  }

  private Exchange held() throws InterruptedException {
    Exchange x = held.poll(10, TimeUnit.SECONDS);
    assertThat(x).isNotNull();
    return x;
  }

  private void onLoop(Runnable task) throws Exception {
    site.loops.next().submit(task).get(10, TimeUnit.SECONDS);
  }

  // ---- requests and responses

  @Test
  void answersManyOnOneConnection() throws Exception {
    try (Http2Wire wire = Http2Wire.open(site.listen(ECHO))) {
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
    InetSocketAddress at = site.listen(ECHO);
    assertThat(Site.ask(at, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
    try (Socket socket = Site.connect(at)) {
      Site.write(socket, Connection.PREFACE.substring(0, 5));
      site.until(() -> Site.connection(site.channels.element()).isEmpty());
      Site.write(socket, Connection.PREFACE.substring(5));
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
    try (Http2Wire wire = Http2Wire.open(site.listen(ECHO))) {
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
          ECHO.enter(x);
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
    try (Http2Wire wire = Http2Wire.open(site.listen(ECHO))) {
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

  // ---- what is refused

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":method: GET|:scheme: http|:authority: x",
        ":method: GET|:path: /|:authority: x",
        ":scheme: http|:path: /|:authority: x",
        ":method: GET|:method: GET|:scheme: http|:path: /|:authority: x",
        ":method: GET|:scheme: http|:path: |:authority: x",
        ":method: GET|:scheme: http|:path: a|:authority: x",
        ":method: GET|:scheme: http|:path: /a b|:authority: x",
        ":method: GET|:scheme: http|:path: *|:authority: x",
        ":method: G T|:scheme: http|:path: /|:authority: x",
        ":method: GET|:scheme: http|:path: /",
        ":method: GET|:scheme: http|:path: /|:authority: a@b",
        ":method: GET|:scheme: http|:path: /|:authority: x|host: y",
        ":method: GET|:scheme: http|a: b|:path: /|:authority: x",
        ":method: GET|:scheme: http|:path: /|:authority: x|:status: 200",
        ":method: GET|:scheme: http|:path: /|:authority: x|:other: 1",
        ":method: GET|:scheme: http|:path: /|:authority: x|Upper: 1",
        ":method: GET|:scheme: http|:path: /|:authority: x|a b: 1",
        ":method: GET|:scheme: http|:path: /|:authority: x|a: b\r\nc: d",
        ":method: GET|:scheme: http|:path: /|:authority: x|a: b\u0000",
        ":method: GET|:scheme: http|:path: /|:authority: x|a:  b",
        ":method: GET|:scheme: http|:path: /|:authority: x|connection: close",
        ":method: GET|:scheme: http|:path: /|:authority: x|transfer-encoding: chunked",
        ":method: GET|:scheme: http|:path: /|:authority: x|upgrade: h2c",
        ":method: GET|:scheme: http|:path: /|:authority: x|te: gzip",
        ":method: GET|:scheme: http|:path: /|:authority: x|content-length: 1",
        ":method: GET|:scheme: http|:path: /|:authority: x|content-length: +0",
        ":method: GET|:scheme: http|:path: /|:authority: x|content-length: 0|content-length: 0",
        ":method: CONNECT|:scheme: http|:path: /|:authority: x:1",
        ":method: CONNECT|:authority: x",
        ":method: GET|:protocol: websocket|:scheme: http|:path: /|:authority: x"
      })
  void malformedRequestsAreReset(String fields) throws Exception {
    try (Http2Wire wire = Http2Wire.open(site.listen(ECHO))) {
      wire.head(1, true, fields.split("\\|"));
      assertThat(wire.next()).isEqualTo("RST_STREAM 1 PROTOCOL_ERROR");
      assertThat(failure()).isEqualTo(Code.REQUEST_MALFORMED);
      wire.get(3);
      assertThat(wire.next()).startsWith("HEADERS 3 [:status: 200");
    }
  }

  private Code failure() throws InterruptedException {
    while (true) {
      SpanRecord span = site.spans.poll(10, TimeUnit.SECONDS);
      assertThat(span).as("a part that failed").isNotNull();
      for (var entry : span.entries()) {
        if (entry.event() instanceof HttpEvent.Failed failed) {
          return failed.failure().code();
        }
      }
    }
  }

  @Test
  void bodiesThatAreNotAsLongAsAnnounced() throws Exception {
    try (Http2Wire wire = Http2Wire.open(site.listen(ECHO))) {
      wire.post(1, "content-length: 4").data(1, "abc", true);
      assertThat(wire.next()).isEqualTo("RST_STREAM 1 PROTOCOL_ERROR");
      wire.post(3, "content-length: 2").data(3, "abc", false);
      assertThat(wire.next()).isEqualTo("RST_STREAM 3 PROTOCOL_ERROR");
    }
  }

  @Test
  void whatIsTooLargeIsAnswered() throws Exception {
    HttpLimits limits =
        new HttpLimits(
            32768,
            100,
            10,
            1L << 40,
            1L << 40,
            1L << 40,
            1L << 40,
            1000,
            1L << 40,
            300,
            100,
            new HttpLimits.Pace(0, 0, 1L << 40));
    try (Http2Wire wire = Http2Wire.open(site.listen(naru.trace.Party.GATEWAY, limits, ECHO))) {
      String[] head = {":method: GET", ":scheme: http", ":path: /" + "a".repeat(100), "host: x"};
      assertThat(wire.head(1, true, head).until("DATA")).anyMatch(l -> l.contains(": 414"));
      assertThat(wire.post(3, "content-length: 11").until("DATA 3").toString()).contains(": 413");
      assertThat(wire.post(5).data(5, "12345678901", true).until("DATA 5").toString())
          .contains(": 413");
      String[] many = new String[400];
      java.util.Arrays.fill(many, "a: " + "b".repeat(100));
      // It takes CONTINUATION to say that much.
      assertThat(wire.large(7, many).until("DATA 7").toString()).contains(": 431");
    }
  }

  /** A head as one before is not read again; what the last one read was does not matter to it. */
  @Test
  void aHeadThatWasTooLargeSaysNothingOfTheNext() throws Exception {
    String[] many = new String[400];
    java.util.Arrays.fill(many, "a: " + "b".repeat(100));
    try (Http2Wire wire = Http2Wire.open(site.listen(ECHO))) {
      assertThat(wire.get(1).until("DATA 1").toString()).contains(": 200");
      assertThat(wire.large(3, many).until("DATA 3").toString()).contains(": 431");
      assertThat(wire.get(5).until("DATA 5").toString()).contains(": 200");
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
    try (Http2Wire wire = Http2Wire.open(site.listen(held::add))) {
      wire.get(1);
      Exchange x = held();
      onLoop(
          () -> {
            x.source(source);
            x.out().head(x.response(200));
            x.out().data(x.alloc().buffer().writeZero(65_535 + 65_536));
          });
      assertThat(paused).isCompleted();
      assertThat(wire.until("DATA 1").getLast()).startsWith("DATA 1");
    }
  }

  // ---- ends and deadlines

  @Test
  void aClientThatResetsIsNotServedAnyMore() throws Exception {
    CompletableFuture<Failure> cancelled = new CompletableFuture<>();
    Stop stop =
        x -> {
          x.source(
              new ResponseSource() {
                @Override
                public void pause() {}

                @Override
                public void resume() {}

                @Override
                public void cancel(Failure why) {
                  cancelled.complete(why);
                }
              });
          x.out().head(x.response(200));
          x.out().flush();
        };
    try (Http2Wire wire = Http2Wire.open(site.listen(stop))) {
      wire.get(1);
      assertThat(wire.next()).isEqualTo("HEADERS 1 [:status: 200]");
      wire.number(FrameType.RST_STREAM, 1, 8);
      assertThat(cancelled.get(10, TimeUnit.SECONDS).code()).isEqualTo(Code.CLIENT_CLOSED);
    }
  }

  @Test
  void aResponseThatBreaksIsReset() throws Exception {
    try (Http2Wire wire = Http2Wire.open(site.listen(held::add))) {
      wire.get(1);
      Exchange x = held();
      onLoop(
          () -> {
            x.out().head(x.response(200));
            x.out().data(ByteBufUtil.writeAscii(x.alloc(), "part"));
            x.fail(Failure.of(Code.UPSTREAM_BODY_CUT, naru.base.Side.UPSTREAM, "gone"));
          });
      assertThat(wire.until("RST")).endsWith("DATA 1 part", "RST_STREAM 1 INTERNAL_ERROR");
    }
  }

  @Test
  void slowSourcesArePausedWithoutAWindow() throws Exception {
    CompletableFuture<Boolean> paused = new CompletableFuture<>();
    CompletableFuture<Boolean> resumed = new CompletableFuture<>();
    Stop stop =
        x -> {
          x.source(
              new ResponseSource() {
                @Override
                public void pause() {
                  paused.complete(true);
                }

                @Override
                public void resume() {
                  resumed.complete(true);
                }

                @Override
                public void cancel(Failure why) {}
              });
          x.out().head(x.response(200));
          x.out().data(x.alloc().buffer().writeZero(65_535 + 65_536));
          x.out().flush();
        };
    try (Http2Wire wire = Http2Wire.open(site.listen(stop))) {
      wire.get(1);
      assertThat(paused.get(10, TimeUnit.SECONDS)).isTrue();
      assertThat(resumed).isNotDone();
      wire.number(FrameType.WINDOW_UPDATE, 0, 100_000).number(FrameType.WINDOW_UPDATE, 1, 50_000);
      assertThat(resumed.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** A client that has used up its window says nothing more until it is told of another. */
  @Test
  void aBodyThatIsReadLaterGetsItsWindow() throws Exception {
    try (Http2Wire wire = Http2Wire.open(site.listen(held::add))) {
      wire.post(1);
      Exchange x = held();
      for (int i = 0; i < 4; i++) {
        wire.data(1, "x".repeat(16_000), false);
      }
      wire.frame(FrameType.PING, 0, 0, new byte[8]);
      assertThat(wire.until("PING")).doesNotContain("WINDOW_UPDATE 1");
      onLoop(() -> x.readBody(new Echo(x, "")));
      assertThat(wire.until("WINDOW_UPDATE 1")).isNotEmpty();
    }
  }

  /** What the taker does not want yet is not asked for. */
  @Test
  void pausedBodiesGetNoWindow() throws Exception {
    BodySink slow =
        new BodySink() {
          @Override
          public void data(ByteBuf data) {
            data.release();
          }

          @Override
          public void end() {}

          @Override
          public void abort(Failure failure) {}
        };
    try (Http2Wire wire = Http2Wire.open(site.listen(held::add))) {
      wire.post(1);
      Exchange x = held();
      onLoop(
          () -> {
            x.readBody(slow);
            x.pauseBody();
          });
      for (int i = 0; i < 4; i++) {
        wire.data(1, "x".repeat(16_000), false);
      }
      wire.frame(FrameType.PING, 0, 0, new byte[8]);
      assertThat(wire.until("PING")).containsExactly("WINDOW_UPDATE 0", "PING");
      onLoop(x::resumeBody);
      assertThat(wire.until("WINDOW_UPDATE 1")).isNotEmpty();
    }
  }

  @Test
  void deadlines() throws Exception {
    try (Http2Wire idle = Http2Wire.open(site.listen(ECHO))) {
      idle.get(1).until("DATA");
      site.clock.forward(61, TimeUnit.SECONDS);
      assertThat(idle.until("closed")).endsWith("GOAWAY 1 NO_ERROR", "closed");
    }
    try (Http2Wire head = Http2Wire.open(site.listen(ECHO))) {
      byte[] ping = Http2Wire.bytes(FrameType.PING, 0, 0, new byte[8]);
      byte[] part = Http2Wire.bytes(FrameType.HEADERS, FrameType.END_STREAM, 1, (byte) 0x82);
      head.raw(ByteBufUtil.getBytes(Unpooled.wrappedBuffer(ping, part))).until("PING");
      site.clock.forward(11, TimeUnit.SECONDS);
      assertThat(head.until("closed")).endsWith("GOAWAY 0 NO_ERROR", "closed");
      assertThat(failure()).isEqualTo(Code.REQUEST_HEAD_TIMEOUT);
    }
    try (Http2Wire body = Http2Wire.open(site.listen(ECHO))) {
      body.post(1).data(1, "part", false).frame(FrameType.PING, 0, 0, new byte[8]).until("PING");
      site.clock.forward(31, TimeUnit.SECONDS);
      assertThat(body.until("HEADERS").getLast()).startsWith("HEADERS 1 [:status: 408");
    }
  }

  @Test
  void manyFieldsAreAnswered() throws Exception {
    String[] many = new String[200];
    java.util.Arrays.fill(many, "a: b");
    try (Http2Wire wire = Http2Wire.open(site.listen(ECHO))) {
      assertThat(wire.large(1, many).until("DATA").toString()).contains(": 431");
      assertThat(failure()).isEqualTo(Code.REQUEST_FIELDS);
    }
  }

  @Test
  void idleTunnelsEnd() throws Exception {
    Stop stop =
        x -> {
          x.out().head(x.response(101));
          x.readTunnel(new Echo(x, ""));
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
      site.clock.forward(3601, TimeUnit.SECONDS);
      assertThat(wire.until("RST")).endsWith("RST_STREAM 1 CANCEL");
      assertThat(failure()).isEqualTo(Code.CLIENT_TUNNEL_IDLE);
      site.untilMetric("naru_http_tunnels 0");
    }
  }

  @Test
  void aClientThatTakesNothingOfAStreamIsReset() throws Exception {
    Stop stop =
        x -> {
          x.out().head(x.response(200));
          x.out().data(ByteBufUtil.writeAscii(x.alloc(), "12345"));
          x.out().end();
        };
    try (Http2Wire wire = Http2Wire.open(site.listen(stop))) {
      wire.window(2).get(1);
      assertThat(wire.until("DATA")).endsWith("DATA 1 12");
      site.until(() -> false || ticked());
      site.clock.forward(59, TimeUnit.SECONDS);
      site.until(this::ticked);
      site.clock.forward(59, TimeUnit.SECONDS);
      assertThat(wire.until("RST")).endsWith("RST_STREAM 1 CANCEL");
      assertThat(failure()).isEqualTo(Code.CLIENT_CLOSED);
    }
  }

  private int ticks;

  /** Some turns of the sweep. */
  private boolean ticked() {
    java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    return ++ticks % 250 == 0;
  }

  @Test
  void leaving() throws Exception {
    try (Http2Wire wire = Http2Wire.open(site.listen(held::add))) {
      wire.get(1);
      Exchange x = held();
      site.listeners().getFirst().drain();
      assertThat(wire.until("PING")).endsWith("GOAWAY 2147483647 NO_ERROR", "PING");
      wire.get(3);
      Exchange late = held();
      wire.frame(FrameType.PING, FrameType.ACK, 0, new byte[8]);
      assertThat(wire.next()).isEqualTo("GOAWAY 3 NO_ERROR");
      onLoop(
          () -> {
            x.answer(x.response(204), Unpooled.EMPTY_BUFFER);
            late.answer(late.response(204), Unpooled.EMPTY_BUFFER);
          });
      assertThat(wire.until("closed"))
          .containsExactly(
              "HEADERS 1 [:status: 204] end", "HEADERS 3 [:status: 204] end", "closed");
    }
  }

  /** In a call where both sides talk, the client need not say anything for long. */
  @Test
  void aSilentClientWhoseResponseHasBegunIsNotCut() throws Exception {
    Stop stop =
        x -> {
          x.out().head(x.response(200));
          x.out().flush();
          x.readBody(new Raw(x));
        };
    try (Http2Wire wire = Http2Wire.open(site.listen(stop))) {
      wire.post(1).data(1, "a", false);
      assertThat(wire.until("DATA")).endsWith("DATA 1 a");
      site.clock.forward(31, TimeUnit.SECONDS);
      site.until(this::ticked);
      wire.data(1, "b", true);
      assertThat(wire.until("DATA")).endsWith("DATA 1 b end");
    }
  }

  /** Sends back what comes, as it comes. */
  private record Raw(Exchange x) implements BodySink {
    @Override
    public void data(ByteBuf data) {
      x.out().data(data);
    }

    @Override
    public void flush() {
      x.out().flush();
    }

    @Override
    public void end() {
      x.out().end();
    }

    @Override
    public void abort(Failure failure) {}
  }

  /** A client that was told goodbye and stays is not kept. */
  @Test
  void aClientThatDoesNotCloseIsClosed() throws Exception {
    try (Http2Wire wire = Http2Wire.open(site.listen(ECHO))) {
      wire.get(1).until("DATA");
      site.clock.forward(61, TimeUnit.SECONDS);
      assertThat(wire.until("closed")).endsWith("closed");
      site.clock.forward(61, TimeUnit.SECONDS);
      site.untilMetric("naru_http_connections 0");
    }
    try (Http2Wire wire = Http2Wire.open(site.listen(ECHO))) {
      wire.frame(FrameType.PING, 0, 1, new byte[8]);
      assertThat(wire.until("closed")).endsWith("GOAWAY 0 PROTOCOL_ERROR", "closed");
      site.clock.forward(61, TimeUnit.SECONDS);
      site.untilMetric("naru_http_connections 0");
    }
  }

  /** A stop that failed may hold on to its exchange: no later request may be seen in it. */
  @Test
  void anExchangeInWhichAStopFailedIsNotUsedAgain() throws Exception {
    Stop stop =
        x -> {
          held.add(x);
          if (held.size() == 1) {
            throw new IllegalStateException("as a bug would");
          }
          ECHO.enter(x);
        };
    try (Http2Wire wire = Http2Wire.open(site.listen(stop))) {
      assertThat(wire.get(1).until("DATA").toString()).contains(": 500");
      assertThat(wire.get(3).until("DATA 3").toString()).contains(": 200");
      assertThat(held()).isNotSameAs(held());
    }
  }

  /** RFC 8441 section 4: 200 to extended CONNECT would say that there is a tunnel. */
  @Test
  void anAnswerIsNoTunnel() throws Exception {
    Stop stop =
        x -> {
          x.request().setUpgrade(new byte[0]); // as a route does that grants none
          x.answer(x.response(200), ByteBufUtil.writeAscii(x.alloc(), "a page"));
        };
    try (Http2Wire wire = Http2Wire.open(site.listen(stop))) {
      wire.head(
          1,
          false,
          ":method: CONNECT",
          ":protocol: websocket",
          ":scheme: http",
          ":path: /",
          ":authority: x");
      assertThat(wire.next()).startsWith("HEADERS 1 [:status: 502");
      assertThat(wire.next()).contains("upgrade").doesNotContain("a page").endsWith(" end");
    }
  }

  // ---- abuse

  /** No window holds heads back: a client that takes none of them gets no more of them made. */
  @Test
  void whoAsksAndTakesNothingIsRefused() throws Exception {
    Stop large =
        x -> {
          ResponseHead head = x.response(204);
          head.fields().add("Large", "b".repeat(16_000));
          x.answer(head, Unpooled.EMPTY_BUFFER);
        };
    try (Http2Wire wire = Http2Wire.open(site.listen(large))) {
      for (int i = 0; i < 2000; i++) {
        wire.get(2 * i + 1);
      }
      assertThat(wire.until("RST_STREAM").getLast()).endsWith("REFUSED_STREAM");
    }
  }

  @Test
  void rapidResetEndsTheConnection() throws Exception {
    try (Http2Wire wire = Http2Wire.open(site.listen(held::add))) {
      for (int i = 1; i < 500; i += 2) {
        wire.get(i).number(FrameType.RST_STREAM, i, 8);
      }
      List<String> all = wire.until("closed");
      assertThat(all).anyMatch(l -> l.endsWith("ENHANCE_YOUR_CALM"));
      site.untilMetric("naru_http2_exceeded_total{budget=\"resets\"} 1");
      Code code = failure();
      while (code == Code.CLIENT_CLOSED) {
        code = failure();
      }
      assertThat(code).isEqualTo(Code.HTTP2_BUDGET);
    }
  }

  @Test
  void brokenRulesOfTheConnectionAreTold() throws Exception {
    try (Http2Wire wire = Http2Wire.open(site.listen(ECHO))) {
      wire.frame(FrameType.PING, 0, 1, new byte[8]);
      assertThat(wire.until("closed")).endsWith("GOAWAY 0 PROTOCOL_ERROR", "closed");
      assertThat(failure()).isEqualTo(Code.HTTP2_PROTOCOL);
    }
  }

  /** Any bytes behind a good beginning: the server goes on, and nothing leaks (see Site.close). */
  @Test
  void garbage() throws Exception {
    InetSocketAddress at = site.listen(ECHO);
    Random random = new Random(9113);
    for (int round = 0; round < 60; round++) {
      try (Http2Wire wire = Http2Wire.open(at)) {
        wire.post(1);
        for (int i = 0; i < 8; i++) {
          byte[] payload = new byte[random.nextInt(60)];
          random.nextBytes(payload);
          wire.frame(random.nextInt(11), random.nextInt(64), random.nextInt(6), payload);
        }
      } catch (java.io.IOException closedMeanwhile) {
        // it was told GOAWAY
      }
    }
    try (Http2Wire wire = Http2Wire.open(at)) {
      assertThat(wire.get(1).next()).startsWith("HEADERS 1 [:status: 200");
    }
    site.untilMetric("naru_http2_connections 0");
  }
}
