package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import naru.stack.lab.Hosts;
import naru.stack.link.Impairment;
import naru.stack.link.PipeConfig;
import naru.testkit.Seeds;
import org.junit.jupiter.api.Test;

/** What a peer, or a path, could once do to us for ever. */
final class BoundsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final PipeConfig LINK =
      PipeConfig.wire(1500).with(Impairment.NONE.withDelay(5_000_000L));

  /** A user that takes nothing. */
  private static final class Silent implements ConnectionEvents {
    @Override
    public void connected(Connection connection) {}

    @Override
    public void readable(Connection connection) {}

    @Override
    public void writable(Connection connection) {}

    @Override
    public void ended(Connection connection, Ending why) {
      connection.close();
    }
  }

  @Test
  void aClosedWindowKeepsNothingForAUserWhoIsGone() {
    try (Hosts hosts = Hosts.on(LINK, Seeds.of(1))) {
      TcpOptions small = TcpOptions.USUAL.withReceiveBuffer(8192);
      hosts.far.tcp().listen(Hosts.ANY, 80, small, 16, c -> c.events(new Silent()));
      Connection c =
          hosts.near.tcp().connect(Hosts.ANY, 0, Hosts.FAR, 80, TcpOptions.USUAL, new Silent());
      c.send(Unpooled.wrappedBuffer(new byte[100_000]));
      hosts.world.runFor(5 * SECOND);
      c.close();
      hosts.world.runFor(200 * SECOND);
      assertThat(hosts.near.tcp().connections()).as("it still tries").isOne();
      hosts.world.runFor(400 * SECOND);
      assertThat(hosts.near.tcp().connections()).isZero();
    }
  }

  @Test
  void tinyBlocksDoNotMakeTheListLongerThanAllowed() {
    Scoreboard board = new Scoreboard();
    board.sent(0, 100_000, 0, 1, 1);
    Delivery d = new Delivery();
    d.clear();
    for (int at = 10; at < 90_000; at += 10) {
      board.sack(at, at + 1, 40, d);
    }
    int runs = 0;
    for (Sent s = board.first(); s != null; s = s.next) {
      runs++;
    }
    assertThat(runs).isBetween(20, 42);
    board.checkInvariants(0, 100_000);
  }
}
