package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import naru.stack.lab.Attacker;
import naru.stack.lab.Bulk;
import naru.stack.lab.Hosts;
import naru.stack.link.Impairment;
import naru.stack.link.PipeConfig;
import naru.testkit.Seeds;
import naru.wire.tcp.TcpFlags;
import org.junit.jupiter.api.Test;

/** Floods of everything: memory, answers and work stay within bounds, and who is honest gets in. */
final class FloodTest {
  private static final long MILLI = 1_000_000L;
  private static final int NEAR = Hosts.NEAR.v4();
  private static final PipeConfig SLOW =
      PipeConfig.offloading(1500).with(Impairment.NONE.withDelay(5 * MILLI));

  private final Seeds seeds = Seeds.replayedOr(1);
  private final RandomGenerator dice = seeds.generator("dice");

  private Hosts hosts(UnaryOperator<TcpConfig> change) {
    return Hosts.on(SLOW, c -> c.with(change.apply(TcpConfig.USUAL)), seeds);
  }

  private static Attacker attacker(Hosts hosts) {
    return new Attacker(hosts.far, Hosts.FAR);
  }

  private static ByteBuf empty(Hosts hosts) {
    return hosts.memory.buffer(128);
  }

  private static TcpConfig limits(int connections, int timeWaits) {
    return new TcpConfig(
        60_000 * MILLI, timeWaits, connections, 256, 60_000 * MILLI, 1000, 1000, 0, 0);
  }

  /** An honest client's transfer in the middle of it. */
  private static Bulk client(Hosts hosts, int bytes) {
    Bulk client = new Bulk(bytes);
    hosts.near.tcp().connect(Hosts.ANY, 0, Hosts.FAR, 80, TcpOptions.USUAL, client);
    return client;
  }

  @Test
  void aMillionSynsLeaveTheDoorOpen() {
    try (Hosts hosts = hosts(c -> limits(1000, 100))) {
      List<Bulk> served = new ArrayList<>();
      Listener listener =
          hosts
              .far
              .tcp()
              .listen(
                  Hosts.ANY,
                  80,
                  TcpOptions.USUAL,
                  200,
                  c -> served.addLast(accept(new Bulk(0), c)));
      Attacker attacker = attacker(hosts);
      for (int i = 0; i < 1_000_000; i++) {
        int from = 0x0b000000 | dice.nextInt(1 << 24);
        attacker.segment(
            empty(hosts), from, 1 + dice.nextInt(65_000), 80, dice.nextInt(), 0, TcpFlags.SYN, 0);
        if (i % 100_000 == 50_000) {
          client(hosts, 20_000);
        }
        if (i % 1000 == 0) {
          hosts.world.runFor(MILLI);
          assertThat(listener.halfOpen()).isLessThanOrEqualTo(200);
          assertThat(hosts.heldBytes()).isLessThan(2 << 20);
        }
      }
      hosts.world.runFor(1000 * MILLI);
      assertThat(served).extracting(Bulk::received).hasSize(10).containsOnly(20_000L);
      assertThat(hosts.far.tcp().connections()).isLessThanOrEqualTo(211);
      assertThat(hosts.far.tcp().counters().cookiesSent).isGreaterThan(900_000);
      hosts.world.runFor(400_000 * MILLI);
      assertThat(listener.halfOpen()).isZero();
    }
  }

  private static Bulk accept(Bulk bulk, Connection c) {
    bulk.take(c);
    return bulk;
  }

  @Test
  void segmentsOfNobodyAreAnsweredWithinTheBudget() {
    try (Hosts hosts = hosts(c -> c)) {
      hosts.far.tcp().listen(Hosts.ANY, 80, TcpOptions.USUAL, 200, c -> {});
      Attacker attacker = attacker(hosts);
      int[] kinds = {
        TcpFlags.ACK, TcpFlags.RST, TcpFlags.FIN | TcpFlags.ACK, 0, TcpFlags.SYN | TcpFlags.ACK
      };
      for (int i = 0; i < 200_000; i++) {
        int kind = kinds[i % kinds.length];
        int from = 0x0b000000 | dice.nextInt(1 << 24);
        int port = dice.nextBoolean() ? 80 : 81;
        attacker.segment(
            empty(hosts), from, 1 + i % 65_000, port, dice.nextInt(), dice.nextInt(), kind, 3);
        if (i % 100 == 0) {
          hosts.world.runFor(MILLI);
        }
      }
      long seconds = hosts.world.now() / (1000 * MILLI) + 1;
      assertThat(hosts.pipe.b().counters().entered()).isLessThanOrEqualTo(seconds * 1000);
      assertThat(hosts.far.tcp().counters().resetsHeld).isPositive();
      assertThat(hosts.far.tcp().connections()).isZero();
    }
  }

  @Test
  void aBlindAttackerCannotEndAConnection() {
    try (Hosts hosts = hosts(c -> c)) {
      Bulk server = new Bulk(0);
      hosts.far.tcp().listen(Hosts.ANY, 80, TcpOptions.USUAL, 200, server::take);
      Bulk client = client(hosts, 100_000);
      hosts.world.runFor(500 * MILLI);
      Connection far = Objects.requireNonNull(server.connection());
      Attacker attacker = attacker(hosts);
      long before = hosts.pipe.b().counters().entered();
      for (int i = 0; i < 300_000; i++) {
        int seq = far.rcv.nxt + (1 << 24) + dice.nextInt(Integer.MAX_VALUE); // outside the window
        int flags = dice.nextInt(64);
        attacker.segment(
            empty(hosts), NEAR, far.remotePort, 80, seq, dice.nextInt(), flags, dice.nextInt(20));
        int ack = far.snd.nxt + 1 + dice.nextInt(Integer.MAX_VALUE);
        attacker.segment(empty(hosts), NEAR, far.remotePort, 80, far.rcv.nxt, ack, TcpFlags.ACK, 0);
        attacker.icmp(
            empty(hosts), NEAR, 3, dice.nextInt(16), dice.nextInt(), NEAR, 80, far.remotePort, seq);
        if (i % 100 == 0) {
          hosts.world.runFor(MILLI);
        }
      }
      assertThat(far.state()).isEqualTo(State.ESTABLISHED);
      assertThat(hosts.pipe.b().counters().entered() - before).isLessThan(20_000);
      long had = server.received();
      client.sendMore(100_000);
      hosts.world.runFor(2000 * MILLI);
      assertThat(server.received()).isEqualTo(had + 100_000);
    }
  }

  @Test
  void timeWaitIsBoundedAndFinsOnlyRestartIt() {
    try (Hosts hosts = hosts(c -> limits(1000, 50))) {
      hosts.far.tcp().listen(Hosts.ANY, 80, TcpOptions.USUAL, 200, Connection::shutdownOutput);
      List<Connection> opened = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        Bulk client = new Bulk(0);
        Connection c =
            hosts.near.tcp().connect(Hosts.ANY, 0, Hosts.FAR, 80, TcpOptions.USUAL, client);
        opened.add(c);
        hosts.world.runFor(15 * MILLI);
        c.shutdownOutput();
        hosts.world.runFor(20 * MILLI);
        assertThat(hosts.far.tcp().timeWaits()).isLessThanOrEqualTo(50);
      }
      assertThat(hosts.far.tcp().timeWaits()).isEqualTo(50);
      Connection last = opened.getLast();
      Attacker attacker = attacker(hosts);
      int fin = TcpFlags.FIN | TcpFlags.ACK;
      for (int i = 0; i < 200_000; i++) {
        int seq = last.snd.nxt - 1;
        attacker.segment(empty(hosts), NEAR, last.localPort, 80, seq, last.rcv.nxt, fin, 0);
      }
      assertThat(hosts.far.tcp().timeWaits()).isEqualTo(50);
      hosts.world.run();
      assertThat(hosts.far.tcp().timeWaits()).isZero();
    }
  }

  @Test
  void connectionsAreLimited() {
    try (Hosts hosts = hosts(c -> limits(50, 50))) {
      hosts.far.tcp().listen(Hosts.ANY, 80, TcpOptions.USUAL, 200, c -> {});
      for (int i = 0; i < 40; i++) {
        client(hosts, 10);
      }
      Attacker attacker = attacker(hosts);
      for (int i = 0; i < 1000; i++) {
        attacker.segment(empty(hosts), 0x0b000000 | i, 7, 80, dice.nextInt(), 0, TcpFlags.SYN, 0);
      }
      hosts.world.runFor(100 * MILLI);
      assertThat(hosts.far.tcp().connections()).isLessThanOrEqualTo(50);
      assertThat(hosts.far.tcp().counters().refusedByLimit).isPositive();
    }
  }

  /** Pieces of one byte, in order and not taken, out of order, and from the far end on. */
  @Test
  void tinySegmentsCostNoMoreThanTheirWindow() {
    for (int order = 0; order < 4; order++) {
      try (Hosts hosts = hosts(c -> c)) {
        List<Connection> accepted = new ArrayList<>();
        TcpOptions plain = TcpOptions.USUAL.withTimestamps(false);
        hosts.far.tcp().listen(Hosts.ANY, 80, plain, 200, accepted::add);
        hosts.near.tcp().connect(Hosts.ANY, 0, Hosts.FAR, 80, plain, new Bulk(0));
        hosts.world.runFor(50 * MILLI);
        Connection far = accepted.getFirst();
        Attacker attacker = attacker(hosts);
        int first = far.rcv.nxt;
        int window = far.rcv.window();
        for (int i = 0; i < window - 1; i++) {
          int at =
              switch (order) {
                case 0 -> i;
                case 1 -> 1 + i;
                case 2 -> window - 1 - i;
                default -> 1 + i * 2 % (window - 2);
              };
          attacker.segment(
              empty(hosts), NEAR, far.remotePort, 80, first + at, far.snd.nxt, TcpFlags.ACK, 1);
        }
        assertThat(hosts.heldBytes()).as("order %s", order).isLessThan(4L * window);
        assertThat(far.state()).isEqualTo(State.ESTABLISHED);
      }
    }
  }
}
