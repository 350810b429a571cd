package naru.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program that was followed ends, even if something of it does not close. */
@Timeout(30)
final class FarewellTest {
  @Test
  void whoDoesNotCloseInTimeIsEnded() throws Exception {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    try (Farewell farewell = Farewell.open(0, () -> ended.complete(null))) {
      farewell.tell();
      ended.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void whoClosesInTimeIsNot() throws Exception {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Farewell farewell = Farewell.open(20, () -> ended.complete(null));
    farewell.close();
    farewell.tell();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("naru-farewell")) {
        thread.join();
      }
    }
    assertThat(ended).isNotDone();
  }
}
