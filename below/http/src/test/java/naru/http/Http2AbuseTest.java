package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import naru.base.Code;
import naru.http.h2.FrameType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients of HTTP/2 that take more than they may. */
final class Http2AbuseTest {
  private final Site site = new Site();
  private final BlockingQueue<Exchange> held = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    site.close();
  }

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
      Code code = site.failureCode();
      while (code == Code.CLIENT_CLOSED) {
        code = site.failureCode();
      }
      assertThat(code).isEqualTo(Code.HTTP2_BUDGET);
    }
  }

  @Test
  void brokenRulesOfTheConnectionAreTold() throws Exception {
    try (Http2Wire wire = Http2Wire.open(site.listen(Echo.STOP))) {
      wire.frame(FrameType.PING, 0, 1, new byte[8]);
      assertThat(wire.until("closed")).endsWith("GOAWAY 0 PROTOCOL_ERROR", "closed");
      assertThat(site.failureCode()).isEqualTo(Code.HTTP2_PROTOCOL);
    }
  }

  /** Any bytes behind a good beginning: the server goes on, and nothing leaks (see Site.close). */
  @Test
  void garbage() throws Exception {
    InetSocketAddress at = site.listen(Echo.STOP);
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
