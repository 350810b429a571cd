package naru.wire.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import naru.wire.dns.QueryView.Shape;
import org.junit.jupiter.api.Test;

/** Broken bytes: whatever comes, the outcome is a value. Seeds are fixed, so failures replay. */
class MutationTest {
  private static final long SEED = 20260101;
  private static final int ROUNDS = 1_500_000;

  @Test
  void noMutationThrowsAndWhatParsesSurvivesTheRoundTrip() throws Exception {
    byte[] good = MessageTest.everything().emit().orElseThrow();
    SplittableRandom random = new SplittableRandom(SEED);
    int whole = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bad = mutated(good, random);
      if (Message.parse(bad, 0, bad.length) instanceof Parsed.Whole(Message m)) {
        whole++;
        if (i % 16 == 0) {
          assertThat(MessageTest.parsed(m.emit().orElseThrow())).as("round %d", i).isEqualTo(m);
        }
      }
    }
    assertThat(whole).as("mutations that are still messages").isGreaterThan(1000);
  }

  @Test
  void theFlatViewNeverThrowsAndAgreesWithTheParser() {
    Edns edns = Edns.of(4096, true, List.of(EdnsOption.trace(1, 2, 3)));
    Question question = Question.of(Name.parse("shop.naru.test"), Type.A);
    byte[] good = Message.query(7, Header.RD, question, Optional.of(edns)).emit().orElseThrow();
    SplittableRandom random = new SplittableRandom(SEED + 1);
    QueryView view = QueryView.seeded(42);
    int questions = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bad = mutated(good, random);
      Shape shape = view.read(bad, bad.length);
      if (Message.parse(bad, 0, bad.length) instanceof Parsed.Whole(Message m)
          && !m.header().has(Header.QR)
          && m.header().opcode() == 0
          && m.questions().size() == 1) {
        if (shape == Shape.MALFORMED && hasPointer(bad)) {
          continue; // the view takes no compressed names in a query, where nobody needs them
        }
        questions++;
        assertThat(shape).as("round %d", i).isEqualTo(Shape.QUESTION);
        assertThat(view.name().isExactly(m.questions().getFirst().name())).isTrue();
        assertThat(view.hasEdns()).isEqualTo(m.edns().isPresent());
      }
    }
    assertThat(questions).isGreaterThan(1000);
  }

  @Test
  void randomBytesAreNoTrouble() {
    SplittableRandom random = new SplittableRandom(SEED + 2);
    QueryView view = QueryView.seeded(42);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      Shape shape = view.read(bytes, bytes.length);
      assertThat(shape == Shape.SILENT).isEqualTo(bytes.length < 12 || bytes[2] < 0);
    }
  }

  private static boolean hasPointer(byte[] bytes) {
    for (byte b : bytes) {
      if ((b & 0xc0) == 0xc0) {
        return true;
      }
    }
    return false;
  }

  private static byte[] mutated(byte[] good, SplittableRandom random) {
    byte[] b = good.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(b.length);
      switch (random.nextInt(4)) {
        case 0 -> b[at] = (byte) random.nextInt(256);
        case 1 -> b[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> b[at] = (byte) 0xc0;
        default -> b = Arrays.copyOf(b, Math.max(1, at));
      }
    }
    return b;
  }
}
