package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.BitSet;
import java.util.random.RandomGenerator;
import naru.testkit.Seeds;
import org.junit.jupiter.api.Test;

/** What is queued for sending and receiving, against plain arrays, across the wrap of numbers. */
final class QueuesTest {
  private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false, true);

  private static byte pattern(int at) {
    return (byte) (at * 31 + (at >> 8) * 7);
  }

  private ByteBuf text(int from, int length) {
    ByteBuf text = memory.buffer(Math.max(1, length));
    for (int i = 0; i < length; i++) {
      text.writeByte(pattern(from + i));
    }
    return text;
  }

  private static void check(ByteBuf text, int from) {
    int wrong = 0;
    for (int at = from; text.isReadable(); at++) {
      wrong += text.readByte() == pattern(at) ? 0 : 1;
    }
    assertThat(wrong).as("wrong bytes from %s on", from).isZero();
    text.release();
  }

  private long held() {
    return memory.metric().usedHeapMemory();
  }

  @Test
  void theSendQueueGivesEveryRangeBack() {
    Seeds.each(30, seeds -> send(seeds.generator("send")));
    assertThat(held()).isZero();
  }

  private void send(RandomGenerator dice) {
    SendQueue queue = new SendQueue();
    int base = dice.nextBoolean() ? Integer.MAX_VALUE - 2000 : -2000;
    queue.startAt(base);
    int added = 0;
    int dropped = 0;
    for (int i = 0; i < 2000; i++) {
      switch (dice.nextInt(4)) {
        case 0 -> {
          int n = dice.nextInt(dice.nextBoolean() ? 10 : 300);
          queue.add(text(added, n));
          added += n;
        }
        case 1 -> {
          int to = dropped + dice.nextInt(added - dropped + 1);
          queue.dropTo(base + to);
          dropped = to;
        }
        default -> {
          if (added > dropped) {
            int from = dropped + dice.nextInt(added - dropped);
            copied(queue, base, from, dice.nextInt(added - from + 1));
          }
        }
      }
      assertThat(queue.size()).isEqualTo(added - dropped);
      assertThat(queue.first()).isEqualTo(base + dropped);
      assertThat(queue.end()).isEqualTo(base + added);
    }
    queue.release();
  }

  private void copied(SendQueue queue, int base, int from, int length) {
    ByteBuf to = memory.buffer(Math.max(1, length));
    queue.copy(base + from, length, to);
    assertThat(to.readableBytes()).isEqualTo(length);
    check(to, from);
  }

  @Test
  void theReceiveQueueIsAMapOfBytes() {
    Seeds.each(40, seeds -> receive(seeds.generator("receive")));
    assertThat(held()).isZero();
  }

  private void receive(RandomGenerator dice) {
    ReceiveQueue queue = new ReceiveQueue();
    BitSet kept = new BitSet();
    int base = dice.nextBoolean() ? Integer.MAX_VALUE - 3000 : -3000;
    int next = 0;
    int taken = 0;
    int longest = 1 + dice.nextInt(dice.nextBoolean() ? 5 : 400);
    for (int i = 0; i < 1500; i++) {
      int length = 1 + dice.nextInt(longest);
      if (dice.nextInt(3) == 0) {
        queue.append(text(next, length));
        next = queue.fill(base + next + length) - base;
        kept.clear(0, next);
      } else {
        int from = next + 1 + dice.nextInt(20 * longest);
        keep(queue, kept, base, from, length);
      }
      queue.checkInvariants(base + next);
      assertThat(queue.islandBytes()).isEqualTo(kept.cardinality());
      assertThat(queue.islands()).isEqualTo(runs(kept));
      assertThat(queue.end(base + next)).isEqualTo(base + Math.max(next, kept.length()));
      taken = take(queue, taken, dice.nextInt(4));
      assertThat(queue.orderedBytes()).isEqualTo(next - taken);
    }
    queue.release();
  }

  private void keep(ReceiveQueue queue, BitSet kept, int base, int from, int length) {
    BitSet after = (BitSet) kept.clone();
    after.set(from, from + length);
    int fresh = queue.keep(base + from, text(from, length));
    if (fresh >= 0) {
      assertThat(fresh).isEqualTo(after.cardinality() - kept.cardinality());
      kept.or(after);
      reportsLatestFirst(queue, base, from);
    }
  }

  /** RFC 2018 section 4: the block of the segment that came last is the first. */
  private static void reportsLatestFirst(ReceiveQueue queue, int base, int from) {
    int[] edges = new int[8];
    int n = queue.report(edges, 0, 4);
    assertThat(n).isEqualTo(Math.min(4, queue.islands()));
    assertThat(edges[0] - base).isLessThanOrEqualTo(from);
    assertThat(edges[1] - base).isGreaterThan(from);
  }

  private static int runs(BitSet kept) {
    int runs = 0;
    for (int at = kept.nextSetBit(0); at >= 0; at = kept.nextSetBit(kept.nextClearBit(at))) {
      runs++;
    }
    return runs;
  }

  private static int take(ReceiveQueue queue, int from, int most) {
    int at = from;
    for (int i = 0; i < most; i++) {
      ByteBuf text = queue.take();
      if (text == null) {
        return at;
      }
      int length = text.readableBytes();
      check(text, at);
      at += length;
    }
    return at;
  }
}
