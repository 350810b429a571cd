package naru.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 9113 sections 5.2 and 6.9. */
final class FlowControlTest {
  private static final Limits SMALL =
      new Limits(100, 32768, 65535, 100_000, 16, 200, 200, 100, 200, 1000, 2000, 64 * 1024);

  @Test
  void windowsAreGivenBackAsBytesAreUsed() {
    try (Dialogue d = Dialogue.server(SMALL)) {
      d.post(1).data(1, 16384, false).data(1, 16384, false);
      assertThat(d.hear()).contains("> WINDOW_UPDATE 1 32768");
      d.data(1, 16384, false).data(1, 16384, false);
      assertThat(d.hear()).contains("> WINDOW_UPDATE 0 65536", "> WINDOW_UPDATE 1 32768");
    }
  }

  @Test
  void whatIsNotUsedIsNotGivenBack() {
    try (Dialogue d = Dialogue.server(SMALL)) {
      d.takesData = false;
      d.post(1);
      for (int i = 0; i < 3; i++) {
        d.data(1, 16384, false);
      }
      assertThat(d.hear()).noneMatch(l -> l.startsWith("> WINDOW"));
      d.data(1, 16383, false).data(1, 1, false);
      assertThat(d.hear())
          .contains("< reset 1 FLOW_CONTROL_ERROR by us", "> RST_STREAM 1 FLOW_CONTROL_ERROR");
    }
  }

  /** Those whose bodies nobody takes must not stop all others on the connection. */
  @Test
  void aServersConnectionIsNotHeldUpByItsStreams() {
    try (Dialogue d = Dialogue.server()) {
      d.takesData = false;
      for (int id = 1; id < 2 * 40; id += 2) {
        d.post(id);
        for (int i = 0; i < 4; i++) {
          d.data(id, 16_000, false);
        }
      }
      assertThat(d.hear())
          .contains("> WINDOW_UPDATE 0 528000")
          .noneMatch(l -> l.startsWith("> WINDOW_UPDATE 1 ") || l.startsWith("< error"));
      d.takesData = true;
      d.post(81).data(81, 16_384, false).data(81, 16_384, false);
      assertThat(d.hear()).anyMatch(l -> l.startsWith("> WINDOW_UPDATE 81 "));
    }
  }

  /** What a client may send ahead grows with what is taken, out of one budget for all streams. */
  @Test
  void windowsGrowAsBytesAreTaken() {
    Limits limits =
        new Limits(100, 32768, 262_144, 100_000, 16, 200, 200, 100, 200, 1000, 2000, 64 * 1024);
    try (Dialogue d = Dialogue.server(limits)) {
      d.post(1).data(1, 16384, false).data(1, 16384, false);
      assertThat(d.hear()).contains("> WINDOW_UPDATE 1 " + (32_768 + 65_535));
      d.post(3).data(3, 16384, false).data(3, 16384, false);
      assertThat(d.hear()).contains("> WINDOW_UPDATE 3 " + (32_768 + 34_465));
      d.post(5).data(5, 16384, false).data(5, 16384, false);
      assertThat(d.hear()).contains("> WINDOW_UPDATE 5 32768");
      d.numbers(FrameType.RST_STREAM, 0, 1, 8);
      d.data(5, 16384, false).data(5, 16384, false);
      assertThat(d.hear()).contains("> WINDOW_UPDATE 5 " + (32_768 + 65_535));
    }
  }

  @Test
  void noWindowGrowsBeyondItsLimit() {
    Limits limits =
        new Limits(100, 32768, 70_000, 100_000, 16, 200, 200, 100, 200, 1000, 2000, 64 * 1024);
    try (Dialogue d = Dialogue.server(limits)) {
      d.post(1).data(1, 16384, false).data(1, 16384, false);
      assertThat(d.hear()).contains("> WINDOW_UPDATE 1 " + (32_768 + 70_000 - 65_535));
      d.data(1, 16384, false).data(1, 16384, false).data(1, 16384, false);
      assertThat(d.hear()).contains("> WINDOW_UPDATE 1 49152");
    }
  }

  /** Those who take nothing of their responses must not stop all others on the connection. */
  @Test
  void aClientsConnectionIsNotHeldUpByItsStreams() {
    try (Dialogue d = Dialogue.client()) {
      d.takesData = false;
      for (int id = 1; id < 9; id += 2) {
        d.ask(true);
        d.headers(id, false, ":status: 200");
        for (int i = 0; i < 15; i++) {
          d.data(id, 16384, false);
        }
      }
      assertThat(d.hear())
          .contains("> WINDOW_UPDATE 0 524288")
          .noneMatch(l -> l.startsWith("> WINDOW_UPDATE 1 "));
    }
  }

  @Test
  void paddingCountsAndIsGivenBack() {
    try (Dialogue d = Dialogue.server(SMALL)) {
      d.takesData = false;
      d.post(1);
      for (int i = 0; i < 130; i++) {
        byte[] padded = new byte[258];
        padded[0] = (byte) 255;
        d.frame(FrameType.DATA, FrameType.PADDED, 1, padded);
      }
      assertThat(d.hear()).contains("< data 1 2", "> WINDOW_UPDATE 1 32768");
    }
  }

  @Test
  void dataWaitForTheirWindows() {
    try (Dialogue d = Dialogue.server()) {
      d.setting(Settings.INITIAL_WINDOW_SIZE, 3).get(1).hear();
      d.respond(1, false).respondData(1, 5);
      d.connection.end(d.stream(1));
      assertThat(d.lines()).containsExactly("> HEADERS 1 [:status: 200]", "> DATA 1 3");
      assertThat(d.numbers(FrameType.WINDOW_UPDATE, 0, 1, 1).hear()).containsExactly("> DATA 1 1");
      assertThat(d.setting(Settings.INITIAL_WINDOW_SIZE, 20).hear())
          .containsExactly("< ended 1", "< settings", "> SETTINGS ack", "> DATA 1 1 end");
    }
  }

  /** Section 6.9.2: a window may become negative. */
  @Test
  void aSmallerInitialWindowIsFollowed() {
    try (Dialogue d = Dialogue.server()) {
      d.setting(Settings.INITIAL_WINDOW_SIZE, 10).get(1).hear();
      d.respond(1, false).respondData(1, 10).respondData(1, 2).lines();
      d.setting(Settings.INITIAL_WINDOW_SIZE, 4).hear();
      assertThat(d.stream(1).sendWindow()).isEqualTo(-6);
      assertThat(d.numbers(FrameType.WINDOW_UPDATE, 0, 1, 6).hear()).isEmpty();
      assertThat(d.numbers(FrameType.WINDOW_UPDATE, 0, 1, 1).hear()).containsExactly("> DATA 1 1");
    }
  }

  @Test
  void windowsThatBecomeTooLarge() {
    try (Dialogue d = Dialogue.server()) {
      d.get(1).numbers(FrameType.WINDOW_UPDATE, 0, 1, Integer.MAX_VALUE);
      assertThat(d.hear()).contains("> RST_STREAM 1 FLOW_CONTROL_ERROR");
      d.get(3).numbers(FrameType.WINDOW_UPDATE, 0, 3, 0);
      assertThat(d.hear()).contains("> RST_STREAM 3 PROTOCOL_ERROR");
      d.get(5).numbers(FrameType.WINDOW_UPDATE, 0, 5, 100);
      assertThat(d.setting(Settings.INITIAL_WINDOW_SIZE, Integer.MAX_VALUE).hear())
          .contains("< error FLOW_CONTROL_ERROR");
    }
    try (Dialogue d = Dialogue.server()) {
      d.numbers(FrameType.WINDOW_UPDATE, 0, 0, Integer.MAX_VALUE);
      assertThat(d.hear()).contains("< error FLOW_CONTROL_ERROR");
    }
  }

  /** Streams that wait for the connection take turns, a frame each. */
  @Test
  void streamsTakeTurns() {
    try (Dialogue d = Dialogue.server()) {
      d.writable = false;
      d.get(1).get(3).get(5).hear();
      for (int id : new int[] {1, 3, 5}) {
        d.respond(id, false).respondData(id, 20_000);
      }
      d.lines();
      d.writable = true;
      d.connection.drain();
      assertThat(d.lines())
          .containsExactly(
              "> DATA 1 16384",
              "> DATA 3 16384",
              "> DATA 5 16384",
              "> DATA 1 3616",
              "> DATA 3 3616",
              "> DATA 5 3616");
    }
  }

  /** A stream without a window does not keep the others from theirs. */
  @Test
  void aStalledStreamStopsNobody() {
    try (Dialogue d = Dialogue.server()) {
      d.setting(Settings.INITIAL_WINDOW_SIZE, 10).get(1).hear();
      d.setting(Settings.INITIAL_WINDOW_SIZE, 100).get(3).hear();
      d.respond(1, false).respondData(1, 200).respond(3, false).respondData(3, 50);
      assertThat(d.lines()).contains("> DATA 3 50");
    }
  }

  @Test
  void aFullStreamIsToldWhenItIsNotAnyMore() {
    try (Dialogue d = Dialogue.server()) {
      d.get(1).hear();
      d.respond(1, false).respondData(1, 65_535 + 70_000).lines();
      assertThat(d.connection.isWritable(d.stream(1))).isFalse();
      d.numbers(FrameType.WINDOW_UPDATE, 0, 0, 1_000_000);
      d.numbers(FrameType.WINDOW_UPDATE, 0, 1, 30_000);
      assertThat(d.hear()).doesNotContain("< writable 1");
      assertThat(d.numbers(FrameType.WINDOW_UPDATE, 0, 1, 30_000).hear()).contains("< writable 1");
    }
  }

  @Test
  void aResetDropsWhatWaits() {
    try (Dialogue d = Dialogue.server()) {
      d.get(1).hear();
      d.respond(1, false).respondData(1, 100_000).lines();
      assertThat(d.connection.queuedBytes()).isEqualTo(100_000 - 65_535);
      d.numbers(FrameType.RST_STREAM, 0, 1, 8).hear();
      assertThat(d.connection.queuedBytes()).isZero();
      assertThat(d.heldBytes()).isZero();
    }
  }

  @Test
  void trailersWaitForTheData() {
    try (Dialogue d = Dialogue.server()) {
      d.setting(Settings.INITIAL_WINDOW_SIZE, 1).get(1).hear();
      d.respond(1, false).respondData(1, 2);
      d.connection.endWithTrailers(d.stream(1));
      List<String> all = new ArrayList<>(d.lines());
      all.addAll(d.numbers(FrameType.WINDOW_UPDATE, 0, 1, 5).hear());
      assertThat(all)
          .containsExactly(
              "> HEADERS 1 [:status: 200]",
              "> DATA 1 1",
              "< ended 1",
              "> DATA 1 1",
              "> HEADERS 1 [t: t] end");
    }
  }
}
