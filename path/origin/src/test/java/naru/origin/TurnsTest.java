package naru.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import naru.base.Limit;
import naru.base.Metrics;
import naru.http.Stop;
import naru.origin.core.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Errands that wait for their turn. */
@Timeout(60)
final class TurnsTest {
  private static final int WAITING = 5;

  @TempDir Path directory;
  private final CountDownLatch free = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();

  /** One at work, five who wait. */
  private LiveOrigin origin(long patienceNanos) throws Exception {
    return new LiveOrigin((store, m) -> stop(m, patienceNanos), directory.resolve("state"));
  }

  private Stop stop(Metrics metrics, long patienceNanos) {
    Turns turns =
        new Turns(
            Limit.of(metrics, "test.turns", 1),
            Limit.of(metrics, "test.waiting", WAITING),
            task -> Thread.ofVirtual().start(task),
            patienceNanos);
    return x -> {
      Runnable busy = () -> Sending.whole(x, Answer.of(503, "text/plain", new byte[0]));
      boolean sent =
          Errand.inTurn(
              x,
              turns,
              () -> {
                begun.incrementAndGet();
                free.await();
                return Answer.of(200, "text/plain", new byte[0]);
              },
              answer -> Sending.whole(x, answer),
              unused -> {},
              busy);
      if (!sent) {
        busy.run();
      }
    };
  }

  private static CompletableFuture<HttpResponse<Void>> ask(LiveOrigin origin) {
    return origin.client().sendAsync(origin.to("/").build(), BodyHandlers.discarding());
  }

  private static void awaitWaiting(LiveOrigin origin, long count) {
    LiveOrigin.await("they wait", () -> origin.used("test.waiting") == count);
  }

  @Test
  void whoFindsAllAtWorkWaitsAndIsServed() throws Exception {
    try (LiveOrigin origin = origin(TimeUnit.MINUTES.toNanos(1))) {
      List<CompletableFuture<HttpResponse<Void>>> all = new ArrayList<>();
      for (int i = 0; i <= WAITING; i++) {
        all.add(ask(origin));
      }
      awaitWaiting(origin, WAITING);
      assertThat(ask(origin).get().statusCode()).as("one too many").isEqualTo(503);
      assertThat(begun).hasValue(1);
      free.countDown();
      for (CompletableFuture<HttpResponse<Void>> one : all) {
        assertThat(one.get().statusCode()).isEqualTo(200);
      }
      assertThat(begun).hasValue(WAITING + 1);
      assertThat(origin.used("test.waiting")).isZero();
      assertThat(origin.used("test.turns")).isZero();
    }
  }

  @Test
  void whoseTurnDoesNotComeInTimeIsToldSo() throws Exception {
    try (LiveOrigin origin = origin(TimeUnit.MILLISECONDS.toNanos(20))) {
      CompletableFuture<HttpResponse<Void>> first = ask(origin);
      LiveOrigin.await("one works", () -> begun.get() == 1);
      assertThat(ask(origin).get().statusCode()).isEqualTo(503);
      free.countDown();
      assertThat(first.get().statusCode()).isEqualTo(200);
      awaitWaiting(origin, 0);
      assertThat(begun).as("nobody works for who has gone").hasValue(1);
    }
  }
}
