package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.random.RandomGenerator;
import naru.testkit.Seeds;
import org.junit.jupiter.api.Test;

/** The scoreboard counts as one that keeps a note for every single octet. */
final class ScoreboardTest {
  private static final int SACKED = 1;
  private static final int LOST = 2;
  private static final int TWICE = 4;

  /** One run of it: octets are numbered from {@link #base}. */
  private static final class Run {
    final Scoreboard board = new Scoreboard();
    final Delivery d = new Delivery();
    final RandomGenerator dice;
    final int base;
    final byte[] notes = new byte[200_000];
    int una;
    int nxt;
    long now = 1;

    Run(RandomGenerator dice) {
      this.dice = dice;
      this.base = dice.nextBoolean() ? Integer.MAX_VALUE - 5000 : -5000;
    }

    void send() {
      int n = 1 + dice.nextInt(3000);
      board.sent(base + nxt, base + nxt + n, 0, now, 0);
      nxt += n;
    }

    void acknowledge() {
      int to = una + dice.nextInt(nxt - una + 1);
      int fresh = 0;
      for (int i = una; i < to; i++) {
        fresh += (notes[i] & SACKED) == 0 ? 1 : 0;
      }
      d.clear();
      board.acknowledge(base + to, d);
      assertThat(d.bytes).isEqualTo(fresh);
      una = to;
    }

    void sack() {
      int left = una + dice.nextInt(nxt - una);
      int right = left + 1 + dice.nextInt(nxt - left);
      int fresh = 0;
      for (int i = left; i < right; i++) {
        fresh += (notes[i] & SACKED) == 0 ? 1 : 0;
        notes[i] = SACKED;
      }
      d.clear();
      board.sack(base + left, base + right, Integer.MAX_VALUE, d);
      assertThat(d.sacked).isEqualTo(fresh);
      assertThat(d.bytes).isEqualTo(fresh);
    }

    void lose() {
      Sent s = pick();
      if (!s.is(Sent.SACKED)) {
        note(s, LOST);
      }
      board.lost(s);
    }

    void sendAgain() {
      Sent s = board.firstLost();
      Sent again = s == null ? pick() : s; // a probe, if nothing is lost
      if (!again.is(Sent.SACKED)) {
        note(again, again.is(Sent.LOST) ? 0 : TWICE);
        board.again(again, now, 0);
      }
    }

    private Sent pick() {
      Sent s = board.first();
      for (int i = dice.nextInt(10); s != null && s.next != null && i > 0; i--) {
        s = s.next;
      }
      return Objects.requireNonNull(s);
    }

    private void note(Sent s, int note) {
      for (int i = s.start - base; i < s.end - base; i++) {
        notes[i] = (byte) note;
      }
    }

    void step() {
      now += dice.nextInt(3);
      if (una == nxt) {
        send();
        return;
      }
      switch (dice.nextInt(8)) {
        case 0, 1 -> send();
        case 2 -> acknowledge();
        case 3, 4 -> sack();
        case 5 -> lose();
        case 6 -> sendAgain();
        default -> all();
      }
    }

    /** What a timeout does, and what takes it back. */
    private void all() {
      int which = dice.nextInt(20);
      for (int i = una; which < 3 && i < nxt; i++) {
        boolean sacked = (notes[i] & SACKED) != 0;
        notes[i] =
            switch (which) {
              case 0 -> sacked ? notes[i] : (byte) LOST;
              case 1 -> (byte) (notes[i] & ~LOST);
              default -> sacked ? 0 : notes[i];
            };
      }
      switch (which) {
        case 0 -> board.allLost();
        case 1 -> board.noneLost();
        case 2 -> board.forgetSacks();
        default -> {}
      }
    }

    void compare() {
      int sacked = 0;
      int lost = 0;
      int pipe = 0;
      for (int i = una; i < nxt; i++) {
        sacked += (notes[i] & SACKED) != 0 ? 1 : 0;
        lost += (notes[i] & LOST) != 0 ? 1 : 0;
        pipe += notes[i] == 0 ? 1 : notes[i] == TWICE ? 2 : 0;
      }
      board.checkInvariants(base + una, base + nxt);
      assertThat(board.flight()).isEqualTo(nxt - una);
      assertThat(board.sackedBytes()).isEqualTo(sacked);
      assertThat(board.lostBytes()).isEqualTo(lost);
      assertThat(board.pipe()).isEqualTo(pipe);
      int first = una;
      while (first < nxt && (notes[first] & LOST) == 0) {
        first++;
      }
      Sent s = board.firstLost();
      assertThat(s == null ? nxt : s.start - base).isEqualTo(first);
    }
  }

  @Test
  void countsAsOneNoteForEachOctet() {
    Seeds.each(
        100,
        seeds -> {
          Run run = new Run(seeds.generator("scoreboard"));
          for (int i = 0; i < 150; i++) {
            run.step();
            run.compare();
          }
        });
  }
}
