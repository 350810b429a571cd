package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import naru.app.Stand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same as {@link ReloadUnderLoadStoryTest} with HTTP/2: requests over TLS, and calls of gRPC
 * that are open all the while. Nobody notices.
 */
final class ReloadStreamsStoryTest {
  private static final int CALLS = 50;
  private static final int CLIENTS = 4;
  private static final long REQUEST_NANOS = 4_000_000;
  private static final int USUAL = 15;
  private static final int RELOADS = Integer.getInteger("naru.reloads", USUAL);
  private static final int PAUSE_MILLIS = Integer.getInteger("naru.reloads.pauseMillis", 40);
  private static final String CONFIG =
      Configs.WHOLE.replace(
              "    shop:\n      targets:",
              "    calls: { targets: 127.0.0.1:{calls}, http: 2 }\n    shop:\n      targets:")
          + """
              - name: calls
                match: { path: /echo.Echo/** }
                to: calls
          """;

  @TempDir private Path state;
  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  void nobodyNotices() throws Exception {
    try (TestOrigin one = TestOrigin.open();
        TestOrigin two = TestOrigin.open();
        CallEcho echo = CallEcho.open();
        Stand stand =
            Stand.open(
                state, CONFIG, Map.of("one", one.port(), "two", two.port(), "calls", echo.port()));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", stand.port("gateway"))
              .overrideAuthority("calls.test")
              .usePlaintext()
              .build();
      List<CallEcho.Call> calls = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        calls.add(new CallEcho.Call(channel));
        assertThat(calls.getLast().say("first")).isEqualTo("first");
      }
      List<Future<Integer>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(threads.submit(requests(stand)));
      }
      for (int i = 0; i < RELOADS; i++) {
        stand.rewrite(CONFIG + Configs.other(i));
        assertThat(stand.reload()).isTrue();
        String text = "reload " + i;
        assertThat(calls.get(i % CALLS).say(text)).isEqualTo(text);
        LockSupport.parkNanos(PAUSE_MILLIS * 1_000_000L);
      }
      over.set(true);
      int asked = 0;
      for (Future<Integer> client : clients) {
        asked += client.get();
      }
      for (CallEcho.Call call : calls) {
        assertThat(call.say("last")).isEqualTo("last");
        assertThat(call.end()).isTrue();
      }
      channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
      assertThat(asked).isGreaterThan(RELOADS);
      if (RELOADS > USUAL) {
        System.err.println(RELOADS + " reloads, " + asked + " requests, " + CALLS + " calls");
      }
    }
  }

  /** One connection that asks 250 times a second; how often it asked. */
  private Callable<Integer> requests(Stand stand) {
    return () -> {
      int asked = 0;
      try (HttpClient client = HttpClient.newBuilder().sslContext(Trust.in(stand.root())).build()) {
        HttpRequest request =
            HttpRequest.newBuilder(
                    URI.create("https://localhost:" + stand.port("secure-gateway") + "/"))
                .build();
        for (; !over.get(); asked++) {
          HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
          assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
          assertThat(answer.statusCode()).as("request " + asked).isEqualTo(200);
          assertThat(answer.body()).isEqualTo("whole");
          LockSupport.parkNanos(REQUEST_NANOS);
        }
      }
      return asked;
    };
  }
}
