package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import naru.app.Stand;
import naru.trace.GatewayEvent;
import naru.trace.Trace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of two origins is killed in the middle of a thousand requests. */
final class KilledOriginStoryTest {
  private static final int REQUESTS = 1000;
  private static final int AT_ONCE = 16;

  @TempDir private Path state;

  @Test
  void noRequestIsLostAndTheTracesSaySo() throws Exception {
    try (TestOrigin doomed = TestOrigin.open();
        TestOrigin other = TestOrigin.open();
        Stand stand =
            Stand.open(state, Configs.WHOLE, Map.of("one", doomed.port(), "two", other.port()));
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      AtomicInteger begun = new AtomicInteger();
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        answers.add(
            threads.submit(
                () -> {
                  int n = begun.incrementAndGet();
                  if (n == REQUESTS / 2) {
                    doomed.kill();
                  }
                  return status(client, stand.port("gateway"), n);
                }));
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get());
      }
      assertThat(statuses).hasSize(REQUESTS).containsOnly(200);
      assertThat(doomed.served()).isPositive();
      assertThat(doomed.served() + other.served()).isGreaterThanOrEqualTo(REQUESTS);
      Until.so("a retried request is traced", () -> !retried(stand).isEmpty());
      for (Trace trace : retried(stand)) {
        GatewayEvent.Retried event = Told.events(trace, GatewayEvent.Retried.class).getFirst();
        assertThat(event.attempt()).isEqualTo(1);
        assertThat(event.target()).isEqualTo("127.0.0.1:" + doomed.port());
        assertThat(Told.events(trace, GatewayEvent.TargetChosen.class))
            .extracting(GatewayEvent.TargetChosen::target)
            .endsWith("127.0.0.1:" + other.port());
      }
    }
  }

  private static int status(HttpClient client, int port, int n) throws Exception {
    URI uri = URI.create("http://localhost:" + port + "/" + n);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).statusCode();
  }

  private static List<Trace> retried(Stand stand) {
    return stand.traces().newest(2 * REQUESTS).stream()
        .filter(t -> !Told.events(t, GatewayEvent.Retried.class).isEmpty())
        .toList();
  }
}
