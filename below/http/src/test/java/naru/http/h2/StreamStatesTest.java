package naru.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** RFC 9113 sections 3.4, 4, 5.1 and 6: what may come when, and what is said to what may not. */
final class StreamStatesTest {
  @Test
  void aRequestAndItsResponse() {
    try (Dialogue d = Dialogue.server()) {
      assertThat(d.get(1).hear()).containsExactly("< headers 1 [:method: GET] end");
      d.respond(1, false).respondData(1, 5);
      d.connection.end(d.stream(1));
      assertThat(d.lines())
          .containsExactly("< ended 1", "> HEADERS 1 [:status: 200]", "> DATA 1 5 end");
      assertThat(d.connection.size()).isZero();
    }
  }

  @Test
  void aRequestWithABody() {
    try (Dialogue d = Dialogue.server()) {
      assertThat(d.post(1).data(1, 3, false).data(1, 0, true).hear())
          .containsExactly("< headers 1 [:method: POST]", "< data 1 3", "< data 1 0 end");
      assertThat(d.respond(1, true).lines())
          .containsExactly("< ended 1", "> HEADERS 1 [:status: 200] end");
    }
  }

  @Test
  void theEndComesOnTheLastFrameIfThatIsNotGoneYet() {
    try (Dialogue d = Dialogue.server()) {
      d.get(1).hear();
      d.respond(1, false);
      d.connection.end(d.stream(1));
      assertThat(d.lines()).contains("> HEADERS 1 [:status: 200] end");
      d.get(3).hear();
      d.respond(3, false).lines();
      d.connection.end(d.stream(3));
      assertThat(d.lines()).contains("> DATA 3 0 end");
    }
  }

  @Test
  void thePrefaceMustBeRight() {
    try (Dialogue d = Dialogue.silent()) {
      d.raw("PRI * HTTP/2.0\r\n\r\nXX".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      assertThat(d.hear()).containsExactly("< error PROTOCOL_ERROR", "> GOAWAY 0 PROTOCOL_ERROR");
    }
    try (Dialogue d = Dialogue.silent()) {
      d.raw(Preface.TEXT.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      d.numbers(FrameType.PING, 0, 0, 1, 2);
      assertThat(d.hear()).contains("< error PROTOCOL_ERROR");
    }
  }

  /** Section 5.1, "idle". */
  @Test
  void idleStreamsTakeOnlyHeadersAndPriority() {
    fails("PROTOCOL_ERROR", d -> d.data(1, 1, true));
    fails("PROTOCOL_ERROR", d -> d.numbers(FrameType.RST_STREAM, 0, 1, 8));
    fails("PROTOCOL_ERROR", d -> d.numbers(FrameType.WINDOW_UPDATE, 0, 1, 8));
    fails("PROTOCOL_ERROR", d -> d.frame(FrameType.CONTINUATION, 4, 1, ""));
    fails("PROTOCOL_ERROR", d -> d.get(2));
    try (Dialogue d = Dialogue.server()) {
      assertThat(d.octets(FrameType.PRIORITY, 0, 9, 0, 0, 0, 1, 16).hear()).isEmpty();
    }
  }

  private static void fails(String code, java.util.function.Consumer<Dialogue> script) {
    try (Dialogue d = Dialogue.server()) {
      script.accept(d);
      assertThat(d.hear()).contains("< error " + code).anyMatch(l -> l.endsWith(code));
    }
  }

  @Test
  void halfClosedStreamsTakeNoMoreDataAndHeaders() {
    try (Dialogue d = Dialogue.server()) {
      d.get(1).hear();
      assertThat(d.data(1, 1, true).hear())
          .containsExactly("< reset 1 STREAM_CLOSED by us", "> RST_STREAM 1 STREAM_CLOSED");
      d.get(3).hear();
      assertThat(d.get(3).hear())
          .containsExactly("< reset 3 STREAM_CLOSED by us", "> RST_STREAM 3 STREAM_CLOSED");
    }
  }

  @Test
  void closedStreams() {
    try (Dialogue d = Dialogue.server()) {
      d.get(1).hear();
      d.respond(1, true).lines();
      assertThat(d.data(1, 1, true).hear()).containsExactly("> RST_STREAM 1 STREAM_CLOSED");
      assertThat(d.numbers(FrameType.WINDOW_UPDATE, 0, 1, 8).hear()).isEmpty();
      assertThat(d.numbers(FrameType.RST_STREAM, 0, 1, 8).hear()).isEmpty();
      assertThat(d.get(1).hear()).contains("< error STREAM_CLOSED");
    }
    try (Dialogue d = Dialogue.server()) {
      d.post(1).numbers(FrameType.RST_STREAM, 0, 1, 8).hear();
      assertThat(d.data(1, 1, true).hear()).containsExactly("> RST_STREAM 1 STREAM_CLOSED");
    }
    fails("PROTOCOL_ERROR", d -> d.get(5).get(3));
  }

  /** Frames that were on their way when we reset are dropped, but their fields are decoded. */
  @Test
  void whatWasOnItsWayWhenWeResetIsIgnored() {
    try (Dialogue d = Dialogue.server()) {
      d.post(1).hear();
      d.connection.reset(d.stream(1), ErrorCode.CANCEL);
      assertThat(d.lines()).containsExactly("> RST_STREAM 1 CANCEL");
      d.data(1, 10, false).headers(1, true, "a: b").headers(3, true, "a: b");
      assertThat(d.hear()).containsExactly("< headers 3 [a: b] end");
    }
  }

  @Test
  void tooManyStreamsAreRefusedAndTheTableStaysRight() {
    Limits one = new Limits(1, 32768, 65535, 65535, 16, 200, 200, 100, 200, 1000, 2000, 65536);
    try (Dialogue d = Dialogue.server(one)) {
      d.post(1).hear();
      d.headers(3, true, "a: b").headers(5, true, "a: b");
      assertThat(d.hear())
          .containsExactly("> RST_STREAM 3 REFUSED_STREAM", "> RST_STREAM 5 REFUSED_STREAM");
      d.respond(1, true).data(1, 0, true).hear();
      assertThat(d.headers(7, true, "a: b").hear()).containsExactly("< headers 7 [a: b] end");
    }
  }

  /** Section 4.2, 6.x: sizes, and what belongs to streams or to the connection. */
  @Test
  void malformedFrames() {
    fails("FRAME_SIZE_ERROR", d -> d.data(1, 16385, true));
    fails("FRAME_SIZE_ERROR", d -> d.frame(FrameType.PING, 0, 0, "1234567"));
    fails("FRAME_SIZE_ERROR", d -> d.frame(FrameType.SETTINGS, 0, 0, "12345"));
    fails("FRAME_SIZE_ERROR", d -> d.frame(FrameType.SETTINGS, 1, 0, "123456"));
    fails("FRAME_SIZE_ERROR", d -> d.post(1).frame(FrameType.RST_STREAM, 0, 1, "123"));
    fails("FRAME_SIZE_ERROR", d -> d.frame(FrameType.WINDOW_UPDATE, 0, 0, "123"));
    fails("FRAME_SIZE_ERROR", d -> d.frame(FrameType.GOAWAY, 0, 0, "1234567"));
    fails("FRAME_SIZE_ERROR", d -> d.frame(FrameType.HEADERS, 0x24, 1, "1234"));
    fails("PROTOCOL_ERROR", d -> d.frame(FrameType.HEADERS, 4, 0, ""));
    fails("PROTOCOL_ERROR", d -> d.frame(FrameType.DATA, 0, 0, "x"));
    fails("PROTOCOL_ERROR", d -> d.frame(FrameType.PING, 0, 1, "12345678"));
    fails("PROTOCOL_ERROR", d -> d.frame(FrameType.SETTINGS, 0, 1, ""));
    fails("PROTOCOL_ERROR", d -> d.frame(FrameType.GOAWAY, 0, 1, "12345678"));
    fails("PROTOCOL_ERROR", d -> d.frame(FrameType.PUSH_PROMISE, 4, 1, "1234"));
    fails("PROTOCOL_ERROR", d -> d.post(1).frame(FrameType.DATA, 8, 1, "\tx"));
    fails("PROTOCOL_ERROR", d -> d.numbers(FrameType.WINDOW_UPDATE, 0, 0, 0));
    fails("PROTOCOL_ERROR", d -> d.setting(Settings.ENABLE_PUSH, 2));
    fails("PROTOCOL_ERROR", d -> d.setting(Settings.MAX_FRAME_SIZE, 16383));
    fails("PROTOCOL_ERROR", d -> d.setting(Settings.MAX_FRAME_SIZE, 1 << 24));
    fails("FLOW_CONTROL_ERROR", d -> d.setting(Settings.INITIAL_WINDOW_SIZE, 1L << 31));
    fails("COMPRESSION_ERROR", d -> d.frame(FrameType.HEADERS, 5, 1, "\u00ff\u00ff"));
  }

  /** Section 6.10. */
  @Test
  void headerBlocksAreNotInterrupted() {
    try (Dialogue d = Dialogue.server()) {
      d.frame(FrameType.HEADERS, 1, 1, "\u0082");
      d.frame(FrameType.CONTINUATION, 0, 1, "\u0086");
      d.frame(FrameType.CONTINUATION, 4, 1, "\u0084");
      assertThat(d.hear())
          .containsExactly("< headers 1 [:method: GET, :scheme: http, :path: /] end");
    }
    fails(
        "PROTOCOL_ERROR",
        d -> d.frame(FrameType.HEADERS, 1, 1, "\u0082").frame(FrameType.PING, 0, 0, "12345678"));
    fails(
        "PROTOCOL_ERROR",
        d -> d.frame(FrameType.HEADERS, 1, 1, "\u0082").frame(FrameType.CONTINUATION, 4, 3, ""));
  }

  @Test
  void priorityIsCheckedAndNotFollowed() {
    try (Dialogue d = Dialogue.server()) {
      d.post(1).octets(FrameType.PRIORITY, 0, 1, 0, 0, 0, 1, 16);
      assertThat(d.hear()).contains("> RST_STREAM 1 PROTOCOL_ERROR");
      d.octets(FrameType.HEADERS, 0x25, 3, 0, 0, 0, 3, 16, 0x82);
      assertThat(d.hear()).contains("> RST_STREAM 3 PROTOCOL_ERROR");
      d.post(5).octets(FrameType.PRIORITY, 0, 5, 0, 0, 0, 1);
      assertThat(d.hear()).contains("> RST_STREAM 5 FRAME_SIZE_ERROR");
    }
  }

  @Test
  void pingsAndSettingsAreAnswered() {
    try (Dialogue d = Dialogue.server()) {
      d.numbers(FrameType.PING, 0, 0, 0, 7).setting(99, 5).frame(77, 0xff, 0, "ignored");
      assertThat(d.hear()).containsExactly("< settings", "> PING 7 ack", "> SETTINGS ack");
      d.numbers(FrameType.PING, 1, 0, 0, 7);
      assertThat(d.hear()).containsExactly("< pong 7");
    }
  }

  @Test
  void goingAway() {
    try (Dialogue d = Dialogue.server()) {
      d.get(1).hear();
      d.connection.goAway(ErrorCode.NO_ERROR);
      assertThat(d.get(3).hear()).containsExactly("> GOAWAY 1 NO_ERROR");
      d.post(5).data(5, 10, false).numbers(FrameType.WINDOW_UPDATE, 0, 5, 1);
      assertThat(d.numbers(FrameType.RST_STREAM, 0, 5, 8).hear()).isEmpty();
      d.respond(1, true);
      assertThat(d.lines()).contains("> HEADERS 1 [:status: 200] end");
      assertThat(d.numbers(FrameType.GOAWAY, 0, 0, 0, 0).hear())
          .containsExactly("< goaway 0 NO_ERROR");
    }
  }

  @Test
  void aClientAsks() {
    try (Dialogue d = Dialogue.client()) {
      d.ask(true);
      d.ask(false);
      assertThat(d.lines())
          .containsExactly(
              "< ended 1", "> HEADERS 1 [:method: GET] end", "> HEADERS 3 [:method: GET]");
      d.headers(3, false, ":status: 200").data(3, 4, true).headers(1, true, ":status: 204");
      assertThat(d.hear())
          .containsExactly(
              "< headers 3 [:status: 200]", "< data 3 4 end", "< headers 1 [:status: 204] end");
      assertThat(d.connection.size()).isEqualTo(1);
      assertThat(d.headers(5, true, ":status: 200").hear()).contains("< error PROTOCOL_ERROR");
    }
    try (Dialogue d = Dialogue.client()) {
      assertThat(d.headers(2, true, ":status: 200").hear()).contains("< error PROTOCOL_ERROR");
    }
  }

  @Test
  void trailersEndAResponse() {
    try (Dialogue d = Dialogue.server()) {
      d.get(1).hear();
      d.respond(1, false).respondData(1, 3);
      d.connection.endWithTrailers(d.stream(1));
      assertThat(d.lines())
          .containsExactly(
              "< ended 1", "> HEADERS 1 [:status: 200]", "> DATA 1 3", "> HEADERS 1 [t: t] end");
    }
  }

  @Test
  void largeHeadsAreSplit() {
    try (Dialogue d = Dialogue.server()) {
      d.get(1).hear();
      ByteBufFiller.fill(d, 1, 40_000);
      assertThat(d.lines())
          .anyMatch(l -> l.startsWith("> CONTINUATION 1 16384"))
          .anyMatch(l -> l.startsWith("> HEADERS 1 "));
    }
  }
}
