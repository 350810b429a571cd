package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import naru.http.h2.ErrorCode;
import naru.http.h2.FrameType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * RFC 9113 section 8.1: a server that has answered before it has the whole request may reset the
 * stream, and its answer counts all the same.
 */
final class Http2EarlyAnswerTest {
  private static final int PART_BYTES = 16_000;
  private static final int PARTS = 14;

  /** What a server does when it has answered. */
  enum Then {
    RESETS,
    CLOSES
  }

  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  private Http2Wire open(Backend backend) throws Exception {
    return Http2Wire.open(site.listen(Trying.of(Http2Backend.peer(backend.address()))));
  }

  /** Most of the answer waits in the gateway, for a client that takes little. */
  @ParameterizedTest
  @EnumSource(Then.class)
  void isToldToItsEnd(Then then) throws Exception {
    CountDownLatch heard = new CountDownLatch(1);
    Backend.Script early =
        socket -> {
          Http2Wire wire = Http2Wire.accept(socket);
          int stream = wire.asked();
          wire.head(stream, false, ":status: 413");
          for (int i = 1; i <= PARTS; i++) {
            wire.data(stream, "x".repeat(PART_BYTES), i == PARTS);
          }
          if (then == Then.RESETS) {
            wire.reset(stream, ErrorCode.NO_ERROR);
          }
          wire.frame(FrameType.PING, 0, 0, new byte[8]).until("PING");
          heard.countDown();
          if (then == Then.RESETS) {
            wire.listen();
          }
        };
    try (Backend backend = Backend.playing(early);
        Http2Wire client = open(backend)) {
      client.post(1);
      assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
      site.untilMetric("naru_upstream_http2 " + (then == Then.RESETS ? 1 : 0));
      client.number(FrameType.WINDOW_UPDATE, 0, 1 << 20);
      client.number(FrameType.WINDOW_UPDATE, 1, 1 << 20);
      int bytes = 0;
      String line = "";
      while (!line.endsWith(" end")) {
        line = client.next();
        assertThat(line).matches("(?s)(HEADERS|DATA) 1 .*");
        bytes += line.startsWith("DATA") ? (int) line.chars().filter(c -> c == 'x').count() : 0;
      }
      assertThat(bytes).isEqualTo(PARTS * PART_BYTES);
      assertThat(Site.failures(site.spans)).isEmpty();
    }
  }

  /** Servers of gRPC do so with each call that they refuse: it is no flood. */
  @Test
  void mayComeAgainAndAgain() throws Exception {
    Backend.Script early =
        socket -> {
          Http2Wire wire = Http2Wire.accept(socket);
          while (true) {
            int stream = wire.asked();
            wire.answer(stream, "no").reset(stream, ErrorCode.NO_ERROR);
          }
        };
    try (Backend backend = Backend.playing(early);
        Http2Wire client = open(backend)) {
      for (int stream = 1; stream < 600; stream += 2) {
        client.post(stream);
        assertThat(client.until("DATA " + stream).getLast()).contains("no");
        client.data(stream, "what nobody wants", true);
      }
    }
    assertThat(site.metrics.text())
        .contains(
            "naru_upstream_dials_total 1\n", "naru_http2_exceeded_total{budget=\"resets\"} 0\n");
  }

  /** Nor is it one that a server refuses many streams at once. */
  @Test
  void refusalsEndNoConnection() throws Exception {
    Backend.Script refusing =
        socket -> {
          Http2Wire wire = Http2Wire.accept(socket);
          int first = wire.asked();
          for (int i = 0; i < 300; i++) {
            wire.reset(wire.asked(), ErrorCode.REFUSED_STREAM);
          }
          wire.answer(first, "good").listen();
        };
    try (Backend backend = Backend.playing(refusing);
        Http2Wire client = open(backend)) {
      client.get(1);
      site.untilMetric("naru_upstream_http2 1");
      for (int stream = 3; stream < 603; stream += 2) {
        client.get(stream);
        assertThat(client.until("DATA").toString()).contains("upstream.h2-refused");
      }
      assertThat(client.until("DATA 1").toString()).contains("good");
    }
    assertThat(site.metrics.text()).contains("naru_upstream_dials_total 1\n");
  }
}
