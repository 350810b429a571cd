package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import naru.stack.lab.Hosts;
import naru.stack.lab.Player;
import naru.stack.lab.Player.Giving;
import naru.stack.link.Impairment;
import naru.stack.link.PipeConfig;
import naru.testkit.Seeds;
import org.junit.jupiter.api.Test;

/** CLOSE before the handshake is over (RFC 9293 section 3.10.4, SYN-RECEIVED). */
final class ClosingEarlyTest {
  private static final long MILLI = 1_000_000L;
  private static final Player.Plan LISTENS =
      new Player.Plan(0, 1000, 0, 1000, 0, false, Giving.NOT, 0);
  private static final Player.Plan TALKS =
      new Player.Plan(5000, 1000, 0, 1000, 0, false, Giving.NOT, 0);

  @Test
  void inSynReceivedTheFinWaitsForTheHandshake() {
    PipeConfig slow = PipeConfig.wire(1500).with(Impairment.NONE.withDelay(10 * MILLI));
    try (Hosts hosts = Hosts.on(slow, Seeds.of(1))) {
      Player a = new Player(hosts.world, hosts.memory, LISTENS, 1);
      Player b = new Player(hosts.world, hosts.memory, TALKS, 2);
      a.plays(b);
      b.plays(a);
      TcpOptions o = TcpOptions.USUAL;
      Connection near = hosts.near.tcp().connect(Hosts.NEAR, 5000, Hosts.FAR, 6000, o, a);
      a.opens(near);
      b.opens(hosts.far.tcp().connect(Hosts.FAR, 6000, Hosts.NEAR, 5000, o, b));
      hosts.world.runUntil(15 * MILLI);
      assertThat(near.state()).isEqualTo(State.SYN_RECEIVED);
      near.shutdownOutput();
      assertThat(near.state()).isEqualTo(State.SYN_RECEIVED);
      hosts.world.runUntil(25 * MILLI);
      assertThat(near.state()).isEqualTo(State.FIN_WAIT_1);
      hosts.world.run();
      assertThat(a.received()).isEqualTo(5000);
      assertThat(a.ending()).isEqualTo(Ending.CLOSED);
      assertThat(b.ending()).isEqualTo(Ending.CLOSED);
    }
  }
}
