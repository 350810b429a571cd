package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import naru.stack.lab.Hosts;
import naru.stack.lab.Talker;
import naru.stack.link.Impairment;
import naru.stack.link.PipeConfig;
import naru.testkit.Seeds;
import naru.trace.Packet;
import org.junit.jupiter.api.Test;

/** What is remembered of a long transfer is bounded: the latest packets whole, older ones cut. */
final class SegmentRingTest {
  private static final int SENT = 8 << 20;
  private static final int MOST_HELD = 1 << 20;
  private static final int HEADERS = 60 + 60;
  private static final PipeConfig LINK =
      PipeConfig.offloading(1500).with(Impairment.NONE.withDelay(1_000_000));

  @Test
  void theBytesOfAllPacketsAreBounded() {
    TcpConfig recording = TcpConfig.USUAL.recording(1024, 65_535);
    try (Hosts hosts = Hosts.on(LINK, c -> c.with(recording), Seeds.of(1))) {
      Talker client = new Talker(SENT);
      Talker server = new Talker(0);
      hosts.far.tcp().listen(Hosts.ANY, 80, TcpOptions.USUAL, 16, server::take);
      hosts.near.tcp().connect(Hosts.ANY, 0, Hosts.FAR, 80, TcpOptions.USUAL, client);
      hosts.world.limits(5_000_000, 100_000);
      hosts.world.run();
      assertThat(server.received()).isEqualTo(SENT);

      Connection connection = Objects.requireNonNull(client.connection());
      List<Packet> packets = connection.recorded().stream().map(r -> r.segment().packet()).toList();
      long whole = packets.stream().mapToLong(Packet::wholeBytes).sum();
      long held = packets.stream().mapToLong(p -> p.bytes().length()).sum();
      assertThat(whole).isGreaterThan(2 * MOST_HELD);
      assertThat(held).isLessThanOrEqualTo(MOST_HELD).isGreaterThan(MOST_HELD / 2);
      assertThat(packets.getFirst().bytes().length()).isLessThanOrEqualTo(HEADERS);
      assertThat(packets.getLast().bytes().length()).isEqualTo(packets.getLast().wholeBytes());
    }
  }
}
