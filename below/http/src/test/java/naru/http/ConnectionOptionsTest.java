package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client may name in Connection. RFC 9110 section 7.6.1. */
final class ConnectionOptionsTest {
  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  /** A client takes out what it has sent itself, and nothing that was added on the way. */
  @Test
  void nothingThatStopsAddCanBeTakenOut() throws Exception {
    CompletableFuture<String> asked = new CompletableFuture<>();
    Backend.Script telling =
        s -> {
          asked.complete(Site.readUntil(s, "\r\n\r\n"));
          Site.write(s, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        };
    Stop adding =
        x -> {
          x.request().fields().add(Field.X_FORWARDED_FOR, "192.0.2.1");
          x.request().fields().add("X-User", "alice");
          x.proceed();
        };
    try (Backend backend = Backend.playing(telling)) {
      var front = site.listen(adding, Trying.of(backend.peer()));
      String got =
          Site.ask(
              front,
              "GET / HTTP/1.1\r\nHost: x\r\nX-User: mallory\r\nX-Hop: 1\r\n"
                  + "Connection: close, X-Forwarded-For, x-user, X-Hop, Host\r\n\r\n");
      assertThat(got).startsWith("HTTP/1.1 200 ").contains("Connection: close\r\n");
      assertThat(asked.get(10, TimeUnit.SECONDS))
          .contains("Host: x\r\n", "X-Forwarded-For: 192.0.2.1\r\n", "X-User: alice\r\n")
          .doesNotContain("mallory", "X-Hop", "Connection");
    }
  }
}
