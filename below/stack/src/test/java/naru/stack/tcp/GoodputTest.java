package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import naru.stack.lab.Bulk;
import naru.stack.lab.Hosts;
import naru.stack.link.Impairment;
import naru.stack.link.Loss;
import naru.stack.link.PipeConfig;
import naru.stack.link.Queue;
import naru.testkit.Seeds;
import org.junit.jupiter.api.Test;

final class GoodputTest {
  static final long MILLI = 1_000_000L;
  static final long RATE = 10_000_000;
  static final long BYTES = 6 << 20;

  record Run(double kbit, TcpInfo info, TcpCounters counters, String pipe) {}

  static Run run(Impairment forth, Impairment back, TcpOptions o, long bytes, long seed, boolean offload) {
    PipeConfig p = offload ? PipeConfig.offloading(1500) : PipeConfig.wire(1500);
    try (Hosts hosts = Hosts.on(p.with(forth), p.with(back), Seeds.of(seed))) {
      Bulk server = new Bulk(0);
      Bulk client = new Bulk(bytes);
      hosts.far.tcp().listen(Hosts.ANY, 80, o, 16, server::take);
      hosts.near.tcp().connect(Hosts.ANY, 0, Hosts.FAR, 80, o, client);
      hosts.world.limits(50_000_000, 100_000);
      hosts.world.runUntil(() -> server.received() >= bytes || client.ending() != null, 3_600_000 * MILLI);
      double s = hosts.world.now() / 1e9;
      return new Run(server.received() * 8 / s / 1000, client.connection().info(), hosts.near.tcp().counters(), hosts.pipe.toString());
    }
  }

  @Test
  void table() {
    for (double loss : new double[] {0, 0.001, 0.01, 0.03, 0.1}) {
      for (long rtt : new long[] {10, 60, 200}) {
        for (double bdp : new double[] {0.5, 2}) {
          StringBuilder line = new StringBuilder();
          long queue = Math.max(6000, (long) (RATE / 8.0 * rtt / 1000 * bdp));
          Impairment forth = Impairment.NONE.withDelay(rtt / 2 * MILLI).withRate(RATE).withQueue(Queue.TailDrop.bytes(queue)).withLoss(new Loss.Bernoulli(loss));
          Impairment back = Impairment.NONE.withDelay(rtt / 2 * MILLI);
          line.append(String.format("%5.3f %4d %4.1f", loss, rtt, bdp));
          for (var cc : TcpOptions.Congestion.values()) {
            for (boolean sack : new boolean[] {true, false}) {
              var o = TcpOptions.USUAL.withCongestion(cc).withSack(sack).withEcn(false);
              Run r = run(forth, back, o, BYTES, 1, true);
              line.append(String.format(" %8.0f(%d,%d,%d,%d)", r.kbit, r.counters.recoveries, r.counters.timeouts, r.counters.undone, r.counters.retransmissions));
            }
          }
          System.out.println(line);
        }
      }
    }
  }
}
