package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long a server keeps an idle connection is learned, and whom that lets use it again. */
final class LearnedIdleTest {
  private static final long SECOND = 1_000_000_000L;

  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void theServersIdleTimeIsLearnedAndKeptClearOf() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (Backend backend =
        Backend.playing(
            socket -> {
              Site.readUntil(socket, "\r\n\r\n");
              Site.write(socket, Kept.OK);
              end.await();
            },
            Kept.PATIENT)) {
      InetSocketAddress front = site.listen(Trying.of(backend.peer()));
      try (Socket client = Site.connect(front)) {
        Kept.ask(client, Kept.GET);
        site.untilMetric("naru_upstream_idle 1");
        site.clock.forward(SECOND, TimeUnit.NANOSECONDS);
        end.countDown();
        site.untilMetric("naru_upstream_idle_lessons_total 1");
        Kept.ask(client, Kept.GET);
        site.untilMetric("naru_upstream_idle 1");
        site.clock.forward(SECOND * 4 / 5, TimeUnit.NANOSECONDS);
        Kept.ask(client, Kept.GET);
        assertThat(site.metrics.text())
            .contains("naru_upstream_reuses_total 0\n", "naru_upstream_dials_total 3\n");
        site.untilMetric("naru_upstream_idle 1");
        site.clock.forward(SECOND / 2, TimeUnit.NANOSECONDS);
        Kept.ask(client, Kept.GET);
        assertThat(site.metrics.text()).contains("naru_upstream_reuses_total 1\n");
      }
    }
  }

  /**
   * A limit that was raised again is a guess: a GET tries it, a POST is sent on a new connection.
   */
  @Test
  void aPostDoesNotFindOutHowLongTheServerWaits() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Backend.Script teacher =
        socket -> {
          Site.readUntil(socket, "\r\n\r\n");
          Site.write(socket, Kept.OK);
          end.await();
        };
    try (Backend backend = Backend.playing(teacher, Kept.PATIENT)) {
      InetSocketAddress front = site.listen(Trying.of(backend.peer()));
      try (Socket client = Site.connect(front)) {
        Kept.ask(client, Kept.GET);
        site.untilMetric("naru_upstream_idle 1");
        site.clock.forward(SECOND, TimeUnit.NANOSECONDS);
        end.countDown();
        site.untilMetric("naru_upstream_idle_lessons_total 1");
        for (int i = 0; i < IdleTime.SURVIVORS; i++) {
          Kept.ask(client, Kept.GET);
          site.untilMetric("naru_upstream_idle 1");
          site.clock.forward(SECOND * 4 / 5, TimeUnit.NANOSECONDS);
        }
        Kept.ask(client, Kept.GET);
        site.untilMetric("naru_upstream_idle 1");
        site.clock.forward(SECOND * 4 / 5, TimeUnit.NANOSECONDS);
        Kept.ask(client, Kept.POST);
        assertThat(site.metrics.text()).contains("naru_upstream_reuses_total 0\n");
        site.untilMetric("naru_upstream_idle 2");
        site.clock.forward(SECOND * 4 / 5, TimeUnit.NANOSECONDS);
        Kept.ask(client, Kept.GET);
        assertThat(site.metrics.text()).contains("naru_upstream_reuses_total 1\n");
      }
    }
  }

  /** Nothing is known of a server, except that other connections to it live on for longer. */
  @Test
  void aPostTrustsOnlyWhatOthersHaveLivedThrough() throws Exception {
    try (Backend backend = Backend.playing(Kept.PATIENT);
        Socket client = Site.connect(site.listen(Trying.of(backend.peer())))) {
      Kept.ask(client, Kept.POST);
      idleFor("naru_upstream_idle 1", SECOND / 4);
      Kept.ask(client, Kept.POST);
      assertThat(site.metrics.text()).contains("naru_upstream_reuses_total 1\n");
      idleFor("naru_upstream_idle 1", 2 * SECOND);
      Kept.ask(client, Kept.POST);
      assertThat(site.metrics.text()).contains("naru_upstream_dials_total 2\n");
      idleFor("naru_upstream_idle 2", 2 * SECOND);
      Kept.ask(client, Kept.POST);
      assertThat(site.metrics.text())
          .contains("naru_upstream_dials_total 2\n", "naru_upstream_reuses_total 2\n");
    }
  }

  private void idleFor(String metric, long nanos) throws Exception {
    site.untilMetric(metric);
    site.clock.forward(nanos, TimeUnit.NANOSECONDS);
  }

  /** {@code Keep-Alive: timeout=}: a quarter of it is left as a margin. */
  @Test
  void whatTheServerAnnouncesIsKept() throws Exception {
    try (Backend backend =
        Backend.playing(
            socket -> {
              while (true) {
                Site.readUntil(socket, "\r\n\r\n");
                Site.write(
                    socket,
                    "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=4, max=9\r\n"
                        + "Content-Length: 2\r\n\r\nok");
              }
            })) {
      InetSocketAddress front = site.listen(Trying.of(backend.peer()));
      try (Socket client = Site.connect(front)) {
        Kept.ask(client, Kept.GET);
        site.untilMetric("naru_upstream_idle 1");
        site.clock.forward(SECOND * 5 / 2, TimeUnit.NANOSECONDS);
        Kept.ask(client, Kept.GET);
        assertThat(site.metrics.text()).contains("naru_upstream_reuses_total 1\n");
        site.untilMetric("naru_upstream_idle 1");
        site.clock.forward(SECOND * 3, TimeUnit.NANOSECONDS);
        Kept.ask(client, Kept.GET);
        assertThat(site.metrics.text()).contains("naru_upstream_dials_total 2\n");
      }
    }
  }
}
