package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import naru.trace.Party;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that wait for a connection: how many, for how long, and what becomes of who goes. */
final class PoolWaitTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  private void pass(long nanos) {
    site.clock.forward(nanos * 2, TimeUnit.NANOSECONDS);
  }

  private InetSocketAddress holding() {
    return site.listen(Party.ORIGIN, HttpLimits.DEFAULT, site.held::add);
  }

  private void answerHeld() throws InterruptedException {
    Exchange x = site.held();
    x.loop()
        .execute(() -> x.answer(x.response(200), ByteBufUtil.writeAscii(x.alloc(), "answered")));
  }

  @Test
  void requestsWaitForAConnectionAndBeyondThatAreRefused() throws Exception {
    InetSocketAddress front = site.listen(Trying.of(Trying.limited(holding(), 1, 1)));
    try (Socket first = Site.connect(front);
        Socket second = Site.connect(front);
        Socket third = Site.connect(front)) {
      Site.write(first, GET);
      site.untilMetric("naru_upstream_dials_total 1");
      Site.write(second, GET);
      site.untilMetric("naru_upstream_waiting 1");
      Site.write(third, GET);
      assertThat(Site.readUntil(third, "}")).startsWith("HTTP/1.1 503 ").contains("N1503");
      assertThat(site.metrics.text()).contains("naru_upstream_refused_total 1\n");
      answerHeld();
      Site.readUntil(first, "answered");
      answerHeld();
      Site.readUntil(second, "answered");
      assertThat(site.metrics.text())
          .contains("naru_upstream_waiting 0\n", "naru_upstream_dials_total 1\n");
      assertThat(waited()).containsSubsequence("Waited", "Reused", "Finished");
    }
  }

  /** The events of the part that waited for a connection. */
  private List<String> waited() throws InterruptedException {
    List<String> events = site.events();
    while (!events.contains("Waited") && !events.isEmpty()) {
      events = site.events();
    }
    return events;
  }

  @Test
  void whoWaitsTooLongIsRefused() throws Exception {
    InetSocketAddress front = site.listen(Trying.of(Trying.limited(holding(), 1, 1)));
    try (Socket first = Site.connect(front);
        Socket second = Site.connect(front)) {
      Site.write(first, GET);
      site.untilMetric("naru_upstream_dials_total 1");
      Site.write(second, GET);
      site.untilMetric("naru_upstream_waiting 1");
      pass(Peer.Limits.DEFAULT.waitNanos());
      assertThat(Site.readUntil(second, "}")).startsWith("HTTP/1.1 503 ");
      answerHeld();
      Site.readUntil(first, "answered");
    }
  }

  @Test
  void whoWaitsAndGoesTakesNoConnectionAlong() throws Exception {
    InetSocketAddress front = site.listen(Trying.of(Trying.limited(holding(), 1, 1)));
    try (Socket first = Site.connect(front);
        Socket third = Site.connect(front)) {
      Site.write(first, GET);
      site.untilMetric("naru_upstream_dials_total 1");
      try (Socket second = Site.connect(front)) {
        Site.write(second, GET);
        site.untilMetric("naru_upstream_waiting 1");
        second.setSoLinger(true, 0);
      }
      site.untilMetric("naru_upstream_waiting 0");
      first.setSoLinger(true, 0);
      first.close();
      Site.write(third, GET);
      // The first one's exchange is over; the third gets a connection of its own.
      site.held();
      answerHeld();
      assertThat(Site.readUntil(third, "answered")).startsWith("HTTP/1.1 200");
    }
  }

  /** The span of a request that is over must not be told how the dialing went on. */
  @Test
  void whoGoesDuringTheDialLeavesAConnectionForTheNext() throws Exception {
    Peer peer = Trying.limited(holding(), 1, 1);
    InetSocketAddress front =
        site.listen(
            x -> {
              Relay.start(x, peer, new Trying(java.util.List.of(peer)));
              if (x.request().path().equals("/gone")) {
                // Whatever stands in front may end the response while the connection is dialed.
                x.fail(
                    naru.base.Failure.of(
                        naru.base.Code.GATEWAY_LIMIT, naru.base.Side.US, "no longer wanted"));
              }
            });
    try (Socket client = Site.connect(front)) {
      Site.write(client, "GET /gone HTTP/1.1\r\nHost: x\r\n\r\n" + GET);
      Site.readUntil(client, "}");
      answerHeld();
      assertThat(Site.readUntil(client, "answered")).contains("HTTP/1.1 200");
      assertThat(site.metrics.text()).contains("naru_upstream_dials_total 1\n");
    }
  }
}
