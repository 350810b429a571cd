package naru.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** RFC 9113 section 10.5: each way to waste us has an end. */
final class BudgetsTest {
  private static final long SECOND = 1_000_000_000L;

  /** Runs a step until the connection ends; how often it ran. */
  private static int until(Dialogue d, BiConsumer<Dialogue, Integer> step) {
    for (int i = 0; i < 10_000; i++) {
      step.accept(d, i);
      if (d.hear().contains("> GOAWAY " + d.connection.lastPeer() + " ENHANCE_YOUR_CALM")) {
        return i;
      }
    }
    return -1;
  }

  private static void ends(Budget budget, int after, BiConsumer<Dialogue, Integer> step) {
    try (Dialogue d = Dialogue.server(Limits.DEFAULT.with(budget, 20))) {
      assertThat(until(d, step)).isEqualTo(after);
    }
  }

  @Test
  void rapidReset() {
    ends(
        Budget.RESETS,
        20,
        (d, i) -> d.get(2 * i + 1).numbers(FrameType.RST_STREAM, 0, 2 * i + 1, 8));
  }

  /** We are made to reset: CVE-2025-8671. */
  @Test
  void madeYouReset() {
    ends(
        Budget.RESETS,
        20,
        (d, i) -> d.get(2 * i + 1).numbers(FrameType.WINDOW_UPDATE, 0, 2 * i + 1, 0));
  }

  @Test
  void refusedStreams() {
    Limits one = new Limits(1, 32768, 65535, 65535, 16, 20, 200, 100, 200, 1000, 2000, 65536);
    try (Dialogue d = Dialogue.server(one)) {
      d.post(1).hear();
      assertThat(until(d, (x, i) -> x.get(2 * i + 3))).isEqualTo(20);
    }
  }

  @Test
  void floods() {
    ends(Budget.PINGS, 20, (d, i) -> d.numbers(FrameType.PING, 0, 0, 0, 0));
    ends(Budget.SETTINGS, 19, (d, i) -> d.frame(FrameType.SETTINGS, 0, 0, ""));
    ends(Budget.PRIORITIES, 20, (d, i) -> d.octets(FrameType.PRIORITY, 0, 1, 0, 0, 0, 3, 1));
    ends(Budget.PRIORITIES, 20, (d, i) -> d.frame(200, 0, 0, ""));
    ends(Budget.WINDOW_UPDATES, 20, (d, i) -> d.numbers(FrameType.WINDOW_UPDATE, 0, 0, 1));
  }

  @Test
  void emptyFrames() {
    try (Dialogue d = Dialogue.server(Limits.DEFAULT.with(Budget.EMPTY_FRAMES, 20))) {
      d.post(1).hear();
      assertThat(until(d, (x, i) -> x.data(1, 0, false))).isEqualTo(20);
    }
  }

  @Test
  void continuations() {
    try (Dialogue d = Dialogue.server(Limits.DEFAULT.with(Budget.CONTINUATIONS, 4))) {
      d.frame(FrameType.HEADERS, 1, 1, "\u0082");
      int n = until(d, (x, i) -> x.frame(FrameType.CONTINUATION, 0, 1, "\u0086"));
      assertThat(n).isEqualTo(4);
    }
  }

  /** A block is not gathered beyond twice what its list may be. */
  @Test
  void largeBlocks() {
    try (Dialogue d = Dialogue.server()) {
      d.frame(FrameType.HEADERS, 1, 1, new byte[16384]);
      int n = until(d, (x, i) -> x.frame(FrameType.CONTINUATION, 0, 1, new byte[16384]));
      assertThat(n).isEqualTo(3);
    }
  }

  /** A reader that takes 4 KiB at a time, and measures the way with a PING for each frame. */
  @Test
  void whoTakesDataInSmallParts() {
    Limits few = Limits.DEFAULT.with(Budget.WINDOW_UPDATES, 20).with(Budget.PINGS, 20);
    try (Dialogue d = Dialogue.server(few)) {
      d.get(1).hear();
      d.respond(1, false);
      for (int i = 0; i < 100; i++) {
        d.respondData(1, 16384).lines();
        for (int k = 0; k < 4; k++) {
          d.numbers(FrameType.WINDOW_UPDATE, 0, 0, 4096);
          d.numbers(FrameType.WINDOW_UPDATE, 0, 1, 4096);
        }
        assertThat(d.numbers(FrameType.PING, 0, 0, 0, 0).hear()).containsExactly("> PING 0 ack");
      }
    }
  }

  /** Time, and streams that end well, fill the budgets again. */
  @Test
  void whoBehavesMayGoOn() {
    try (Dialogue d = Dialogue.server(Limits.DEFAULT.with(Budget.PINGS, 20))) {
      for (int i = 0; i < 200; i++) {
        d.now += SECOND / 2;
        assertThat(d.numbers(FrameType.PING, 0, 0, 0, 0).hear()).containsExactly("> PING 0 ack");
      }
    }
    try (Dialogue d = Dialogue.server(Limits.DEFAULT.with(Budget.RESETS, 20))) {
      for (int i = 0; i < 400; i += 4) {
        d.get(i + 1).hear();
        d.respond(i + 1, true).get(i + 3).numbers(FrameType.RST_STREAM, 0, i + 3, 8);
        assertThat(d.hear()).noneMatch(l -> l.startsWith("> GOAWAY"));
      }
    }
  }
}
