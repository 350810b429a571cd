package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import naru.stack.lab.Bulk;
import naru.stack.lab.Hosts;
import naru.stack.link.Impairment;
import naru.stack.link.PipeConfig;
import naru.testkit.Seeds;
import org.junit.jupiter.api.Test;

/**
 * Who has nothing to say is silent, and who is made to wait asks seldom and for as long as it
 * takes.
 */
final class IdleTest {
  private static final long MILLI = 1_000_000L;
  private static final long HOUR = 3_600_000 * MILLI;
  private static final PipeConfig SLOW =
      PipeConfig.offloading(1500).with(Impairment.NONE.withDelay(5 * MILLI));

  private final List<Connection> accepted = new ArrayList<>();

  private Bulk client(Hosts hosts, int bytes) {
    Bulk client = new Bulk(bytes);
    hosts.far.tcp().listen(Hosts.ANY, 80, TcpOptions.USUAL, 16, accepted::add);
    hosts.near.tcp().connect(Hosts.ANY, 0, Hosts.FAR, 80, TcpOptions.USUAL, client);
    return client;
  }

  private static int readAll(Connection c) {
    int bytes = 0;
    for (ByteBuf text = c.receive(); text != null; text = c.receive()) {
      bytes += text.readableBytes();
      text.release();
    }
    return bytes;
  }

  @Test
  void idlePeersSendNothingAndHoldNothing() {
    try (Hosts hosts = Hosts.on(SLOW, Seeds.of(1))) {
      client(hosts, 50_000);
      hosts.world.limits(1000, 100);
      hosts.world.run();
      assertThat(readAll(accepted.getFirst())).isEqualTo(50_000);
      hosts.far.flush();
      hosts.world.run();
      assertThat(hosts.near.tcp().connections()).isEqualTo(1);
      assertThat(hosts.far.tcp().connections()).isEqualTo(1);
      assertThat(hosts.heldBytes()).isZero();
    }
  }

  @Test
  void aClosedWindowIsProbedSeldomAndForever() {
    try (Hosts hosts = Hosts.on(SLOW, Seeds.of(1))) {
      Bulk client = client(hosts, 400_000);
      hosts.world.runFor(10 * HOUR);
      Connection far = accepted.getFirst();
      assertThat(far.rcv.window()).isLessThan(1448);
      assertThat(client.ending()).isNull();
      // At most one a minute in the end, and each is answered once.
      assertThat(hosts.pipe.a().counters().entered()).isBetween(600L, 1100L);
      assertThat(hosts.pipe.b().counters().entered()).isLessThan(1100);
      int bytes = 0;
      for (int i = 0; i < 100; i++) {
        bytes += readAll(far);
        hosts.far.flush();
        hosts.world.runFor(20 * MILLI);
      }
      assertThat(bytes).isEqualTo(400_000);
    }
  }
}
