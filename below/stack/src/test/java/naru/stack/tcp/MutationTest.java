package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.random.RandomGenerator;
import naru.stack.lab.Attacker;
import naru.stack.lab.Bulk;
import naru.stack.lab.Hosts;
import naru.stack.link.PipeConfig;
import naru.testkit.Seeds;
import naru.wire.tcp.TcpFlags;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Segments that are almost right, by the hundred thousand, at connections in every state: whatever
 * comes of them, nothing is thrown, the invariants hold (they are asserted after each), memory
 * stays within the windows, and a connection that they did not meet goes on.
 */
final class MutationTest {
  private static final long MILLI = 1_000_000L;
  private static final int SEGMENTS = Integer.getInteger("naru.mutations", 400_000);
  private static final int VICTIMS = 12;
  private static final int SILENT = 0x0b000001;
  private static final byte[] NONE = {};
  private static final TcpOptions OPTIONS =
      TcpOptions.USUAL
          .withDeferAccept(true)
          .withKeepAlive(new TcpOptions.KeepAlive(50 * MILLI, 50 * MILLI, 3));

  /** Keeps each connection from its SYN on. */
  private final class Victims implements Acceptor {
    @Override
    public boolean arriving(Connection c) {
      victims[connecting] = c;
      return true;
    }

    @Override
    public void accepted(Connection c) {
      new Bulk(dice.nextInt(3) * 50_000).take(c);
    }
  }

  private final RandomGenerator dice = Seeds.replayedOr(3).generator("dice");
  private final Hosts hosts = Hosts.on(PipeConfig.offloading(1500), Seeds.replayedOr(3));
  private final Attacker attacker = new Attacker(hosts.far, Hosts.FAR);
  private final @Nullable Connection[] victims = new @Nullable Connection[VICTIMS];
  private int connecting;
  private int nextPort;

  @Test
  void nothingIsThrownAndOthersLive() {
    try (hosts) {
      hosts.far.tcp().listen(Hosts.ANY, 80, OPTIONS, 64, new Victims());
      Bulk server = new Bulk(0);
      hosts.far.tcp().listen(Hosts.ANY, 81, TcpOptions.USUAL, 64, server::take);
      Bulk honest = new Bulk(1000);
      hosts.near.tcp().connect(Hosts.ANY, 0, Hosts.FAR, 81, TcpOptions.USUAL, honest);
      hosts.world.runFor(MILLI);
      for (int i = 0; i < SEGMENTS; i++) {
        int which = dice.nextInt(VICTIMS);
        Connection victim = victims[which];
        if (victim == null || victim.ending != null) {
          victim = open(which);
        }
        act(victim);
        attack(victim);
        if (i % 16 == 0) {
          hosts.world.runFor(dice.nextInt(2000) == 0 ? 3000 * MILLI : MILLI / 20);
        }
        if (i % 1000 == 0) {
          assertThat(hosts.heldBytes()).isLessThan(12 << 20);
          assertThat(hosts.far.tcp().connections()).isLessThan(1000);
        }
      }
      honest.sendMore(100_000);
      hosts.world.runFor(1000 * MILLI);
      assertThat(server.received()).isEqualTo(101_000);
    }
  }

  /** A new connection in a state that chance picks. */
  private Connection open(int which) {
    connecting = which;
    if (dice.nextInt(4) == 0) { // it opens itself, and nobody is there
      Connection c =
          hosts.far.tcp().connect(Hosts.ANY, 0, Hosts.NEAR, 90, TcpOptions.USUAL, new Bulk(100));
      victims[which] = c;
      hosts.far.flush();
      return c;
    }
    victims[which] = null;
    int port = 1 + nextPort++ % 65_000;
    int seq = dice.nextInt();
    attacker.segment(
        hosts.memory.buffer(128), SILENT, port, 80, seq, 0, TcpFlags.SYN, 60_000, synOptions(), 0);
    hosts.far.flush();
    Connection c = victims[which];
    if (c == null) {
      return open(which); // chance hit a connection that is there
    }
    if (dice.nextInt(5) > 0) {
      byte[] echo =
          c.timestampsOk ? timestamps(c.rcv.tsRecent, c.timestamp(hosts.world.now())) : NONE;
      attacker.segment(
          hosts.memory.buffer(128),
          SILENT,
          port,
          80,
          seq + 1,
          c.snd.nxt,
          TcpFlags.ACK,
          1000,
          echo,
          0);
      hosts.far.flush();
    }
    return c;
  }

  private byte[] synOptions() {
    ByteBuf b = hosts.memory.buffer(64);
    b.writeByte(2).writeByte(4).writeShort(100 + dice.nextInt(1400));
    if (dice.nextBoolean()) {
      b.writeByte(1).writeByte(1).writeByte(4).writeByte(2);
    }
    if (dice.nextBoolean()) {
      b.writeByte(1).writeByte(3).writeByte(3).writeByte(dice.nextInt(16));
    }
    if (dice.nextBoolean()) {
      b.writeBytes(timestamps(dice.nextInt(), 0));
    }
    return taken(b);
  }

  private byte[] timestamps(int value, int echo) {
    ByteBuf b = hosts.memory.buffer(12);
    return taken(
        b.writeByte(1).writeByte(1).writeByte(8).writeByte(10).writeInt(value).writeInt(echo));
  }

  private static byte[] taken(ByteBuf b) {
    byte[] made = new byte[b.readableBytes()];
    b.readBytes(made);
    b.release();
    return made;
  }

  /** Its user does something now and then. */
  private void act(Connection c) {
    switch (dice.nextInt(200)) {
      case 0 -> {
        if (c.room() > 0) {
          c.send(hosts.memory.buffer(700).writeZero(1 + dice.nextInt(700)));
        }
      }
      case 1 -> c.shutdownOutput();
      case 2 -> {
        ByteBuf text = c.receive();
        if (text != null) {
          text.release();
        }
      }
      case 3 -> {
        if (dice.nextInt(20) == 0) {
          c.close();
        }
      }
      default -> {}
    }
  }

  private void attack(Connection c) {
    int from = (int) c.remoteLow;
    if (dice.nextInt(20) == 0) {
      int[] types = {3, 3, 4, 11, 12, 5};
      int rest = dice.nextBoolean() ? dice.nextInt(2000) : dice.nextInt();
      attacker.icmp(
          hosts.memory.buffer(128),
          from,
          types[dice.nextInt(types.length)],
          dice.nextInt(16),
          rest,
          from,
          c.localPort,
          c.remotePort,
          near(c.snd.una, c.snd.nxt));
      return;
    }
    byte[] options = options(c);
    int text = dice.nextInt(3) == 0 ? dice.nextInt(1400) : dice.nextInt(3);
    attacker.segment(
        hosts.memory.buffer(1500),
        from,
        c.remotePort,
        c.localPort,
        near(c.rcv.nxt, c.rcv.edge),
        near(c.snd.una, c.snd.nxt),
        flags(),
        dice.nextInt(4) == 0 ? 0 : dice.nextInt(1 << 16),
        options,
        text);
  }

  /** Mostly what belongs there; RST and SYN end too many games. */
  private int flags() {
    return switch (dice.nextInt(40)) {
      case 0 -> dice.nextInt(256);
      case 1 -> TcpFlags.RST | TcpFlags.ACK;
      case 2 -> TcpFlags.SYN | dice.nextInt(2) * TcpFlags.ACK;
      case 3 -> TcpFlags.FIN | TcpFlags.ACK;
      default -> TcpFlags.ACK | dice.nextInt(2) * TcpFlags.PSH | dice.nextInt(8) / 7 * TcpFlags.ECE;
    };
  }

  private int near(int left, int right) {
    return switch (dice.nextInt(8)) {
      case 0 -> dice.nextInt();
      case 1 -> left - 1 - dice.nextInt(3000);
      case 2 -> right + dice.nextInt(3) - 1;
      case 3, 4 -> left + (right - left > 0 ? dice.nextInt(right - left) : 0);
      default -> left;
    };
  }

  private byte[] options(Connection c) {
    int words = dice.nextInt(11);
    byte[] options = new byte[4 * words];
    if (dice.nextInt(4) == 0) {
      dice.nextBytes(options);
      return options;
    }
    ByteBuf b = hosts.memory.buffer(64);
    if (c.timestampsOk && dice.nextInt(20) > 0) {
      int value = c.rcv.tsRecent + (dice.nextInt(8) == 0 ? dice.nextInt() : dice.nextInt(3));
      b.writeBytes(timestamps(value, c.timestamp(hosts.world.now()) - dice.nextInt(100)));
    }
    int blocks = dice.nextInt(c.timestampsOk ? 4 : 5);
    if (dice.nextBoolean() && blocks > 0) {
      b.writeByte(1).writeByte(1).writeByte(5).writeByte(2 + 8 * blocks);
      for (int i = 0; i < blocks; i++) {
        int left = near(c.snd.una, c.snd.nxt);
        b.writeInt(left).writeInt(left + dice.nextInt(2000) - 100);
      }
    }
    return taken(b);
  }
}
