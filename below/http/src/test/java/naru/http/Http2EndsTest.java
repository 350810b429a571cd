package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.base.Failure;
import naru.http.h2.FrameType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How streams and connections of HTTP/2 end: in time, too late, or by somebody who leaves. */
final class Http2EndsTest {
  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

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
    try (Http2Wire wire = Http2Wire.open(site.listen(site.held::add))) {
      wire.get(1);
      Exchange x = site.held();
      site.onLoop(
          () -> {
            x.out().head(x.response(200));
            x.out().data(ByteBufUtil.writeAscii(x.alloc(), "part"));
            x.fail(Failure.of(Code.UPSTREAM_BODY_CUT, naru.base.Side.UPSTREAM, "gone"));
          });
      assertThat(wire.until("RST")).endsWith("DATA 1 part", "RST_STREAM 1 INTERNAL_ERROR");
    }
  }

  /** The others of the connection go on. */
  @Test
  void aResetOnPurposeIsOneOfTheStream() throws Exception {
    Stop stop =
        x -> {
          if (x.request().path().equals("/bad")) {
            x.reset(Failure.of(Code.FAULT_INJECTED, naru.base.Side.US, "on purpose"));
          } else {
            x.answer(x.response(204), x.alloc().buffer(0));
          }
        };
    try (Http2Wire wire = Http2Wire.open(site.listen(stop))) {
      wire.head(1, true, ":method: GET", ":scheme: http", ":path: /bad", ":authority: x.test");
      assertThat(wire.next()).isEqualTo("RST_STREAM 1 INTERNAL_ERROR");
      wire.get(3);
      assertThat(wire.next()).startsWith("HEADERS 3 [:status: 204");
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
    try (Http2Wire wire = Http2Wire.open(site.listen(site.held::add))) {
      wire.post(1);
      Exchange x = site.held();
      for (int i = 0; i < 4; i++) {
        wire.data(1, "x".repeat(16_000), false);
      }
      wire.frame(FrameType.PING, 0, 0, new byte[8]);
      assertThat(wire.until("PING")).doesNotContain("WINDOW_UPDATE 1");
      site.onLoop(() -> x.readBody(new Echo(x, "")));
      assertThat(wire.until("WINDOW_UPDATE 1")).isNotEmpty();
    }
  }

  /** What the taker does not want yet is not asked for. */
  @Test
  void pausedBodiesGetNoWindow() throws Exception {
    try (Http2Wire wire = Http2Wire.open(site.listen(site.held::add))) {
      wire.post(1);
      Exchange x = site.held();
      site.onLoop(
          () -> {
            x.readBody(new Swallowing());
            x.pauseBody();
          });
      for (int i = 0; i < 4; i++) {
        wire.data(1, "x".repeat(16_000), false);
      }
      wire.frame(FrameType.PING, 0, 0, new byte[8]);
      assertThat(wire.until("PING")).containsExactly("WINDOW_UPDATE 0", "PING");
      site.onLoop(x::resumeBody);
      assertThat(wire.until("WINDOW_UPDATE 1")).isNotEmpty();
    }
  }

  @Test
  void deadlines() throws Exception {
    try (Http2Wire idle = Http2Wire.open(site.listen(Echo.STOP))) {
      idle.get(1).until("DATA");
      site.clock.forward(61, TimeUnit.SECONDS);
      assertThat(idle.until("closed")).endsWith("GOAWAY 1 NO_ERROR", "closed");
    }
    try (Http2Wire head = Http2Wire.open(site.listen(Echo.STOP))) {
      byte[] ping = Http2Wire.bytes(FrameType.PING, 0, 0, new byte[8]);
      byte[] part = Http2Wire.bytes(FrameType.HEADERS, FrameType.END_STREAM, 1, (byte) 0x82);
      head.raw(ByteBufUtil.getBytes(Unpooled.wrappedBuffer(ping, part))).until("PING");
      site.clock.forward(11, TimeUnit.SECONDS);
      assertThat(head.until("closed")).endsWith("GOAWAY 0 NO_ERROR", "closed");
      assertThat(site.failureCode()).isEqualTo(Code.REQUEST_HEAD_TIMEOUT);
    }
    try (Http2Wire body = Http2Wire.open(site.listen(Echo.STOP))) {
      body.post(1).data(1, "part", false).frame(FrameType.PING, 0, 0, new byte[8]).until("PING");
      site.clock.forward(31, TimeUnit.SECONDS);
      assertThat(body.until("HEADERS").getLast()).startsWith("HEADERS 1 [:status: 408");
    }
  }

  @Test
  void manyFieldsAreAnswered() throws Exception {
    String[] many = new String[200];
    java.util.Arrays.fill(many, "a: b");
    try (Http2Wire wire = Http2Wire.open(site.listen(Echo.STOP))) {
      assertThat(wire.largeGet(1, many).until("DATA").toString()).contains(": 431");
      assertThat(site.failureCode()).isEqualTo(Code.REQUEST_FIELDS);
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
      assertThat(site.failureCode()).isEqualTo(Code.CLIENT_TUNNEL_IDLE);
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
      site.sweptTwice();
      site.clock.forward(59, TimeUnit.SECONDS);
      site.sweptTwice();
      site.clock.forward(59, TimeUnit.SECONDS);
      assertThat(wire.until("RST")).endsWith("RST_STREAM 1 CANCEL");
      assertThat(site.failureCode()).isEqualTo(Code.CLIENT_CLOSED);
    }
  }

  @Test
  void leaving() throws Exception {
    try (Http2Wire wire = Http2Wire.open(site.listen(site.held::add))) {
      wire.get(1);
      Exchange x = site.held();
      site.listeners().getFirst().drain();
      assertThat(wire.until("PING")).endsWith("GOAWAY 2147483647 NO_ERROR", "PING");
      wire.get(3);
      Exchange late = site.held();
      wire.frame(FrameType.PING, FrameType.ACK, 0, new byte[8]);
      assertThat(wire.next()).isEqualTo("GOAWAY 3 NO_ERROR");
      site.onLoop(
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
      site.sweptTwice();
      wire.data(1, "b", true);
      assertThat(wire.until("DATA")).endsWith("DATA 1 b end");
    }
  }

  /** A client that was told goodbye and stays is not kept. */
  @Test
  void aClientThatDoesNotCloseIsClosed() throws Exception {
    try (Http2Wire wire = Http2Wire.open(site.listen(Echo.STOP))) {
      wire.get(1).until("DATA");
      site.clock.forward(61, TimeUnit.SECONDS);
      assertThat(wire.until("closed")).endsWith("closed");
      site.clock.forward(61, TimeUnit.SECONDS);
      site.untilMetric("naru_http_connections 0");
    }
    try (Http2Wire wire = Http2Wire.open(site.listen(Echo.STOP))) {
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
          site.held.add(x);
          if (site.held.size() == 1) {
            throw new IllegalStateException("as a bug would");
          }
          Echo.STOP.enter(x);
        };
    try (Http2Wire wire = Http2Wire.open(site.listen(stop))) {
      assertThat(wire.get(1).until("DATA").toString()).contains(": 500");
      assertThat(wire.get(3).until("DATA 3").toString()).contains(": 200");
      assertThat(site.held()).isNotSameAs(site.held());
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
}
