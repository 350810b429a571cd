package naru.stack.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import naru.stack.lab.VirtualWorld;
import naru.testkit.Seeds;
import org.junit.jupiter.api.Test;

/** RFC 8289. The bottleneck sends a packet of 1000 bytes in one millisecond. */
final class CoDelTest {
  private static final long MILLI = 1_000_000;

  private final VirtualWorld world = new VirtualWorld();
  private final List<Long> droppedAt = new ArrayList<>();
  private final List<Long> markedAt = new ArrayList<>();
  private final List<Integer> ecnOfArrived = new ArrayList<>();
  private final Pipe pipe = pipe();

  @Test
  void aBurstThatIsGoneWithinAnIntervalIsLeftAlone() {
    send(0, 80, 0);
    world.run();
    assertThat(pipe.a().counters().delivered()).isEqualTo(80);
    assertThat(droppedAt).isEmpty();
  }

  @Test
  void aQueueBelowTheTargetIsLeftAlone() {
    send(0, 4, 0);
    for (int i = 0; i < 2000; i++) {
      send(i * MILLI, 1, 0);
    }
    world.run();
    assertThat(droppedAt).isEmpty();
  }

  @Test
  void aStandingQueueLosesOneAfterAnIntervalAndThenEverFaster() {
    overload(0);
    world.runUntil(600 * MILLI);
    // What is sent at t came at t / 2: at 10 ms the delay reaches the target.
    long first = droppedAt.getFirst();
    assertThat(first).isBetween(110 * MILLI, 112 * MILLI);
    long expected = first;
    for (int count = 1; count < 6; count++) {
      expected += (long) (100 * MILLI / Math.sqrt(count));
      assertThat(droppedAt.get(count)).isBetween(expected, expected + MILLI);
    }
    assertThat(markedAt).isEmpty();
  }

  @Test
  void packetsOfEcnCapableTransportsAreMarkedInstead() {
    overload(2);
    world.runUntil(600 * MILLI);
    assertThat(droppedAt).isEmpty();
    assertThat(markedAt).hasSizeGreaterThan(5);
    assertThat(ecnOfArrived).containsOnly(2, 3).contains(3);
    assertThat(ecnOfArrived.stream().filter(e -> e == 3)).hasSize(markedAt.size());
  }

  @Test
  void theRateOfDropsEndsWithTheQueue() {
    overload(0);
    world.run();
    int drops = droppedAt.size();
    long quiet = world.now();
    for (int i = 0; i < 500; i++) {
      send(quiet + i * MILLI, 1, 0);
    }
    world.run();
    assertThat(droppedAt).hasSize(drops);
  }

  /** A sender that takes drops to heart is held near the target, not near the size of the queue. */
  @Test
  void aSenderThatListensIsHeldNearTheTarget() {
    Listener listener = new Listener();
    listener.send();
    world.runUntil(20_000 * MILLI);
    assertThat(listener.meanInQueue()).isLessThan(20);
    assertThat(pipe.a().counters().delivered()).as("of 20,000 possible").isGreaterThan(14_000);
  }

  @Test
  void theTailIsDroppedAtItsLimit() {
    send(0, 20_000, 0);
    world.runUntil(0);
    assertThat(pipe.a().counters().queueDropped()).isEqualTo(20_000 - 1 - 10_000);
    pipe.close();
  }

  /** Twice as much as the bottleneck sends, for half a second. */
  private void overload(int ecn) {
    for (int i = 0; i < 1000; i++) {
      send(i * MILLI / 2, 1, ecn);
    }
  }

  private void send(long at, int count, int ecn) {
    world.at(
        at,
        () -> {
          for (int i = 0; i < count; i++) {
            pipe.a().transmit(frame(ecn));
          }
        });
  }

  private static ByteBuf frame(int ecn) {
    Frames frames = Frames.v4().ecn(ecn);
    return Frames.completed(frames.tcp(1000 - frames.headers(), 5000));
  }

  private Pipe pipe() {
    Impairment impairment = Impairment.NONE.withRate(8_000_000).withQueue(Queue.CoDel.standard());
    PipeConfig config = PipeConfig.wire(1500).with(impairment);
    Pipe made = Pipe.of(config, world.clock(), Seeds.of(1).generator("pipe"));
    made.a().observer(this::note);
    made.b()
        .receiver(
            frame -> {
              ecnOfArrived.add(Frames.ip(frame).ecn());
              frame.release();
            });
    world.add(made);
    return made;
  }

  private void note(Fate fate, long ordinal, long at, ByteBuf frame) {
    if (fate == Fate.QUEUE_DROPPED) {
      droppedAt.add(at);
    } else if (fate == Fate.MARKED) {
      markedAt.add(at);
    }
  }

  /** Additive increase, multiplicative decrease, every 50 ms. */
  private final class Listener {
    private double perTick = 10;
    private int dropsSeen;
    private long inQueue;
    private long ticks;

    void send() {
      boolean lost = droppedAt.size() > dropsSeen;
      dropsSeen = droppedAt.size();
      perTick = lost ? perTick / 2 : perTick + 1;
      for (int i = 0; i < (int) perTick; i++) {
        long apart = (long) (50 * MILLI / perTick);
        world.at(world.now() + i * apart, () -> pipe.a().transmit(frame(0)));
      }
      inQueue += pipe.a().counters().inTransit();
      ticks++;
      if (world.now() < 19_000 * MILLI) {
        world.at(world.now() + 50 * MILLI, this::send);
      }
    }

    double meanInQueue() {
      return (double) inQueue / ticks;
    }
  }
}
