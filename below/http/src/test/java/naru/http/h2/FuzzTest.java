package naru.http.h2;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames of every kind in any order, well formed and not: nothing is thrown, nothing leaks. */
final class FuzzTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyFrames(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 400; round++) {
      long own = random.nextLong();
      assertThatCode(() -> talk(new Random(own)))
          .describedAs("round " + own)
          .doesNotThrowAnyException();
    }
  }

  private static void talk(Random random) {
    try (Dialogue d = random.nextBoolean() ? Dialogue.server() : Dialogue.client()) {
      int next = 1;
      for (int i = 0; i < 60; i++) {
        int stream = random.nextInt(4) == 0 ? random.nextInt(12) : Math.max(1, next - 2);
        d.takesData = random.nextInt(4) != 0;
        d.writable = random.nextInt(4) != 0;
        switch (random.nextInt(12)) {
          case 0, 1, 2 -> {
            if (random.nextBoolean()) {
              d.get(next);
            } else {
              d.post(next);
            }
            next += 2;
          }
          case 3 -> d.data(stream, random.nextInt(3000), random.nextInt(5) == 0);
          case 4 -> d.numbers(FrameType.WINDOW_UPDATE, 0, stream, random.nextInt(1 << 20));
          case 5 -> d.numbers(FrameType.RST_STREAM, 0, stream, 8);
          case 6 -> d.setting(random.nextInt(9), random.nextInt(1 << 17));
          case 7 -> garbage(d, random, stream);
          case 8 -> d.ask(random.nextBoolean());
          case 9, 10 -> answer(d, random);
          default -> d.connection.drain();
        }
        if (random.nextInt(3) == 0 && d.hear().stream().anyMatch(l -> l.startsWith("< error"))) {
          return;
        }
      }
    }
  }

  private static void garbage(Dialogue d, Random random, int stream) {
    byte[] payload = new byte[random.nextInt(40)];
    random.nextBytes(payload);
    if (random.nextInt(10) == 0) {
      d.raw(payload);
    } else {
      d.frame(random.nextInt(11), random.nextInt(64), stream, payload);
    }
  }

  /** The owner says something on one of its streams. */
  private static void answer(Dialogue d, Random random) {
    Stream[] live = d.connection.all();
    if (live.length == 0) {
      return;
    }
    Stream stream = live[random.nextInt(live.length)];
    if (stream.isLocalEnded()) {
      return;
    }
    switch (random.nextInt(5)) {
      case 0 -> d.respondData(stream.id(), random.nextInt(40_000));
      case 1 -> d.connection.end(stream);
      case 2 -> d.connection.endWithTrailers(stream);
      case 3 -> d.connection.reset(stream, ErrorCode.CANCEL);
      default -> {
        if (stream.queuedBytes() == 0) {
          d.respond(stream.id(), false);
        }
      }
    }
  }
}
