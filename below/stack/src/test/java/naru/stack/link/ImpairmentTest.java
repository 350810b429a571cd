package naru.stack.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import naru.stack.lab.VirtualWorld;
import naru.testkit.Seeds;
import org.junit.jupiter.api.Test;

/** What each kind of impairment does to many packets; fixed seeds, wide bounds. */
final class ImpairmentTest {
  private static final int MANY = 20_000;
  private static final long MILLI = 1_000_000;

  @Test
  void theRateSpacesPackets() {
    // 1000 bytes at 8 Mbit/s take one millisecond
    Run run = new Run(Impairment.NONE.withRate(8_000_000).withDelay(5 * MILLI), 1);
    run.send(3, 1000, 0);
    run.world.run();
    assertThat(run.times()).containsExactly(6 * MILLI, 7 * MILLI, 8 * MILLI);
  }

  @Test
  void aRateThatIsNoDivisorRoundsUp() {
    Run run = new Run(Impairment.NONE.withRate(3), 1);
    run.send(1, 100, 0);
    run.world.run();
    assertThat(run.times()).containsExactly(266_666_666_667L);
  }

  @Test
  void theQueueOfAnIdleBottleneckIsNotBehindTime() {
    Run run = new Run(Impairment.NONE.withRate(8_000_000), 1);
    run.send(1, 1000, 0);
    run.send(1, 1000, 10 * MILLI);
    run.world.run();
    assertThat(run.times()).containsExactly(MILLI, 11 * MILLI);
  }

  @Test
  void theTailIsDropped() {
    Impairment packets = Impairment.NONE.withRate(8_000_000).withQueue(Queue.TailDrop.packets(4));
    Run run = new Run(packets, 1);
    run.send(10, 1000, 0);
    run.world.run();
    assertThat(run.ordinals()).containsExactly(0L, 1L, 2L, 3L, 4L); // one is being sent
    assertThat(run.counters().queueDropped()).isEqualTo(5);
    Run bytes =
        new Run(Impairment.NONE.withRate(8_000_000).withQueue(Queue.TailDrop.bytes(2500)), 1);
    bytes.send(10, 1000, 0);
    bytes.world.run();
    assertThat(bytes.ordinals()).containsExactly(0L, 1L, 2L);
  }

  @Test
  void uniformJitterSpreadsEvenlyAndKeepsOrderUnlessToldOtherwise() {
    Run run =
        new Run(
            Impairment.NONE.withDelay(10 * MILLI).withJitter(new Jitter.Uniform(MILLI, true)), 1);
    run.sendApart(MANY, 2 * MILLI);
    List<Long> delays = run.delays(2 * MILLI);
    assertThat(delays).allMatch(d -> d >= 10 * MILLI && d < 11 * MILLI);
    assertThat(mean(delays)).isCloseTo(10.5 * MILLI, within(0.02 * MILLI));
    assertThat(run.ordinals()).isSorted();
  }

  @Test
  void jitterReordersOnlyIfAllowed() {
    Jitter free = new Jitter.Uniform(10 * MILLI, true);
    Run reordering = new Run(Impairment.NONE.withJitter(free), 1);
    reordering.sendApart(1000, MILLI);
    assertThat(reordering.ordinals()).isNotEqualTo(sorted(reordering.ordinals()));
    Jitter inOrder = new Jitter.Uniform(10 * MILLI, false);
    Run ordered = new Run(Impairment.NONE.withJitter(inOrder), 1);
    ordered.sendApart(1000, MILLI);
    assertThat(ordered.ordinals()).isSorted();
  }

  @Test
  void normalJitterHasItsDeviation() {
    Jitter normal = new Jitter.Normal(MILLI, true);
    Run run = new Run(Impairment.NONE.withDelay(20 * MILLI).withJitter(normal), 1);
    run.sendApart(MANY, 100 * MILLI);
    List<Long> delays = run.delays(100 * MILLI);
    double mean = mean(delays);
    assertThat(mean).isCloseTo(20 * MILLI, within(0.05 * MILLI));
    double variance =
        delays.stream().mapToDouble(d -> (d - mean) * (d - mean)).average().orElseThrow();
    assertThat(Math.sqrt(variance)).isCloseTo(MILLI, within(0.05 * MILLI));
  }

  @Test
  void heldBackPacketsAreOvertaken() {
    Reorder script = new Reorder.Scripted(Map.of(1L, 5 * MILLI));
    Run run = new Run(Impairment.NONE.withDelay(MILLI).withReorder(script), 1);
    run.sendApart(4, 2 * MILLI);
    assertThat(run.ordinals()).containsExactly(0L, 2L, 3L, 1L);
    assertThat(run.times()).last().isEqualTo(8 * MILLI);
    Run random = new Run(Impairment.NONE.withReorder(new Reorder.Random(0.1, 5 * MILLI)), 1);
    random.sendApart(MANY, MILLI);
    assertThat(random.counters().heldBack() / (double) MANY).isCloseTo(0.1, within(0.01));
  }

  @Test
  void duplicatesArriveTwice() {
    Run run = new Run(Impairment.NONE.withDuplicate(0.05), 1);
    run.sendApart(MANY, MILLI);
    assertThat(run.counters().duplicated() / (double) MANY).isCloseTo(0.05, within(0.01));
    assertThat(run.ordinals()).hasSize(MANY + (int) run.counters().duplicated()).isSorted();
  }

  @Test
  void corruptionFlipsOneBitOfThePacket() {
    Run run = new Run(Impairment.NONE.withCorrupt(1), 1);
    ByteBuf original = frame(200);
    byte[] before = ByteBufUtil.getBytes(original);
    original.retain();
    for (int i = 0; i < 2000; i++) {
      run.pipe.a().transmit(original.retainedDuplicate());
    }
    run.world.run();
    assertThat(ByteBufUtil.getBytes(original)).as("the sender's bytes").isEqualTo(before);
    original.release(2);
    assertThat(run.arrived).hasSize(2000);
    boolean[] hit = new boolean[before.length];
    for (Arrival arrival : run.arrived) {
      int flipped = 0;
      for (int i = 0; i < before.length; i++) {
        int bits = Integer.bitCount((before[i] ^ arrival.bytes.get(i)) & 0xff);
        flipped += bits;
        hit[i] |= bits > 0;
      }
      assertThat(flipped).isEqualTo(1);
    }
    assertThat(hit[0] || hit[9]).as("the virtio header").isFalse();
    assertThat(hit[10]).as("the first byte of the packet").isTrue();
    assertThat(hit[before.length - 1]).as("the last").isTrue();
  }

  @Test
  void lossTakesItsShare() {
    Run run = new Run(Impairment.NONE.withLoss(new Loss.Bernoulli(0.2)), 4);
    run.sendApart(MANY, 10);
    assertThat(run.counters().lost() / (double) MANY).isCloseTo(0.2, within(0.02));
  }

  /** Two runs with one seed are the same, whenever their pipe is looked at; no packet vanishes. */
  @Test
  void runsAreRepeatableAndNothingVanishes() {
    Seeds.each(
        30,
        seeds -> {
          Run first = chaos(seeds, false);
          Run second = chaos(seeds, true);
          assertThat(second.arrived).isEqualTo(first.arrived);
          RoadCounters c = first.counters();
          assertThat(second.counters()).isEqualTo(c);
          assertThat(c.entered() + c.duplicated())
              .isEqualTo(c.delivered() + c.lost() + c.blackholed() + c.queueDropped());
          assertThat(c.inTransit()).isZero();
          assertThat(first.arrived).hasSize((int) c.delivered());
        });
  }

  /** Impairments have dice of their own: without jitter the same packets are lost. */
  @Test
  void oneImpairmentDoesNotChangeAnother() {
    Impairment lossy = Impairment.NONE.withLoss(new Loss.Bernoulli(0.3)).withDuplicate(0.2);
    Run plain = new Run(lossy, 5);
    plain.sendApart(1000, MILLI);
    Run more = new Run(lossy.withJitter(new Jitter.Normal(10, false)).withCorrupt(0.5), 5);
    more.sendApart(1000, MILLI);
    assertThat(more.ordinals()).isEqualTo(plain.ordinals());
  }

  private static Run chaos(Seeds seeds, boolean lookedAtOften) {
    RandomGenerator random = seeds.generator("configuration");
    Impairment impairment =
        Impairment.NONE
            .withLoss(new Loss.GilbertElliott(0.05, 0.3, 0.1, 0.99))
            .withDelay(random.nextLong(20 * MILLI))
            .withJitter(new Jitter.Uniform(MILLI, random.nextBoolean()))
            .withReorder(new Reorder.Random(0.05, 3 * MILLI))
            .withDuplicate(0.05)
            .withCorrupt(0.05)
            .withRate(20_000_000)
            .withQueue(random.nextBoolean() ? Queue.CoDel.standard() : Queue.TailDrop.packets(30))
            .withBlackholes(new Blackhole(200 * MILLI, 230 * MILLI));
    Run run = new Run(impairment, seeds.seed());
    for (int i = 0; i < 1000; i++) {
      run.send(1, 100 + random.nextInt(1300), random.nextLong(400 * MILLI));
    }
    for (int i = 0; lookedAtOften && i < 4000; i++) {
      run.world.at(i * MILLI / 10, () -> run.pipe.expire(run.world.now()));
    }
    run.world.run();
    return run;
  }

  private static double mean(List<Long> values) {
    return values.stream().mapToLong(v -> v).average().orElseThrow();
  }

  private static List<Long> sorted(List<Long> values) {
    return values.stream().sorted(Comparator.naturalOrder()).toList();
  }

  private static ByteBuf frame(int packetBytes) {
    Frames frames = Frames.v4().ecn(packetBytes % 2 == 0 ? 1 : 0);
    return Frames.completed(frames.tcp(packetBytes - frames.headers(), 5000));
  }

  private record Arrival(long at, ByteBuffer bytes) {}

  private static final class Run {
    final VirtualWorld world = new VirtualWorld();
    final Pipe pipe;
    final List<Arrival> arrived = new ArrayList<>();
    private final List<Long> ordinals = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();

    Run(Impairment impairment, long seed) {
      PipeConfig config = PipeConfig.wire(1500).with(impairment);
      pipe = Pipe.of(config, world.clock(), Seeds.of(seed).generator("pipe"));
      pipe.a().observer(this::note);
      pipe.b().receiver(this::arrive);
      world.add(pipe);
    }

    private void note(Fate fate, long ordinal, long at, ByteBuf frame) {
      if (fate == Fate.DELIVERED) {
        ordinals.add(ordinal);
        times.add(at);
      }
    }

    private void arrive(ByteBuf frame) {
      arrived.add(new Arrival(world.now(), ByteBuffer.wrap(ByteBufUtil.getBytes(frame))));
      frame.release();
    }

    void send(int count, int packetBytes, long at) {
      for (int i = 0; i < count; i++) {
        world.at(at, () -> pipe.a().transmit(frame(packetBytes)));
      }
    }

    /** Sends small packets this far apart from each other, and lets them arrive. */
    void sendApart(int count, long nanos) {
      for (int i = 0; i < count; i++) {
        send(1, 100, i * nanos);
      }
      world.run();
    }

    List<Long> ordinals() {
      return ordinals;
    }

    List<Long> times() {
      return times;
    }

    /** How long each took, if they were sent this far apart. */
    List<Long> delays(long apart) {
      List<Long> delays = new ArrayList<>();
      for (int i = 0; i < times.size(); i++) {
        delays.add(times.get(i) - ordinals.get(i) * apart);
      }
      return delays;
    }

    RoadCounters counters() {
      return pipe.a().counters();
    }
  }
}
