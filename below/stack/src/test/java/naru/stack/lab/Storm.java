package naru.stack.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import naru.stack.link.Blackhole;
import naru.stack.link.Impairment;
import naru.stack.link.Jitter;
import naru.stack.link.Loss;
import naru.stack.link.PipeConfig;
import naru.stack.link.Queue;
import naru.stack.link.Reorder;
import naru.stack.tcp.TcpOptions;

/**
 * A network, options and users' plans drawn by dice: what property tests run under.
 *
 * @param forth what near sends on
 * @param back what far sends on
 * @param near options of the side that opens
 * @param far options of the side that listens
 * @param v6 whether over IPv6
 * @param simultaneous whether both sides open at once
 * @param nearPlans plans of the opening side's users, one for each connection
 * @param farPlans plans of the other side's
 */
public record Storm(
    PipeConfig forth,
    PipeConfig back,
    TcpOptions near,
    TcpOptions far,
    boolean v6,
    boolean simultaneous,
    List<Player.Plan> nearPlans,
    List<Player.Plan> farPlans) {
  private static final long MILLI = 1_000_000L;
  private static final int[] MTUS = {576, 1280, 1500, 1500, 1500, 9000, 65_535};
  private static final TcpOptions.KeepAlive KEEP_ALIVE =
      new TcpOptions.KeepAlive(30_000 * MILLI, 5000 * MILLI, 6);

  /** Draws one. */
  public static Storm of(RandomGenerator dice) {
    int mtu = MTUS[dice.nextInt(MTUS.length)];
    boolean v6 = mtu >= 1280 && dice.nextInt(4) == 0;
    boolean wire = dice.nextInt(3) == 0;
    PipeConfig plain = wire ? PipeConfig.wire(mtu) : PipeConfig.offloading(mtu);
    PipeConfig link = dice.nextBoolean() || wire ? plain : plain.merging();
    boolean simultaneous = dice.nextInt(8) == 0;
    int connections = simultaneous || dice.nextInt(4) > 0 ? 1 : 2 + dice.nextInt(12);
    long bytes = mtu >= 9000 ? 400_000 : 120_000 / connections;
    List<Player.Plan> near = new ArrayList<>();
    List<Player.Plan> far = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      boolean nearLast = dice.nextInt(4) == 0;
      near.add(plan(dice, bytes, nearLast));
      far.add(plan(dice, bytes, !nearLast && dice.nextInt(3) == 0));
    }
    return new Storm(
        link.with(impairment(dice)),
        link.with(impairment(dice)),
        options(dice),
        options(dice),
        v6,
        simultaneous,
        near,
        far);
  }

  private static Player.Plan plan(RandomGenerator dice, long most, boolean closesLast) {
    boolean slow = dice.nextInt(3) == 0;
    long toSend = dice.nextInt(8) == 0 ? 0 : dice.nextLong(most) + 1;
    int piece = dice.nextBoolean() ? 16 << 10 : 1 + dice.nextInt(3000);
    long pause = dice.nextInt(4) == 0 ? dice.nextLong(50 * MILLI) + 1 : 0;
    return new Player.Plan(
        pause > 0 ? Math.min(toSend, 200L * piece) : toSend,
        piece,
        pause,
        1 + dice.nextInt(30_000),
        slow ? dice.nextLong(dice.nextBoolean() ? 20 * MILLI : 3000 * MILLI) + 1 : 0,
        closesLast,
        dice.nextInt(5) > 0
            ? Player.Giving.NOT
            : dice.nextBoolean() ? Player.Giving.ABORTS : Player.Giving.CLOSES,
        dice.nextLong(2000 * MILLI));
  }

  private static TcpOptions options(RandomGenerator dice) {
    int receive = 4096 + dice.nextInt(dice.nextBoolean() ? 12_000 : 500_000);
    return TcpOptions.USUAL
        .withSack(dice.nextInt(4) > 0)
        .withTimestamps(dice.nextInt(4) > 0)
        .withWindowScale(dice.nextInt(4) > 0)
        .withEcn(dice.nextBoolean())
        .withNoDelay(dice.nextBoolean())
        .withCongestion(
            dice.nextBoolean() ? TcpOptions.Congestion.CUBIC : TcpOptions.Congestion.NEW_RENO)
        .withSendBuffer(4096 + dice.nextInt(500_000))
        .withReceiveBuffer(receive, receive + dice.nextInt(2_000_000))
        .withMaxSegment(dice.nextInt(6) == 0 ? 100 + dice.nextInt(2000) : 0)
        .withKeepAlive(KEEP_ALIVE)
        .withUserTimeout((30 + dice.nextInt(270)) * 1000 * MILLI);
  }

  private static Impairment impairment(RandomGenerator dice) {
    Impairment all = Impairment.NONE.withDelay(dice.nextLong(100 * MILLI)).withLoss(loss(dice));
    if (dice.nextInt(3) == 0) {
      all = all.withDuplicate(dice.nextDouble(0.1)).withCorrupt(dice.nextDouble(0.05));
    }
    if (dice.nextInt(3) == 0) {
      all = all.withJitter(new Jitter.Uniform(dice.nextLong(30 * MILLI) + 1, dice.nextBoolean()));
    }
    if (dice.nextInt(3) == 0) {
      all = all.withReorder(reorder(dice));
    }
    if (dice.nextInt(3) == 0) {
      all = all.withRate(500_000 + dice.nextLong(50_000_000)).withQueue(queue(dice));
    }
    if (dice.nextInt(5) == 0) {
      long from = dice.nextLong(1000 * MILLI);
      all = all.withBlackholes(new Blackhole(from, from + dice.nextLong(30_000 * MILLI)));
    }
    return all;
  }

  private static Loss loss(RandomGenerator dice) {
    return switch (dice.nextInt(5)) {
      case 0 -> new Loss.None();
      case 1 -> new Loss.Bernoulli(dice.nextDouble(0.05));
      case 2 -> new Loss.Bernoulli(dice.nextDouble(0.3));
      case 3 ->
          new Loss.GilbertElliott(dice.nextDouble(0.05), 0.1 + dice.nextDouble(0.5), 0.1, 0.99);
      default -> {
        Set<Long> picks = new TreeSet<>();
        for (int i = dice.nextInt(12); i >= 0; i--) {
          picks.add(dice.nextLong(60));
        }
        yield new Loss.Scripted(picks);
      }
    };
  }

  private static Reorder reorder(RandomGenerator dice) {
    if (dice.nextBoolean()) {
      return new Reorder.Random(dice.nextDouble(0.3), dice.nextLong(60 * MILLI));
    }
    Map<Long, Long> held = new TreeMap<>();
    for (int i = dice.nextInt(12); i >= 0; i--) {
      held.put(dice.nextLong(60), dice.nextLong(200 * MILLI));
    }
    return new Reorder.Scripted(held);
  }

  private static Queue queue(RandomGenerator dice) {
    return dice.nextBoolean()
        ? Queue.CoDel.standard()
        : Queue.TailDrop.bytes(70_000 + dice.nextInt(100_000));
  }
}
