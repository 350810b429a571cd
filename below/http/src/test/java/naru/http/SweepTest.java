package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import naru.base.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SweepTest {
  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  private long latest() {
    return site.metrics.samples().stream()
        .filter(s -> s.name().equals("naru_loop_latest_nanos"))
        .mapToLong(Metrics.Sample::value)
        .sum();
  }

  /** A loop that is held for 5 s ticks 5 s late, and says so. */
  @Test
  void tellsHowLongTheLoopWasBusy() throws Exception {
    try (Socket client = Site.connect(site.listen(x -> {}))) {
      assertThat(client.isConnected()).isTrue();
      site.sweptTwice();
      assertThat(latest()).isLessThan(TimeUnit.SECONDS.toNanos(4));
      site.clock.forward(5, TimeUnit.SECONDS);
      site.until(() -> latest() >= TimeUnit.MILLISECONDS.toNanos(4900));
      assertThat(site.metrics.text()).contains("naru_loop_late_nanos_total ");
    }
  }

  /** Counts how often it is looked at, and does something then. */
  private static final class Guest implements Sweep.Swept {
    private int looks;
    private boolean ended;
    private Runnable then = () -> {};

    @Override
    public void sweep(long nowNanos) {
      looks++;
      then.run();
    }

    @Override
    public boolean isEnded() {
      return ended;
    }
  }

  @Test
  void whoLeavesIsForgottenAtOnce() {
    Sweep sweep = new Sweep(new EmbeddedChannel().eventLoop(), () -> 0);
    List<Guest> guests = Stream.generate(Guest::new).limit(5).toList();
    List<Sweep.Seat> seats = guests.stream().map(sweep::seat).toList();
    seats.forEach(Sweep.Seat::take);
    seats.get(1).take();
    assertThat(sweep.size()).isEqualTo(5);

    seats.get(1).leave();
    seats.get(1).leave();
    seats.get(4).leave();
    sweep.sweepAll();
    assertThat(guests.stream().map(g -> g.looks)).containsExactly(1, 0, 1, 1, 0);

    seats.get(1).take();
    sweep.sweepAll();
    assertThat(guests.stream().map(g -> g.looks)).containsExactly(2, 1, 2, 2, 0);
  }

  @Test
  void whoeverLeavesWhileAllAreLookedAtKeepsNobodyFromIt() {
    for (int leaving = 0; leaving < 4; leaving++) {
      for (int during = 0; during < 4; during++) {
        Sweep sweep = new Sweep(new EmbeddedChannel().eventLoop(), () -> 0);
        List<Guest> guests = Stream.generate(Guest::new).limit(4).toList();
        List<Sweep.Seat> seats = guests.stream().map(sweep::seat).toList();
        seats.forEach(Sweep.Seat::take);
        guests.get(during).then = seats.get(leaving)::leave;
        sweep.sweepAll();
        for (int i = 0; i < 4; i++) {
          assertThat(guests.get(i).looks)
              .as("guest %d, as %d left while %d was looked at", i, leaving, during)
              .isGreaterThanOrEqualTo(i == leaving ? 0 : 1);
        }
        assertThat(sweep.size()).isEqualTo(3);
      }
    }
  }
}
