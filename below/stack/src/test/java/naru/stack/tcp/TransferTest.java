package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import naru.stack.lab.Hosts;
import naru.stack.lab.Talker;
import naru.stack.link.Blackhole;
import naru.stack.link.Impairment;
import naru.stack.link.Jitter;
import naru.stack.link.Loss;
import naru.stack.link.PipeConfig;
import naru.stack.link.Reorder;
import naru.testkit.Seeds;
import naru.wire.ip.IpAddress;
import org.junit.jupiter.api.Test;

/**
 * Bytes arrive whole and in order, or the connection says that it failed; and then all is quiet.
 */
final class TransferTest {
  private static final long MILLI = 1_000_000L;
  private static final long HOUR = 3_600_000 * MILLI;
  private static final Impairment DELAY = Impairment.NONE.withDelay(10 * MILLI);

  @Test
  void aCleanPathDeliversBothWays() {
    try (Hosts hosts = Hosts.on(PipeConfig.offloading(1500).with(DELAY), Seeds.of(1))) {
      Story story = Story.of(hosts, 1 << 20, 1 << 20);
      story.ends(HOUR);
      assertThat(story.client.told())
          .isEqualTo(List.of("connected", "input ended", "ended CLOSED"));
      assertThat(story.server.told()).isEqualTo(List.of("accepted", "input ended", "ended CLOSED"));
    }
  }

  @Test
  void withoutOffloadToo() {
    try (Hosts hosts = Hosts.on(PipeConfig.wire(1500).with(DELAY), Seeds.of(2))) {
      Story.of(hosts, 300_000, 70_000).ends(HOUR);
    }
  }

  @Test
  void overIpv6() {
    try (Hosts hosts = Hosts.on(PipeConfig.offloading(1280).with(DELAY), Seeds.of(3))) {
      Story.of(hosts, TcpOptions.USUAL, Hosts.FAR_V6, 300_000, 70_000).ends(HOUR);
    }
  }

  @Test
  void lossIsRepaired() {
    Seeds.each(
        40,
        seeds -> {
          double loss = seeds.generator("how much").nextDouble(0.3);
          transfer(seeds, DELAY.withLoss(new Loss.Bernoulli(loss)), 200_000);
        });
  }

  @Test
  void everythingAtOnceIsRepaired() {
    Seeds.each(
        40,
        seeds -> {
          var dice = seeds.generator("how much");
          Impairment all =
              DELAY
                  .withLoss(new Loss.Bernoulli(dice.nextDouble(0.1)))
                  .withDuplicate(dice.nextDouble(0.1))
                  .withCorrupt(dice.nextDouble(0.05))
                  .withJitter(new Jitter.Uniform(dice.nextLong(5 * MILLI) + 1, dice.nextBoolean()))
                  .withReorder(new Reorder.Random(dice.nextDouble(0.1), 15 * MILLI));
          transfer(seeds, all, 100_000);
        });
  }

  @Test
  void anOutageIsSurvived() {
    Seeds.each(
        10,
        seeds -> {
          long from = seeds.generator("when").nextLong(200 * MILLI);
          Impairment hole = DELAY.withBlackholes(new Blackhole(from, from + 5000 * MILLI));
          transfer(seeds, hole, 500_000);
        });
  }

  private static void transfer(Seeds seeds, Impairment impairment, int bytes) {
    for (TcpOptions.Congestion control : TcpOptions.Congestion.values()) {
      for (boolean sack : new boolean[] {true, false}) {
        TcpOptions options =
            TcpOptions.USUAL.withCongestion(control).withSack(sack).withTimestamps(sack);
        try (Hosts hosts = Hosts.on(PipeConfig.offloading(1500).with(impairment), seeds)) {
          Story.of(hosts, options, Hosts.FAR, bytes, bytes / 3).endsOrGivesUp(HOUR);
        }
      }
    }
  }

  /** One connection, and what its ends were told. */
  private static final class Story {
    private final Hosts hosts;
    private final Talker client;
    private final Talker server;
    private final long up;
    private final long down;

    private Story(Hosts hosts, long up, long down) {
      this.hosts = hosts;
      this.client = new Talker(up);
      this.server = new Talker(down);
      this.up = up;
      this.down = down;
    }

    static Story of(Hosts hosts, long up, long down) {
      return of(hosts, TcpOptions.USUAL, Hosts.FAR, up, down);
    }

    static Story of(Hosts hosts, TcpOptions options, IpAddress to, long up, long down) {
      Story story = new Story(hosts, up, down);
      IpAddress any = to.isV4() ? Hosts.ANY : Hosts.ANY_V6;
      hosts.far.tcp().listen(any, 80, options, 16, story.server::take);
      hosts.near.tcp().connect(any, 0, to, 80, options, story.client);
      return story;
    }

    void ends(long within) {
      hosts.world.limits(5_000_000, 100_000);
      hosts.world.runFor(within);
      assertThat(server.received()).as("up: %s", hosts.pipe).isEqualTo(up);
      assertThat(client.received()).as("down: %s", hosts.pipe).isEqualTo(down);
      assertThat(client.ending()).isEqualTo(Ending.CLOSED);
      assertThat(server.ending()).isEqualTo(Ending.CLOSED);
      rests();
    }

    /** All arrived, or who gave up said so. */
    void endsOrGivesUp(long within) {
      hosts.world.limits(5_000_000, 100_000);
      hosts.world.runFor(within);
      boolean gaveUp = client.ending() == Ending.TIMED_OUT || server.ending() == Ending.TIMED_OUT;
      if (!gaveUp) {
        ends(0);
      }
      // Who gave up told nobody: the other side may wait on, but in silence.
      assertThat(hosts.world.earliest()).as("all is quiet").isEqualTo(Long.MAX_VALUE);
    }

    private void rests() {
      assertThat(hosts.near.tcp().connections()).isZero();
      assertThat(hosts.far.tcp().connections()).isZero();
      assertThat(hosts.world.earliest()).as("all is quiet").isEqualTo(Long.MAX_VALUE);
    }
  }
}
