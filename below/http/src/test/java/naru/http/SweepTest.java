package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.util.concurrent.TimeUnit;
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
}
