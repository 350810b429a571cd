package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import naru.app.Stand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upstream whose targets are a service's SRV records, asked of Naru's own name server. */
final class SrvStoryTest {
  private static final String RECORDS =
      """
            naru.test:
              shop: A 127.0.0.1
              _http._tcp: ["SRV 10 3 {one} shop", "SRV 10 1 {two} shop", "SRV 20 0 {three} shop"]
      """;

  private static final String CONFIG =
      Configs.WHOLE
          .replace("    naru.test:\n      shop: A 127.0.0.1\n", RECORDS)
          .replace(
              "targets: [127.0.0.1:{one}, 127.0.0.1:{two}]",
              "targets: [{ srv: _http._tcp.naru.test }]\n"
                  + "      retries: 2\n"
                  + "      names: { most: 1s }\n"
                  + "      eject: { after: 1, at-most: 100% }");

  @TempDir private Path state;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private int get(Stand naru) {
    URI uri = URI.create("http://localhost:" + naru.port("gateway") + "/");
    try {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).statusCode();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void requestsGoWherePrioritiesAndWeightsSayAndFollowTheRecords() throws Exception {
    try (TestOrigin one = TestOrigin.open();
        TestOrigin two = TestOrigin.open();
        TestOrigin three = TestOrigin.open();
        Stand naru =
            Stand.open(
                state,
                CONFIG,
                Map.of("one", one.port(), "two", two.port(), "three", three.port()))) {
      // The name was not known at the start, and nobody waited for it.
      Until.so("the records are known", () -> get(naru) == 200);
      int before = one.served() + two.served();
      assertThat(before).isEqualTo(1);
      for (int n = 0; n < 40; n++) {
        assertThat(get(naru)).isEqualTo(200);
      }
      assertThat(one.served()).isBetween(29, 32);
      assertThat(two.served()).isBetween(9, 12);
      assertThat(three.served()).isZero();

      // The next priority serves while nobody of the first one can.
      one.kill();
      two.kill();
      assertThat(get(naru)).isEqualTo(200);
      assertThat(get(naru)).isEqualTo(200);
      assertThat(three.served()).isPositive();

      // What is no longer said goes on; what is said anew is followed within a second.
      naru.rewrite(CONFIG.replace("_http._tcp: [", "_other._tcp: ["));
      assertThat(naru.reload()).isTrue();
      int served = three.served();
      assertThat(get(naru)).isEqualTo(200);
      assertThat(three.served()).isEqualTo(served + 1);
      try (TestOrigin four = TestOrigin.open()) {
        naru.rewrite(CONFIG.replace("SRV 10 3 {one} shop", "SRV 10 3 " + four.port() + " shop"));
        assertThat(naru.reload()).isTrue();
        Until.so(
            "the new record is used",
            () -> {
              assertThat(get(naru)).isEqualTo(200);
              return four.served() > 0;
            });
      }
    }
  }
}
