package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.http.h2.FrameType;
import naru.trace.Party;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How slow a client of HTTP/2 may be, and that its slow streams do not stop the others. */
final class Http2PaceTest {
  private static final long YEAR = 31_536_000_000_000_000L;
  private static final long STEP_SECONDS = 5;
  private static final int LEAST = 240;

  private final Site site = new Site();
  private final BlockingQueue<Exchange> held = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    site.close();
  }

  private InetSocketAddress listen(HttpLimits.Pace pace, Stop stop) {
    HttpLimits d = HttpLimits.DEFAULT;
    HttpLimits limits =
        new HttpLimits(
            d.headBytes(),
            d.uriBytes(),
            d.bodyBytes(),
            YEAR,
            YEAR,
            YEAR,
            2 * STEP_SECONDS * 1_000_000_000L,
            d.requests(),
            YEAR,
            d.fields(),
            d.connectionsPerClient(),
            pace);
    return site.listen(Party.GATEWAY, limits, stop);
  }

  private static HttpLimits.Pace pace(long upload, long download) {
    return new HttpLimits.Pace(upload, download, 2 * STEP_SECONDS * 1_000_000_000L);
  }

  /** What was said so far has been read, time goes on, and everything was looked at. */
  private void step(Http2Wire wire) throws Exception {
    wire.frame(FrameType.PING, 0, 0, new byte[8]).until("PING");
    site.clock.forward(STEP_SECONDS, TimeUnit.SECONDS);
    site.sweptTwice();
  }

  private long tooSlow() {
    String line =
        site.metrics
            .text()
            .lines()
            .filter(l -> l.startsWith("naru_http_too_slow_total "))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.substring(line.indexOf(' ') + 1));
  }

  /** Takes the body and answers when it is whole. */
  private static final Stop TAKING =
      x ->
          x.readBody(
              new Swallowing() {
                @Override
                public void end() {
                  x.answer(x.response(204), io.netty.buffer.Unpooled.EMPTY_BUFFER);
                }
              });

  // ---- bodies

  @Test
  void aBodyThatTricklesIs408() throws Exception {
    try (Http2Wire wire = Http2Wire.open(listen(pace(LEAST, 0), TAKING))) {
      wire.post(1);
      for (int i = 0; i < 4 && tooSlow() == 0; i++) {
        wire.data(1, "x".repeat(100), false);
        step(wire);
      }
      assertThat(wire.until("DATA 1").toString())
          .contains("HEADERS 1 [:status: 408", "request.body-too-slow");
      assertThat(site.failureCode()).isEqualTo(Code.REQUEST_BODY_SLOW);
      wire.post(3).data(3, "whole", true);
      assertThat(wire.until("HEADERS 3").getLast()).startsWith("HEADERS 3 [:status: 204]");
    }
  }

  /** A slow line that carries many bodies, one after the other, is no attack. */
  @Test
  void aClientMayBringTheBodiesInTurn() throws Exception {
    try (Http2Wire wire = Http2Wire.open(listen(pace(LEAST, 0), TAKING))) {
      wire.post(1).post(3);
      for (int i = 0; i < 4; i++) {
        wire.data(1, "x".repeat((int) (3 * LEAST * STEP_SECONDS)), false);
        step(wire);
      }
      assertThat(tooSlow()).isZero();
      for (int i = 0; i < 5 && tooSlow() == 0; i++) {
        wire.data(1, "x".repeat((int) (LEAST * STEP_SECONDS * 3 / 2)), false);
        step(wire);
      }
      // Not enough for both: the one that comes fast enough itself goes on.
      assertThat(wire.until("HEADERS").getLast()).startsWith("HEADERS 3 [:status: 408");
      assertThat(tooSlow()).isEqualTo(1);
    }
  }

  // ---- responses

  private static final int RESPONSE_BYTES = 65_535 + 64 * 1024;

  private static final Stop LARGE =
      x -> {
        x.out().head(x.response(200));
        x.out().data(x.alloc().buffer().writeZero(RESPONSE_BYTES));
        x.out().flush();
      };

  @Test
  void aStreamWhoseWindowOpensTooSlowlyIsReset() throws Exception {
    try (Http2Wire wire = Http2Wire.open(listen(pace(0, LEAST), LARGE))) {
      wire.window(1).number(FrameType.WINDOW_UPDATE, 0, 1 << 20).get(1);
      for (int i = 0; i < 4 && tooSlow() == 0; i++) {
        wire.number(FrameType.WINDOW_UPDATE, 1, 10);
        step(wire);
      }
      assertThat(wire.until("RST").getLast()).isEqualTo("RST_STREAM 1 CANCEL");
      assertThat(site.failureCode()).isEqualTo(Code.CLIENT_SLOW);
    }
  }

  /** Lets the client take so many bytes a second of three large responses. */
  private List<String> taking(int bytesPerSecond) throws Exception {
    try (Http2Wire wire = Http2Wire.open(listen(pace(0, LEAST), LARGE))) {
      wire.number(FrameType.WINDOW_UPDATE, 0, 65_535 * 2);
      for (int id = 1; id < 6; id += 2) {
        wire.get(id).number(FrameType.WINDOW_UPDATE, id, 1 << 20);
      }
      for (int i = 0; i < 6 && tooSlow() == 0; i++) {
        wire.number(FrameType.WINDOW_UPDATE, 0, (int) (bytesPerSecond * STEP_SECONDS));
        step(wire);
      }
      return tooSlow() == 0 ? List.of() : wire.until("closed");
    }
  }

  /** Whoever has more held for it must take it faster: all of it costs what one response does. */
  @Test
  void aConnectionThatIsTakenTooSlowlyIsEnded() throws Exception {
    assertThat(taking(2 * LEAST)).endsWith("GOAWAY 5 ENHANCE_YOUR_CALM", "closed");
    assertThat(site.failureCode()).isEqualTo(Code.CLIENT_SLOW);
  }

  @Test
  void aSlowLineWithManyResponsesIsNot() throws Exception {
    assertThat(taking(4 * LEAST)).isEmpty();
  }

  // ---- paused bodies

  @Test
  void bodiesThatNobodyTakesStopNoOthers() throws Exception {
    Stop stop =
        x -> {
          if (x.request().path().equals("/")) {
            held.add(x);
          } else {
            TAKING.enter(x);
          }
        };
    int paused = 40;
    try (Http2Wire wire = Http2Wire.open(listen(pace(0, 0), stop))) {
      for (int i = 0; i < paused; i++) {
        wire.post(2 * i + 1);
        for (int k = 0; k < 4; k++) {
          wire.data(2 * i + 1, "x".repeat(16_000), false);
        }
        if (i % 8 == 7) {
          wire.until("WINDOW_UPDATE 0");
        }
      }
      int last = 2 * paused + 1;
      wire.head(last, false, ":method: POST", ":scheme: http", ":path: /go", ":authority: x");
      wire.data(last, "y".repeat(16_000), true);
      assertThat(wire.until("HEADERS").getLast())
          .isEqualTo("HEADERS " + last + " [:status: 204] end");
    }
  }
}
