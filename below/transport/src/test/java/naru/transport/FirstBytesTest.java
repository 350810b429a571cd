package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.Epoll;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * A client whose socket has Nagle's algorithm (RFC 9293 section 3.7.4) on, as a program's has
 * unless it says otherwise: its first bytes wait until its Finished is acknowledged.
 */
final class FirstBytesTest {
  /** Linux acknowledges late after this time at the soonest (TCP_DELACK_MIN). */
  private static final Duration LATE = Duration.ofMillis(40);

  private final Harbour harbour = new Harbour(Epoll.isAvailable());

  @AfterEach
  void close() throws Exception {
    harbour.close();
  }

  @Test
  void doNotWaitForALateAcknowledgement() {
    Assumptions.assumeTrue(Epoll.isAvailable());
    Listener listener = harbour.echo(harbour.shopTls());
    ClientTls trusting = ClientTls.of(List.of(TestCertificates.root()), false, List.of("http/1.1"));

    List<Duration> waits =
        IntStream.range(0, 10)
            .mapToObj(i -> harbour.dial(listener.address(), trusting, "shop.naru.test"))
            .map(FirstBytesTest::firstEcho)
            .toList();

    assertThat(waits.stream().filter(wait -> wait.compareTo(LATE) < 0))
        .as("of 10 connections, these were answered before the timer: %s", waits)
        .hasSizeGreaterThan(5);
  }

  /** Netty turns it off where it makes a socket, so we do not say it once more. */
  @Test
  void ourSocketsHaveNagleOff() throws Exception {
    Listener listener = harbour.echo(null);
    Harbour.Line line = harbour.dial(listener.address(), null, "");
    assertThat(line.channel().config().getOption(ChannelOption.TCP_NODELAY)).isTrue();
    assertThat(harbour.arrival().channel().config().getOption(ChannelOption.TCP_NODELAY)).isTrue();
  }

  private static Duration firstEcho(Harbour.Line line) {
    line.channel().config().setOption(ChannelOption.TCP_NODELAY, false);
    long began = System.nanoTime();
    assertThat(line.ask("first")).isEqualTo("first");
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
