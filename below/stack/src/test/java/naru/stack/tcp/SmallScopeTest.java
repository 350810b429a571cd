package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Map;
import java.util.TreeMap;
import naru.stack.Stack;
import naru.stack.StackConfig;
import naru.stack.lab.Fork;
import naru.stack.lab.Fork.Choice;
import naru.stack.lab.Hosts;
import naru.stack.lab.Player;
import naru.stack.lab.VirtualWorld;
import naru.testkit.Seeds;
import org.junit.jupiter.api.Test;

/**
 * All that can happen to a short conversation: each of its packets lost, doubled or late, two at a
 * time in every combination, and three lost. It always ends well, soon, and without a packet more
 * than it takes.
 */
final class SmallScopeTest {
  private static final long MILLI = 1_000_000L;
  private static final int PACKETS = 16;

  /** What the two sides do. */
  private record Talk(
      String name, TcpOptions options, boolean bothOpen, Player.Plan a, Player.Plan b) {}

  private static final Player.Plan SPEAKS = plan(2500, false);
  private static final Player.Plan WAITS = plan(1500, true);
  private static final Player.Plan SILENT = plan(0, false);

  private static Player.Plan plan(int bytes, boolean closesLast) {
    return new Player.Plan(bytes, 1000, 0, 1000, 0, closesLast, Player.Giving.NOT, 0);
  }

  @Test
  void clientClosesFirst() {
    explore(new Talk("client first", TcpOptions.USUAL, false, SPEAKS, WAITS));
  }

  @Test
  void serverClosesFirst() {
    explore(new Talk("server first", TcpOptions.USUAL, false, WAITS, SPEAKS));
  }

  @Test
  void bothCloseAtOnceWithoutOptions() {
    TcpOptions plain =
        TcpOptions.USUAL
            .withSack(false)
            .withTimestamps(false)
            .withWindowScale(false)
            .withCongestion(TcpOptions.Congestion.NEW_RENO);
    explore(new Talk("at once", plain, false, SPEAKS, SPEAKS));
  }

  @Test
  void bothOpenAtOnce() {
    explore(new Talk("both open", TcpOptions.USUAL, true, SPEAKS, WAITS));
  }

  @Test
  void nothingIsSaid() {
    explore(new Talk("silent", TcpOptions.USUAL, false, SILENT, SILENT));
  }

  private static void explore(Talk talk) {
    play(talk, Map.of());
    for (int i = 0; i < PACKETS; i++) {
      for (Choice first : Choice.values()) {
        play(talk, Map.of(i, first));
        for (int j = i + 1; j < PACKETS; j++) {
          for (Choice second : Choice.values()) {
            play(talk, Map.of(i, first, j, second));
          }
          for (int k = j + 1; first == Choice.DROP && k < PACKETS; k++) {
            play(talk, Map.of(i, first, j, first, k, first));
          }
        }
      }
    }
  }

  private static void play(Talk talk, Map<Integer, Choice> choices) {
    try {
      run(talk, choices);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(talk.name + ", " + new TreeMap<>(choices) + ": " + e, e);
    }
  }

  private static void run(Talk talk, Map<Integer, Choice> choices) {
    VirtualWorld world = new VirtualWorld();
    var memory = new UnpooledByteBufAllocator(false, true);
    Seeds seeds = Seeds.of(7);
    Stack near =
        Stack.of(StackConfig.of("10.77.0.1/24"), world.clock(), seeds.generator("near"), memory);
    Stack far =
        Stack.of(StackConfig.of("10.77.0.2/24"), world.clock(), seeds.generator("far"), memory);
    try (Fork fork = new Fork(world.clock(), 1500, 10 * MILLI, choices)) {
      near.link(fork.to(far));
      far.link(fork.to(near));
      world.add(fork);
      world.add(near);
      world.add(far);
      world.afterEachStep(near::flush);
      world.afterEachStep(far::flush);
      Player a = new Player(world, memory, talk.a, 1);
      Player b = new Player(world, memory, talk.b, 2);
      a.plays(b);
      b.plays(a);
      if (talk.bothOpen) {
        b.opens(far.tcp().connect(Hosts.FAR, 80, Hosts.NEAR, 5000, talk.options, b));
      } else {
        far.tcp().listen(Hosts.ANY, 80, talk.options, 4, b::take);
      }
      a.opens(near.tcp().connect(Hosts.NEAR, 5000, Hosts.FAR, 80, talk.options, a));
      world.limits(2000, 100);
      world.run();
      assertThat(a.ending()).isEqualTo(Ending.CLOSED);
      assertThat(b.ending()).isEqualTo(Ending.CLOSED);
      assertThat(b.received()).isEqualTo(talk.a.toSend());
      assertThat(a.received()).isEqualTo(talk.b.toSend());
      assertThat(memory.metric().usedHeapMemory()).isZero();
      assertThat(near.tcp().connections() + near.tcp().timeWaits()).isZero();
      assertThat(far.tcp().connections() + far.tcp().timeWaits()).isZero();
      assertThat(fork.sent()).as("packets").isLessThan(26);
      assertThat(world.now()).as("how long").isLessThan(72_000 * MILLI);
    }
  }
}
