package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import naru.base.Code;
import naru.base.Failure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * RFC 9112 section 9.3.1: a server may close an idle connection at any time, and a request that is
 * sent just then must not be lost.
 */
final class KeepAliveRaceTest {
  /** How often is asked; more by hand. */
  private static final int REQUESTS = Integer.getInteger("naru.race", 5000);

  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  /** Answers, and closes now and then: at once, a little later, or as the next request comes. */
  private static Backend.Script closingAtRandom(long seed) {
    return socket -> {
      SplittableRandom random = new SplittableRandom(seed + socket.getPort());
      InputStream in = socket.getInputStream();
      while (true) {
        Site.readUntil(socket, "\r\n\r\n");
        Site.write(socket, Kept.OK);
        switch (random.nextInt(12)) {
          case 0 -> {
            return;
          }
          case 1 -> {
            LockSupport.parkNanos(random.nextInt(400_000));
            return;
          }
          case 2 -> {
            int first = in.read();
            assertThat(first).isNotZero();
            return;
          }
          default -> {}
        }
      }
    };
  }

  @Test
  void aServerThatClosesAtRandomNeverCausesA502() throws Exception {
    try (Backend backend = Backend.playing(closingAtRandom(7))) {
      InetSocketAddress front = site.listen(Trying.of(backend.peer()));
      try (Socket client = Site.connect(front)) {
        Kept.ask(client, Kept.GET, REQUESTS);
        Kept.ask(client, "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 1000);
      }
      assertThat(site.metrics.text()).doesNotContain("naru_upstream_replays_total 0\n");
    }
  }

  /**
   * A FIN that is here already is seen before anything is sent that may not be repeated, although
   * the loop, which is held meanwhile, has not heard of it.
   */
  @Test
  void aPostIsNotSentOnAConnectionThatHasEnded() throws Exception {
    BlockingQueue<CountDownLatch> ends = new LinkedBlockingQueue<>();
    Backend.Script told =
        socket -> {
          CountDownLatch end = new CountDownLatch(1);
          Site.readUntil(socket, "\r\n\r\n");
          ends.add(end);
          Site.write(socket, Kept.OK);
          end.await();
          socket.close();
          closed.add(true);
        };
    try (Backend backend = Backend.playing(told);
        Socket client = Site.connect(site.listen(Trying.of(backend.peer())))) {
      for (int i = 0; i < 20; i++) {
        Kept.ask(client, Kept.POST);
        site.untilMetric("naru_upstream_idle 1");
        CountDownLatch go = site.holdLoop();
        CountDownLatch end = ends.take();
        Site.write(client, Kept.POST);
        end.countDown();
        closed.take();
        go.countDown();
        assertThat(Site.readUntil(client, "ok")).startsWith("HTTP/1.1 200 OK");
        ends.take().countDown();
        closed.take();
      }
    }
  }

  private static Peer alone(Backend backend) {
    Peer.Limits one = Backend.limits(1, Peer.Limits.DEFAULT.streams());
    return new Peer(backend.address(), null, "", one);
  }

  /** So it is for one that waited, and would get the connection of the request before it. */
  @Test
  void aPostThatWaitedIsNotSentOnAConnectionThatHasEnded() throws Exception {
    BlockingQueue<CountDownLatch> ends = new LinkedBlockingQueue<>();
    Backend.Script told =
        socket -> {
          CountDownLatch end = new CountDownLatch(1);
          Site.readUntil(socket, "\r\n\r\n");
          ends.add(end);
          end.await();
          Site.write(socket, Kept.OK);
          socket.close();
          closed.add(true);
        };
    try (Backend backend = Backend.playing(told)) {
      InetSocketAddress front = site.listen(Trying.of(alone(backend)));
      try (Socket first = Site.connect(front);
          Socket second = Site.connect(front)) {
        Site.write(first, Kept.GET);
        CountDownLatch end = ends.take();
        Site.write(second, Kept.POST);
        site.untilMetric("naru_upstream_waiting 1");
        CountDownLatch go = site.holdLoop();
        end.countDown();
        closed.take();
        go.countDown();
        assertThat(Site.readUntil(first, "ok")).startsWith("HTTP/1.1 200 OK");
        CountDownLatch next = ends.poll(5, TimeUnit.SECONDS);
        assertThat(next).as("a second connection").isNotNull();
        next.countDown();
        assertThat(Site.readUntil(second, "ok")).startsWith("HTTP/1.1 200 OK");
      }
    }
  }

  @Test
  void whoWantsAFreshConnectionAndWaitsGetsOne() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Backend.Script held =
        socket -> {
          Site.readUntil(socket, "\r\n\r\n");
          end.await();
          Site.write(socket, Kept.OK);
          Site.readUntil(socket, "\r\n\r\n");
        };
    BlockingQueue<Boolean> reused = new LinkedBlockingQueue<>();
    try (Backend backend = Backend.playing(held)) {
      Peer peer = alone(backend);
      Stop relay = Trying.of(peer);
      Stop fresh = x -> x.loopState().pool(peer).take(fresh(x, reused), x.span(), x.at());
      Stop either = x -> (x.request().method() == Method.GET ? relay : fresh).enter(x);
      InetSocketAddress front = site.listen(either);
      try (Socket first = Site.connect(front);
          Socket second = Site.connect(front)) {
        Site.write(first, Kept.GET);
        site.untilMetric("naru_upstream_dials_total 1");
        Site.write(second, Kept.POST);
        site.untilMetric("naru_upstream_waiting 1");
        end.countDown();
        assertThat(Site.readUntil(first, "ok")).startsWith("HTTP/1.1 200 OK");
        assertThat(reused.poll(5, TimeUnit.SECONDS)).isFalse();
        Site.readUntil(second, "}");
      }
    }
  }

  /** All connections are there already, and idle: one makes room. */
  @Test
  void whoWantsAFreshConnectionWhereAllAreIdleGetsOne() throws Exception {
    Backend.Script kept =
        socket -> {
          Site.readUntil(socket, "\r\n\r\n");
          Site.write(socket, Kept.OK);
          Site.readAll(socket);
        };
    BlockingQueue<Boolean> reused = new LinkedBlockingQueue<>();
    try (Backend backend = Backend.playing(kept)) {
      Peer peer = alone(backend);
      Stop relay = Trying.of(peer);
      Stop fresh = x -> x.loopState().pool(peer).take(fresh(x, reused), x.span(), x.at());
      Stop either = x -> (x.request().method() == Method.GET ? relay : fresh).enter(x);
      try (Socket client = Site.connect(site.listen(either))) {
        Kept.ask(client, Kept.GET);
        site.untilMetric("naru_upstream_idle 1");
        Site.write(client, Kept.POST);
        assertThat(reused.poll(5, TimeUnit.SECONDS)).isFalse();
        Site.readUntil(client, "}");
      }
    }
  }

  private static Waiters.Taker fresh(Exchange x, BlockingQueue<Boolean> reused) {
    return Sole.of(
        Waiters.Taker.class,
        (method, arguments) -> {
          if (method.equals("connected")) {
            ((ClientStream) arguments[0]).abandon();
            reused.add((Boolean) arguments[1]);
            x.fail(Failure.of(Code.INTERNAL, naru.base.Side.US, "that is all"));
          }
          return method.equals("wantsFresh");
        });
  }

  private final BlockingQueue<Boolean> closed = new LinkedBlockingQueue<>();

  /** RFC 9293 section 3.4: the FIN says up to which byte the server had heard the client. */
  @Test
  void aPostThatCrossesTheFinWasNotHeard() throws Exception {
    assertThat(crossing(false))
        .matches(Failure::retry)
        .extracting(Failure::code)
        .isEqualTo(Code.UPSTREAM_REUSED_IDLE);
  }

  /** The server took the POST, and then closed: whether it did what was asked is not known. */
  @Test
  void aPostBeforeTheFinWasHeard() throws Exception {
    assertThat(crossing(true))
        .matches(f -> !f.retry())
        .extracting(Failure::code)
        .isEqualTo(Code.UPSTREAM_REUSED_IDLE);
  }

  /** How a POST on a kept connection fails, which the server takes, or closes just before. */
  private Failure crossing(boolean taken) throws Exception {
    CountDownLatch chosen = new CountDownLatch(1);
    BlockingQueue<Failure> failures = new LinkedBlockingQueue<>();
    Backend.Script server =
        socket -> {
          Site.readUntil(socket, "\r\n\r\n");
          Site.write(socket, Kept.OK);
          if (taken) {
            Site.readUntil(socket, "\r\n\r\n");
          } else {
            chosen.await();
          }
          socket.close();
          closed.add(true);
        };
    try (Backend backend = Backend.playing(server)) {
      Stop relay = Trying.of(backend.peer());
      Runnable first =
          () -> {
            chosen.countDown();
            if (!taken) {
              Site.taken(closed);
            }
          };
      Stop post = x -> new Sole(stream -> first.run(), failures).ask(x, backend.peer());
      Stop either = x -> (x.request().method().isIdempotent() ? relay : post).enter(x);
      try (Socket client = Site.connect(site.listen(either))) {
        Kept.ask(client, Kept.GET);
        site.untilMetric("naru_upstream_idle 1");
        Site.write(client, Kept.POST);
        return failures.take();
      }
    }
  }

  /** What fails for good names the race: nothing may repeat a POST that was sent. */
  @Test
  void section922APostThatIsLostToTheRaceNamesIt() throws Exception {
    Backend.Script once =
        socket -> {
          Site.readUntil(socket, "\r\n\r\n");
          Site.write(socket, Kept.OK);
          Site.readUntil(socket, "\r\n\r\n");
        };
    try (Backend backend = Backend.playing(once);
        Socket client = Site.connect(site.listen(Trying.of(backend.peer(), backend.peer())))) {
      Kept.ask(client, Kept.GET);
      Site.write(client, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab");
      assertThat(Site.readUntil(client, "}"))
          .startsWith("HTTP/1.1 502 ")
          .contains("\"reason\":\"upstream.reset.reused-idle\"");
    }
  }
}
