package naru.gateway.guard.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** An adaptive limit before a simulated server, in virtual time. */
class LatencyLimitTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;

  private final SplittableRandom random = new SplittableRandom(11);
  private final LatencyLimit limit = new LatencyLimit(2, 1000, 20 * SECOND, 0);

  /** A server with some workers; each request needs about this much of one of them. */
  private final class Server {
    private long[] freeAt;
    private long workNanos;

    Server(int workers, long workNanos) {
      this.freeAt = new long[workers];
      this.workNanos = workNanos;
    }

    long doneAt(long now) {
      int first = 0;
      for (int i = 1; i < freeAt.length; i++) {
        first = freeAt[i] < freeAt[first] ? i : first;
      }
      long work = (long) (workNanos * (0.5 + random.nextDouble()));
      freeAt[first] = Math.max(now, freeAt[first]) + work;
      return freeAt[first];
    }
  }

  private record Done(long at, long begun) {}

  private long now;
  private int inflight;
  private int completed;
  private double latencies;
  private final PriorityQueue<Done> under = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));

  /** As many as may be are always under way: clients that never tire. */
  private void flood(Server server, long forNanos, boolean good) {
    long end = now + forNanos;
    completed = 0;
    latencies = 0;
    while (now < end) {
      while (inflight < limit.limit()) {
        under.add(new Done(server.doneAt(now), now));
        inflight++;
      }
      Done done = under.remove();
      now = done.at;
      limit.sample(now - done.begun, inflight, good, now);
      inflight--;
      completed++;
      latencies += now - done.begun;
    }
  }

  private double meanMillis() {
    return latencies / completed / MILLI;
  }

  @Test
  void findsHowMuchAServerCanDoAndKeepsItsLatencyLow() {
    Server server = new Server(20, 10 * MILLI);
    flood(server, 10 * SECOND, true);
    flood(server, 60 * SECOND, true);
    double perSecond = completed / 60.0;
    assertThat(perSecond).as("of 2000 that it can do").isGreaterThan(1850);
    assertThat(meanMillis()).as("alone it takes 10 ms").isLessThan(20);
    assertThat(limit.limit()).isBetween(10, 40);
  }

  @Test
  void followsAServerThatBecomesSlowerAndFasterAgain() {
    flood(new Server(40, 10 * MILLI), 30 * SECOND, true);
    int before = limit.limit();
    assertThat(before).isBetween(20, 80);
    flood(new Server(5, 10 * MILLI), 60 * SECOND, true);
    assertThat(limit.limit()).isLessThan(15);
    flood(new Server(40, 10 * MILLI), 60 * SECOND, true);
    assertThat(limit.limit()).isBetween(20, 80);
  }

  @Test
  void doesNotStayDownWhenAllRequestsBecomeDearer() {
    flood(new Server(20, 5 * MILLI), 30 * SECOND, true);
    Server dearer = new Server(20, 50 * MILLI);
    flood(dearer, 200 * SECOND, true);
    flood(dearer, 60 * SECOND, true);
    assertThat(completed / 60.0).as("of 400 that it can do").isGreaterThan(340);
    assertThat(meanMillis()).isLessThan(150);
  }

  @Test
  void growsOnlyWhileItIsUsed() {
    for (int i = 0; i < 10_000; i++) {
      now += 10 * MILLI;
      limit.sample(10 * MILLI, 1, true, now);
    }
    assertThat(limit.limit()).isLessThanOrEqualTo(20);
  }

  @Test
  void failuresBringItDown() {
    Server server = new Server(100, 10 * MILLI);
    flood(server, 10 * SECOND, true);
    int before = limit.limit();
    flood(server, 2 * SECOND, false);
    assertThat(limit.limit()).isLessThan(before / 2);
    assertThat(limit.limit()).isGreaterThanOrEqualTo(2);
  }
}
